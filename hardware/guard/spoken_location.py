"""Says into the call where the booth is, by playing a recording on the sound device that leads into the line.

ALSA's `aplay` plays it, a process of its own watched by a thread of its own: a device that is gone, busy or
hangs, or a disk that does, costs the sentence and nothing else.
"""

from __future__ import annotations

import asyncio
import logging
import subprocess
import threading
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Final

from hardware.guard.alarm_events import Event, SaidWhere, WhereUnsaid

log = logging.getLogger(__name__)

PLAYER: Final = "aplay"
LONGEST_SECONDS: Final = 60.0  # of a recording, and of playing it
SAMPLE_BYTES: Final = 2


class SpokenLocation:
    """`tell` hears SaidWhere when all of it was played, and WhereUnsaid when it was not."""

    def __init__(self, recording: Path | None, device: str, tell: Callable[[Event], object]) -> None:
        """`device` is an ALSA name, such as "plughw:Modem"."""
        self._recording = recording
        self._device = device
        self._tell = tell
        self._playing: _Playing | None = None
        self._bound: asyncio.TimerHandle | None = None

    def say(self, call: int) -> None:
        """Comes back within LONGEST_SECONDS unless it is stopped. A device that hangs is left alone."""
        before = self._playing
        self.stop()
        loop = asyncio.get_running_loop()
        if self._recording is None or (before is not None and before.hangs):
            loop.call_soon(self._failed, call, "there is nothing to play, or the sound device hangs")
            return
        playing = _Playing(self._recording, self._device)
        try:
            playing.start(lambda fault: _in_loop(loop, lambda: self._over(playing, call, fault)))
        except RuntimeError as error:  # the machine has no thread left
            loop.call_soon(self._failed, call, str(error))
            return
        self._playing = playing
        self._bound = loop.call_later(LONGEST_SECONDS, self._over, playing, call, "it takes too long")

    def stop(self) -> None:
        """At once."""
        if self._bound is not None:
            self._bound.cancel()
            self._bound = None
        if self._playing is not None:
            self._playing.stop()

    def _over(self, playing: _Playing, call: int, fault: str) -> None:
        if playing is not self._playing or self._bound is None:
            return
        self.stop()
        if fault:
            self._failed(call, fault)
        else:
            log.info("location_said")
            self._tell(SaidWhere(call))

    def _failed(self, call: int, fault: str) -> None:
        log.warning('location_not_said error="%s"', fault)
        self._tell(WhereUnsaid(call))


class _Playing:
    def __init__(self, recording: Path, device: str) -> None:
        self._recording = recording
        self._command = [PLAYER, "--quiet", f"--device={device}", str(recording)]
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False
        self._thread: threading.Thread | None = None

    @property
    def hangs(self) -> bool:
        """Looked at some time after it was to end: it is still there."""
        return self._thread is not None and self._thread.is_alive()

    def start(self, over: Callable[[str], None]) -> None:
        """`over` is called in another thread, with what went wrong or "". Raises RuntimeError."""
        self._thread = threading.Thread(target=lambda: over(self._play()), name="location", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        with self._lock:
            self._stopped = True
            if self._process is not None:
                self._process.kill()

    def _play(self) -> str:
        if fault := fault_of(self._recording):
            return fault
        try:
            process = subprocess.Popen(
                self._command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
            )
        except OSError as error:
            return f"{PLAYER}: {error.strerror}"
        with self._lock:
            self._process = process
            if self._stopped:
                process.kill()
        _, complaint = process.communicate()
        if process.returncode == 0:
            return ""
        said = complaint.decode(errors="replace").strip().replace("\n", "; ")
        return said or f"{PLAYER} ended with {process.returncode}"


def fault_of(recording: Path) -> str | None:
    """Why a recording can't be said; None when it can. `aplay` would take any file for a sound. Blocking."""
    try:
        with wave.open(str(recording), "rb") as file:
            seconds = file.getnframes() / file.getframerate()
            shape = (file.getnchannels(), file.getsampwidth())
    except OSError as error:
        return f"{recording}: {error.strerror}"
    except (wave.Error, EOFError, ZeroDivisionError) as error:
        return f"{recording}: no WAV file ({error})"
    if shape != (1, SAMPLE_BYTES):
        return f"{recording}: not mono, 16 bit"
    if not 0 < seconds < LONGEST_SECONDS:
        return f"{recording}: {seconds:.0f} s long; it may be up to {LONGEST_SECONDS:.0f}, and not empty"
    return None


def _in_loop(loop: asyncio.AbstractEventLoop, callback: Callable[[], None]) -> None:
    try:
        loop.call_soon_threadsafe(callback)
    except RuntimeError:  # the guard has ended meanwhile
        log.debug("location_said_for_nobody")
