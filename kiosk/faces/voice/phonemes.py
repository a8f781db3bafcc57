"""Sentences as the phonemes that Kokoro was trained on: misaki's in Mandarin, espeak-ng's elsewhere.

Signs of another script within a sentence (the D of a Chinese plate, a Chinese name in English) get those of
their own language, so that the same voice goes on.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from kiosk.faces.voice.mandarin import syllables

VERSION = 2  # of what is done here: prompts rendered by another one are rendered anew
MANDARIN = "zh_Hans"
ESPEAK_VOICES = {"en": "en-us", "es": "es", "fr": "fr-fr"}
RUNS = re.compile(r"[\u4e00-\u9fff]+|[^\u4e00-\u9fff]+")
HAN = re.compile(r"[\u4e00-\u9fff]")
LATIN = re.compile(r"[A-Za-zÀ-ÿ]+(?:['-][A-Za-zÀ-ÿ]+)*")
LETTER_A = "ˈeɪ"  # espeak-ng takes it for the article
MANDARIN_LETTER_A = "ei→"  # as Chinese speakers say it; with English sounds 沪 A runs into one word
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_DIGIT = "|".join(DIGITS)
A_IN_A_CODE = re.compile(
    rf"(?:{'|'.join(f'(?<={digit} )' for digit in DIGITS)}|(?<=\b[B-Z] ))A\b"
    rf"|\bA(?= [A-Z]\b| (?:{_DIGIT}) (?:{_DIGIT}|[A-Z])\b)"
)
NON_SYLLABIC = "\u032f"  # what misaki leaves of "i̯", and the model does not know

Espeak = Callable[[str, str], str]


def phonemes(text: str, language: str, espeak: Espeak) -> str:
    """`espeak` gives the phonemes of a text in one of its voices. May take seconds the first time."""
    if language != MANDARIN and not HAN.search(text):
        return _spelled_right(text, ESPEAK_VOICES[language], espeak)
    foreign = ESPEAK_VOICES.get(language, ESPEAK_VOICES["en"])
    return "".join(
        _mandarin(run) if HAN.match(run) else _between(run, foreign, espeak, mandarin=language == MANDARIN)
        for run in RUNS.findall(text)
    )


def _mandarin(run: str) -> str:
    from misaki.zh import ZHG2P

    ipa = " ".join("".join(ZHG2P.py2ipa(syllable) for syllable in word) for word in syllables(run))
    return ipa.replace(NON_SYLLABIC, "")


def _between(run: str, espeak_voice: str, espeak: Espeak, *, mandarin: bool) -> str:
    """Punctuation, and words in Latin letters; a letter alone is said by its English name."""
    from misaki.zh import ZHG2P

    if not mandarin:
        return f" {_spelled_right(run, espeak_voice, espeak)} "
    spaced: str = ZHG2P.map_punctuation(run)
    return LATIN.sub(lambda word: f" {_foreign(word[0], espeak_voice, espeak)} ", spaced) + " "


def _spelled_right(text: str, espeak_voice: str, espeak: Espeak) -> str:
    return f" {LETTER_A} ".join(espeak(part, espeak_voice) for part in A_IN_A_CODE.split(text)).strip()


def _foreign(word: str, espeak_voice: str, espeak: Espeak) -> str:
    return MANDARIN_LETTER_A if word in ("A", "a") else espeak(word, espeak_voice)
