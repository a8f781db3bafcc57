"""Runs the demonstration platform: python -m deploy.demo.platform

Without options it serves the booth of $BOOTH_FILE, at the address that `[platform] url` gives, and takes the
token in its `token_file`, which is made where it is missing. It stands by where the booth file names no
platform on this machine.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import signal
import sys
from pathlib import Path
from urllib.parse import urlsplit

from deploy.demo.platform.app import contract_app, make_app
from deploy.demo.platform.demo import Demo, Tokens, token_in, tokens_in
from deploy.demo.platform.knobs import KnobBoard
from deploy.demo.platform.seed import load_seed
from deploy.demo.platform.server import serve
from deploy.demo.platform.store import Store
from hardware.link.booth_file import BoothFileError, booth_file_path
from kiosk.settings import KioskSettings, load_kiosk_settings

log = logging.getLogger("deploy.demo.platform")


def openapi() -> str:
    """The published document."""
    return json.dumps(contract_app().openapi(), ensure_ascii=False, indent=2) + "\n"


def main() -> None:
    arguments = _arguments()
    if arguments.openapi:
        sys.stdout.write(openapi())
        return
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    try:
        settings = load_kiosk_settings(booth_file_path())
    except BoothFileError as error:
        sys.exit(str(error))
    place = _place(arguments, settings)
    token_of = _tokens(arguments, settings) if place else None
    if place is None or token_of is None:
        log.warning(
            "the booth file names no platform on this machine with a token_file, so this one stands by"
        )
        signal.pause()
        return
    store = Store(arguments.database or _sqlite_beside(arguments, settings))
    demo = Demo(settings.station, store, Tokens(token_of), load_seed(), KnobBoard())
    try:
        serve(make_app(demo), *place)
    finally:
        store.close()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m deploy.demo.platform",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--openapi", action="store_true", help="write the published document to stdout, and end"
    )
    parser.add_argument("--port", type=int, help="listen at this port of 127.0.0.1; 0: any that is free")
    parser.add_argument(
        "--stations",
        type=Path,
        help='a file of lines "STATION TOKEN", instead of the booth file\'s one station',
    )
    parser.add_argument(
        "--database",
        default=os.environ.get("DEMO_DATABASE"),
        help="such as postgresql+psycopg://…; else $DEMO_DATABASE, else SQLite beside the tokens",
    )
    return parser.parse_args()


def _place(arguments: argparse.Namespace, settings: KioskSettings) -> tuple[str, int] | None:
    if arguments.port is not None:
        return "127.0.0.1", arguments.port
    url = urlsplit(settings.platform.url if settings.platform else "")
    return (url.hostname, url.port or 80) if url.scheme == "http" and url.hostname else None


def _tokens(arguments: argparse.Namespace, settings: KioskSettings) -> dict[str, str] | None:
    if arguments.stations is not None:
        return tokens_in(arguments.stations)
    token_file = settings.platform.token_file if settings.platform else None
    return {settings.station.id: token_in(token_file)} if token_file else None


def _sqlite_beside(arguments: argparse.Namespace, settings: KioskSettings) -> str:
    """In the folder of the tokens."""
    tokens = arguments.stations or (settings.platform and settings.platform.token_file)
    assert isinstance(tokens, Path)
    return f"sqlite:///{(tokens.parent / 'platform.sqlite3').absolute()}"


if __name__ == "__main__":
    main()
