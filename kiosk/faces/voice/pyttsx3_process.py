"""Speaks one sentence: {"text", "voice", "words_a_minute"} as JSON on stdin, a WAV file on stdout.

pyttsx3's `runAndWait` does not wait (2.99): espeak-ng goes on in its own thread. It has to have taken the
rate before it gets the sentence, or it may speak at another one, and it says when it has finished.
"""

from __future__ import annotations

import io
import json
import os
import sys
import threading
import time
from contextlib import redirect_stdout

RATE_SECONDS = 2.0
LONGEST_SECONDS = 10.0


def main() -> None:
    import pyttsx3

    order = json.load(sys.stdin)
    in_memory = os.memfd_create("speech")
    finished = threading.Event()
    with redirect_stdout(io.StringIO()):  # pyttsx3 prints what it has saved
        engine = pyttsx3.init("espeak")
        engine.connect("finished-utterance", lambda **_: finished.set())
        set_voice(order["voice"], order["words_a_minute"])
        engine.save_to_file(order["text"], f"/proc/self/fd/{in_memory}")
        engine.runAndWait()
        if not finished.wait(LONGEST_SECONDS):
            sys.exit("espeak-ng has not finished")
    os.lseek(in_memory, 0, os.SEEK_SET)
    with os.fdopen(in_memory, "rb") as recording:
        sys.stdout.buffer.write(recording.read())


def set_voice(name: str, words_a_minute: int) -> None:
    """Past pyttsx3's queue, which is only worked off while a sentence is spoken."""
    from pyttsx3.drivers.espeak import EspeakDriver

    EspeakDriver.setProperty("voice", name)
    EspeakDriver.setProperty("rate", words_a_minute)
    deadline = time.monotonic() + RATE_SECONDS
    while EspeakDriver.getProperty("rate") != words_a_minute:
        if time.monotonic() > deadline:
            sys.exit("espeak-ng has not taken the rate")
        time.sleep(0.01)
        EspeakDriver.setProperty("rate", words_a_minute)


if __name__ == "__main__":
    main()
