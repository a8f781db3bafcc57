"""Threads in native libraries: they end before the process does, or it leaves without them."""

from __future__ import annotations

import subprocess
import sys
import threading
import time

import pytest

from kiosk.faces.voice.threads import NativeThread, end_all
from tests.booth_processes import ROOT, eventually
from tests.recordings import require_model

# As kiosk.app does it. At work, and without the end, this library ends the process with a fault of memory.
PROCESS = """
import os, sys, threading, time
import ctranslate2
import numpy as np
from kiosk.faces.voice.threads import NativeThread, end_all
model = ctranslate2.models.Whisper(sys.argv[1], intra_threads=1)
features = ctranslate2.StorageView.from_array(np.zeros((1, 80, 3000), np.float32))
begun = threading.Event()
def recognise(seconds):
    begun.set()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        model.encode(features)
thread = NativeThread("recognising", recognise)
thread.start()
thread.put(float(sys.argv[2]))
thread.put(60.0)
begun.wait()
left = end_all(float(sys.argv[3]))
print(left, flush=True)
if left:
    os._exit(0)
"""


def test_one_thing_after_the_other_until_it_is_dismissed() -> None:
    done: list[int] = []
    begun, go_on = threading.Event(), threading.Event()

    def do(number: int) -> None:
        begun.set()
        go_on.wait(10)
        done.append(number)

    thread = NativeThread("counting", do)
    for number in (1, 2, 3):
        thread.put(number)
    thread.start()
    assert begun.wait(10)
    assert thread.dismiss() == [2, 3]
    go_on.set()
    thread.join(10)
    assert done == [1]
    assert not thread.is_alive()


def test_all_end_or_are_named() -> None:
    go_on = threading.Event()

    def hang(seconds: int) -> None:
        go_on.wait(seconds)

    well: NativeThread[int] = NativeThread("well", lambda _: None)
    hung = NativeThread("hung", hang)
    for thread in (well, hung):
        thread.start()
        thread.put(30)
    eventually(lambda: not hung.waiting, "it hangs")
    before = time.monotonic()
    assert "hung" in end_all(0.3)
    assert time.monotonic() - before < 20, "it has not waited for what hangs"
    well.join(10)
    assert not well.is_alive()
    go_on.set()
    hung.join(10)
    assert not hung.is_alive()


@pytest.mark.parametrize(
    ("work_seconds", "ending_seconds", "left"), [("0.2", "60", "()"), ("60", "0.2", "('recognising',)")]
)
def test_a_process_ends_well_with_a_library_at_work(
    work_seconds: str, ending_seconds: str, left: str
) -> None:
    pytest.importorskip("ctranslate2")
    model = require_model("whisper-base")
    words = [sys.executable, "-c", PROCESS, str(model), work_seconds, ending_seconds]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=100)
    assert (done.returncode, done.stdout.strip()) == (0, left), done.stderr
