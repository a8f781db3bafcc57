"""The guard process. Nothing else wires its parts together."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import secrets
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, TypeGuard

import sdnotify

from hardware.drivers.contract import CarriesCalls, Driver, LatchesPresses, ReadsCards, SwitchesOutputs
from hardware.drivers.registry import build
from hardware.guard.dispatcher import Dispatcher
from hardware.guard.reports import Reports
from hardware.guard.requests import Requests
from hardware.guard.settings import GuardSettings, load_guard_settings
from hardware.link.booth_file import BoothFileError, booth_file_path
from hardware.link.logs import log_to_stderr
from hardware.link.messages import HEARTBEAT_SECONDS, KIOSK
from hardware.link.server import LinkServer, SocketTaken

log = logging.getLogger(__name__)

LISTENS_WITHIN_SECONDS = 1.0


def main() -> NoReturn:
    """Exits 0 when told to end, 69 when another guard is there, 70 after an internal fault, 78 for a wrong
    booth file: EX_UNAVAILABLE, EX_SOFTWARE, EX_CONFIG of sysexits.h."""
    arguments = _parser().parse_args()
    log_to_stderr()
    try:
        settings = load_guard_settings(arguments.booth_file)
    except BoothFileError as error:
        for fault in error.faults:
            log.critical('booth_file_is_wrong fault="%s"', fault)
        sys.exit(os.EX_CONFIG)
    sys.exit(asyncio.run(run(settings)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="booth-guard", description="Owns the wires and the emergency.")
    parser.add_argument(
        "--booth-file",
        type=Path,
        default=booth_file_path(),
        help="the booth's description; else $BOOTH_FILE, else /etc/booth/booth.toml",
    )
    return parser


async def run(settings: GuardSettings) -> int:
    """Guard the booth until SIGTERM or SIGINT. Returns the exit code."""
    drivers = [build(name, device) for name, device in settings.devices.items()]
    telephone = next(filter(carries_calls, drivers), None)
    switches = list(filter(switches_outputs, drivers))
    readers = list(filter(reads_cards, drivers))
    server = LinkServer(
        settings.link.guard_socket,
        lambda command: requests.handle(command),
        greeting=lambda: dispatcher.state(),
        on_clients_changed=lambda: dispatcher.changed(),
    )
    dispatcher = Dispatcher(settings, telephone, switches, readers, server, secrets.token_bytes(32))
    for button in filter(latches_presses, drivers):
        button.clear_only_when(dispatcher.kept)
    requests = Requests(dispatcher, settings.citizens_contacts)
    reports = Reports(
        dispatcher,
        telephone.name if telephone is not None else "",
        frozenset(device.name for device in switches),
        lambda: server.listens(KIOSK, LISTENS_WITHIN_SECONDS),
    )
    try:
        await server.start()
    except SocketTaken as error:
        log.critical('guard_runs_already error="%s"', error)
        return os.EX_UNAVAILABLE
    except OSError as error:  # the button works without the screen
        log.critical('link_not_opened error="%s"', error)
    told_to_end = _on_signals()
    await dispatcher.open()
    for driver in drivers:
        dispatcher.start(reports.follow(driver))
    notify = _systemd()
    dispatcher.start(_beat(dispatcher, notify))
    log.info("guard_ready devices=%d", len(drivers))
    notify("READY=1")
    ending = [asyncio.ensure_future(each.wait()) for each in (told_to_end, dispatcher.broken)]
    await asyncio.wait(ending, return_when=asyncio.FIRST_COMPLETED)
    notify("STOPPING=1")
    log.info("guard_ends")
    if not dispatcher.broken.is_set():
        await dispatcher.close()
    await server.close()
    return os.EX_SOFTWARE if dispatcher.broken.is_set() else os.EX_OK


async def _beat(dispatcher: Dispatcher, notify: Callable[[str], None]) -> NoReturn:
    """Show systemd and the clients that the loop turns."""
    watchdog_seconds = int(os.environ.get("WATCHDOG_USEC", "0")) / 1_000_000
    pause_seconds = min(HEARTBEAT_SECONDS, watchdog_seconds / 2 or HEARTBEAT_SECONDS)
    while True:
        state = dispatcher.state()
        notify(f"WATCHDOG=1\nSTATUS=alarm {state.alarm.phase}, line {state.line.phase} {state.out_of_order}")
        dispatcher.publish(again=True)
        await asyncio.sleep(pause_seconds)


def _systemd() -> Callable[[str], None]:
    """Tells systemd; a systemd that does not listen is not waited for."""
    notifier = sdnotify.SystemdNotifier()
    if notifier.socket is not None:
        notifier.socket.setblocking(False)
    notify: Callable[[str], None] = notifier.notify
    return notify


def _on_signals() -> asyncio.Event:
    told_to_end = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told_to_end.set)
    return told_to_end


def carries_calls(driver: Driver) -> TypeGuard[CarriesCalls]:
    return hasattr(driver, "dial")


def switches_outputs(driver: Driver) -> TypeGuard[SwitchesOutputs]:
    return hasattr(driver, "switch")


def latches_presses(driver: Driver) -> TypeGuard[LatchesPresses]:
    return hasattr(driver, "clear_only_when")


def reads_cards(driver: Driver) -> TypeGuard[ReadsCards]:
    return hasattr(driver, "read")


if __name__ == "__main__":
    main()
