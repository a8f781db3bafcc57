"""Runs the simulated devices of one booth until SIGTERM: python -m hardware.simulators --dir RUN_DIR"""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
from collections.abc import Mapping
from pathlib import Path

from hardware.simulators.booth import simulated_booth
from hardware.simulators.control import socket_path
from hardware.simulators.listener import listen
from hardware.simulators.people import Person, load_people

log = logging.getLogger(__name__)


async def run(run_dir: Path, people: Mapping[str, Person]) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with simulated_booth(run_dir, people) as verbs:
        server = await listen(socket_path(run_dir), verbs.run)
        log.info("simulating at %s", run_dir)
        try:
            await stop.wait()
        finally:
            server.close()
            socket_path(run_dir).unlink(missing_ok=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m hardware.simulators", description=__doc__)
    parser.add_argument("--dir", type=Path, required=True, help="where the wires and the socket are put")
    parser.add_argument("--people", type=Path, help="a file of people whose cards can be laid on the reader")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="simulators: %(message)s")
    logging.getLogger("pymodbus.logging").setLevel(logging.CRITICAL)  # it logs each frame that noise has hit
    try:
        people = load_people(arguments.people) if arguments.people else {}
    except (OSError, ValueError) as error:
        parser.error(f"{arguments.people}: {error}")
    asyncio.run(run(arguments.dir, people))


if __name__ == "__main__":
    main()
