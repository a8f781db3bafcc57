"""How long a citizen waits for the first word of a sentence with changing parts, and for the words behind it.

The booth's own mouth on its real engine, into a device that takes samples at their pace: with all processors
free, and with each of them busy with something else. Beside it, what rendering the whole sentence first would
take.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

from kiosk.faces.voice.contract import SAMPLE_RATE, VoiceError
from kiosk.faces.voice.playing import Outlet, Player
from kiosk.faces.voice.port_audio import BLOCK_FRAMES
from kiosk.faces.voice.prompts import Prompts
from kiosk.faces.voice.reel import Reel
from kiosk.faces.voice.saying import Part, Saying
from kiosk.faces.voice.speakers import Speakers, engines
from kiosk.faces.voice.speaking import Mouth
from tests.bench.figures import Figure, percentile, time_taken
from tests.bench.round_trip import changing, spread
from tests.recordings import models_dir, prompts_dir

LANGUAGES = ("zh_Hans", "en")
SENTENCES = 30
QUICK_SENTENCES = 5
AUDIBLE = 300  # of 32767
GAP_SECONDS = 0.4  # of silence between two clauses: longer than any comma
LONGEST_SECONDS = 60.0


def measure() -> list[Figure]:
    return _measure(SENTENCES)


def measure_quick() -> list[Figure]:
    return _measure(QUICK_SENTENCES)


def _measure(most: int) -> list[Figure]:
    speakers = Speakers(engines(models_dir()))
    figures: list[Figure] = []
    try:
        for language in LANGUAGES:
            speakers.prepare(language)
            texts = list(spread([text for text in changing(language) if len(text) > 3], most))
            for name, load in (("quiet", nullcontext()), ("loaded", busy_processors())):
                with load:
                    heard = [asyncio.run(_listen(speakers, text, language)) for text in texts]
                    whole = [_time_of(speakers, text, language) for text in texts[:: max(1, most // 10)]]
                figures += _figures(f"first_sound_{language}_{name}", heard, whole)
    except VoiceError as error:
        print(f"first_sound: not measured: {error}", file=sys.stderr)
    return figures


def _figures(name: str, heard: Sequence[Heard], whole: Sequence[float]) -> Iterator[Figure]:
    first = [each.first_seconds for each in heard]
    yield time_taken(name, first, 95, None)
    yield Figure(
        f"{name}_gaps",
        round(100 * sum(each.longest_gap_seconds > GAP_SECONDS for each in heard) / len(heard), 1),
        "%",
        None,
        {
            "sentences": len(heard),
            "longest_gap_seconds": round(max(each.longest_gap_seconds for each in heard), 2),
            "whole_sentence_first_p50_seconds": round(percentile(whole, 50), 2),
            "whole_sentence_first_p95_seconds": round(percentile(whole, 95), 2),
        },
    )


def _time_of(speakers: Speakers, text: str, language: str) -> float:
    began = time.perf_counter()
    speakers.synthesise(text, language)
    return time.perf_counter() - began


async def _listen(speakers: Speakers, text: str, language: str) -> Heard:
    heard = Heard()
    listening, spoken = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def open_ear(_name: str | None, reel: Reel) -> Ear:
        loop.call_soon_threadsafe(listening.set)
        return Ear(reel, heard)

    player = Player({Outlet.LOUDSPEAKER: None, Outlet.HANDSET: None}, open_ear)
    mouth = Mouth(speakers, Prompts(prompts_dir(), speakers), player, spoken.set)
    running = [asyncio.create_task(player.run()), asyncio.create_task(mouth.run())]
    await listening.wait()
    heard.began = time.perf_counter()
    mouth.say([Saying(text, language, Part.READING, pause_seconds=0)])
    async with asyncio.timeout(LONGEST_SECONDS):
        await spoken.wait()
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    return heard


@dataclass(slots=True)
class Heard:
    """Moments of time.perf_counter."""

    began: float = 0.0
    first: float | None = None
    last: float | None = None
    longest_gap_seconds: float = 0.0

    @property
    def first_seconds(self) -> float:
        if self.first is None:
            raise ValueError("nothing was heard")
        return self.first - self.began

    def note(self, now: float) -> None:
        if self.last is not None:
            self.longest_gap_seconds = max(self.longest_gap_seconds, now - self.last)
        self.first = self.first or now
        self.last = now


class Ear:
    """An output device that takes samples at their pace, and notes when they could be heard."""

    def __init__(self, reel: Reel, heard: Heard) -> None:
        self.active = True
        self._reel = reel
        self._heard = heard
        threading.Thread(target=self._run, daemon=True).start()

    def close(self) -> None:
        self.active = False

    def _run(self) -> None:
        import numpy as np

        due = time.perf_counter()
        while self.active:
            block = np.zeros(BLOCK_FRAMES, np.int16)
            self._reel.fill(block)
            if np.abs(block).max() > AUDIBLE:
                self._heard.note(time.perf_counter())
            due += BLOCK_FRAMES / SAMPLE_RATE
            time.sleep(max(0.0, due - time.perf_counter()))


@contextmanager
def busy_processors() -> Iterator[None]:
    """As many processes that never rest as there are processors."""
    spawning = multiprocessing.get_context("spawn")
    busy = [spawning.Process(target=_never_rest, daemon=True) for _ in range(multiprocessing.cpu_count())]
    for process in busy:
        process.start()
    try:
        yield
    finally:
        for process in busy:
            process.kill()
            process.join()


def _never_rest() -> None:
    while True:
        pass
