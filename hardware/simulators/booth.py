"""The simulated devices of one booth, each at the far end of its wire. Nothing else wires them together."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

from hardware.simulators.id_card import IdCardReader
from hardware.simulators.io_module import IoModule
from hardware.simulators.keypad import Keypad
from hardware.simulators.modem import Modem
from hardware.simulators.network import Network
from hardware.simulators.people import Person
from hardware.simulators.sound_card import SoundCard
from hardware.simulators.verbs import Verbs
from hardware.simulators.wire import Wire

WIRES = ("io", "modem", "keypad", "id_card")


@contextlib.asynccontextmanager
async def simulated_booth(run_dir: Path, people: Mapping[str, Person] | None = None) -> AsyncIterator[Verbs]:
    """Put the wires io, modem, keypad and id_card into `run_dir`/wires, and take them away at the end."""
    async with contextlib.AsyncExitStack() as stack:
        wires = {name: Wire(run_dir / "wires" / name) for name in WIRES}
        for wire in wires.values():
            stack.callback(wire.unplug)
        io = IoModule(wires["io"])
        await io.start()
        stack.push_async_callback(io.stop)
        network = Network()
        stack.callback(network.hang_up_here)
        modem = Modem(network, wires["modem"].send)
        wires["modem"].received = modem.receive
        reader = IdCardReader(wires["id_card"], people or {})
        serving = asyncio.create_task(reader.run())
        stack.callback(serving.cancel)
        sound_card = SoundCard(run_dir)
        stack.callback(sound_card.close)
        yield Verbs(wires, io, network, modem, Keypad(wires["keypad"]), reader, sound_card)
