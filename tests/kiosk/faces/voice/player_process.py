"""A player in a process of its own, told what to do on stdin, telling on stdout what has happened.

Words: play NAME SECONDS · stop · use OUTLET · gone?
"""

from __future__ import annotations

import asyncio
import sys
from functools import partial

import numpy as np
from numpy.typing import NDArray

from kiosk.faces.voice.playing import Outlet, Player
from kiosk.faces.voice.port_audio import PortAudio

RATE_HZ = 16_000
TONE_HZ = 440


def tone(seconds: float) -> NDArray[np.int16]:
    at = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    return (np.sin(2 * np.pi * TONE_HZ * at) * 12_000).astype(np.int16)


def say(line: str) -> None:
    print(line, flush=True)


def tell_end(name: str, whole: bool) -> None:
    say(f"{name} {whole}")


async def main() -> None:
    outputs = {Outlet.LOUDSPEAKER: "booth_loudspeaker", Outlet.HANDSET: "booth_handset"}
    player = Player(outputs, PortAudio().open_output)
    running = asyncio.create_task(player.run())
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        match line.split():
            case ["play", name, seconds]:
                player.play(tone(float(seconds)), partial(tell_end, name))
            case ["stop"]:
                player.stop()
            case ["use", outlet]:
                player.use(Outlet(outlet))
            case ["gone?"]:
                say(f"gone {player.gone is not None}")
    running.cancel()


if __name__ == "__main__":
    asyncio.run(main())
