"""PocketSphinx with a grammar, to compare with: what an earlier recogniser makes of English words."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from kiosk.faces.voice.contract import SAMPLE_RATE


class Sphinx:
    """The words must be in PocketSphinx's own dictionary."""

    def __init__(self, words: Sequence[str]) -> None:
        import pocketsphinx

        self._decoder: Any = pocketsphinx.Decoder(lm=None, samprate=SAMPLE_RATE, loglevel="FATAL")
        known = [word for word in words if self._decoder.lookup_word(word)]
        grammar = f"#JSGF V1.0;\ngrammar words;\npublic <word> = {' | '.join(known)};\n"
        self._decoder.add_jsgf_string("words", grammar)
        self._decoder.activate_search("words")

    def recognise(self, samples: bytes) -> str | None:
        self._decoder.start_utt()
        self._decoder.process_raw(samples, full_utt=True)
        self._decoder.end_utt()
        found = self._decoder.hyp()
        return None if found is None else str(found.hypstr)


def sphinx_for(words: Sequence[str]) -> Sphinx | None:
    """None, and a word about it, where it is not installed."""
    try:
        return Sphinx(words)
    except ImportError:
        print(
            "  pocketsphinx is not installed (extra: bench): there is no comparison with it", file=sys.stderr
        )
        return None
