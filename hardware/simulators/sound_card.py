"""The far end of a sound card that isn't there: what is said to the booth goes into its microphone.

The card is a PulseAudio whose null sink `said` the microphone listens to (deploy/demo/Procfile.sound).
"""

from __future__ import annotations

import subprocess
import wave
from pathlib import Path

MICROPHONE_FEED = "said"


class SoundCard:
    def __init__(self, run_dir: Path) -> None:
        self._socket = run_dir / "pulse.sock"
        self._playing: subprocess.Popen[bytes] | None = None

    def say(self, words: list[str]) -> None:
        """Begin to say one WAV file, once nothing else is being said. Raises ValueError, LookupError."""
        file = Path(words[0])
        if not self._socket.exists():
            raise ValueError("there is no simulated sound card; ./booth run --voice starts one")
        try:
            wave.open(str(file), "rb").close()
        except (OSError, EOFError, wave.Error) as error:
            raise ValueError(f"{file} is no WAV file: {error}") from error
        if self._playing is not None and self._playing.poll() is None:
            raise ValueError("something is being said just now")
        where = (f"--server=unix:{self._socket}", f"--device={MICROPHONE_FEED}", "--latency-msec=100")
        self._playing = subprocess.Popen(["paplay", *where, str(file)])

    def close(self) -> None:
        if self._playing is not None:
            self._playing.kill()
            self._playing.wait()
