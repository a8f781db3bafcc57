"""Sentences as the phonemes that Kokoro was trained on: misaki's in Mandarin, espeak-ng's elsewhere.

Signs of another script within a sentence (the D of a Chinese plate, a Chinese name in English) get those of
their own language, so that the same voice goes on.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

VERSION = 1  # of what is done here: prompts rendered by another one are rendered anew
MANDARIN = "zh_Hans"
ESPEAK_VOICES = {"en": "en-us", "es": "es", "fr": "fr-fr"}
RUNS = re.compile(r"[\u4e00-\u9fff]+|[^\u4e00-\u9fff]+")
HAN = re.compile(r"[\u4e00-\u9fff]")
LATIN = re.compile(r"[A-Za-zÀ-ÿ]+(?:['-][A-Za-zÀ-ÿ]+)*")
LETTER_A = "ˈeɪ"  # alone, espeak-ng takes it for the article
NON_SYLLABIC = "\u032f"  # what misaki leaves of "i̯", and the model does not know

Espeak = Callable[[str, str], str]


def phonemes(text: str, language: str, espeak: Espeak) -> str:
    """`espeak` gives the phonemes of a text in one of its voices. May take seconds the first time."""
    if language != MANDARIN and not HAN.search(text):
        return espeak(text, ESPEAK_VOICES[language])
    foreign = ESPEAK_VOICES.get(language, ESPEAK_VOICES["en"])
    return "".join(
        _mandarin(run) if HAN.match(run) else _between(run, foreign, espeak, mandarin=language == MANDARIN)
        for run in RUNS.findall(text)
    )


def _mandarin(run: str) -> str:
    """Words apart, and the tones as they change beside one another within a word."""
    import jieba
    from misaki.zh import ZHG2P
    from pypinyin import Style, lazy_pinyin

    jieba.setLogLevel(logging.WARNING)
    words = (
        lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True, tone_sandhi=True)
        for word in jieba.lcut(run)
    )
    ipa = " ".join("".join(ZHG2P.py2ipa(syllable) for syllable in word) for word in words)
    return ipa.replace(NON_SYLLABIC, "")


def _between(run: str, espeak_voice: str, espeak: Espeak, *, mandarin: bool) -> str:
    """Punctuation, and words in Latin letters; a letter alone is said by its English name."""
    from misaki.zh import ZHG2P

    if not mandarin:
        return f" {espeak(run, espeak_voice)} "
    spaced: str = ZHG2P.map_punctuation(run)
    return LATIN.sub(lambda word: f" {_foreign(word[0], espeak_voice, espeak)} ", spaced) + " "


def _foreign(word: str, espeak_voice: str, espeak: Espeak) -> str:
    return LETTER_A if word in ("A", "a") else espeak(word, espeak_voice)
