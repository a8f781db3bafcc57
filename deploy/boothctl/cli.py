"""boothctl: what an operator asks of a booth, and tells it.

Exit codes as in sysexits.h: 0 done, 1 refused or not whole, 64 wrong words, 69 nobody answers or has it,
74 a disk or folder fails, 78 wrong booth file.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from deploy.boothctl import booth, wording
from hardware.link.booth_file import BoothFileError, booth_file_path
from hardware.link.client import CommandRefused, GuardGone
from hardware.link.inquiry import ask, states
from hardware.link.messages import CancelAlarm, Command, EndAlarm, TakeScreenshot, TestLine

EX_REFUSED = 1
SCREENSHOT_SECONDS = 10.0

ALARM_COMMANDS: dict[str, Command] = {
    "end": EndAlarm(by="technician", id=1),
    "cancel": CancelAlarm(id=1),
    "test": TestLine(id=1),
}


def main() -> NoReturn:
    sys.exit(run(sys.argv[1:]))


def run(words: Sequence[str]) -> int:
    """Do what `words` say. Returns the exit code."""
    arguments = _parser().parse_args(words)
    act: Callable[[argparse.Namespace], int] = arguments.act
    try:
        return act(arguments)
    except BoothFileError as error:
        return _complain(str(error), os.EX_CONFIG)
    except CommandRefused as error:
        return _complain(f"refused: {error}", EX_REFUSED)
    except GuardGone as error:
        return _complain(f"{arguments.other_end} does not answer: {error}", os.EX_UNAVAILABLE)
    except (KeyboardInterrupt, BrokenPipeError):
        return os.EX_OK


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="boothctl", description="Asks and tells a booth.")
    parser.add_argument(
        "--booth-file",
        type=Path,
        default=booth_file_path(),
        metavar="FILE",
        help="the booth's description; else $BOOTH_FILE, else /etc/booth/booth.toml",
    )
    verbs = parser.add_subparsers(required=True, metavar="VERB", title="verbs")

    def verb(name: str, act: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        added = verbs.add_parser(name, help=text, description=text)
        added.set_defaults(act=act, other_end="the guard")
        return added

    status = verb("status", _status, "what guard and kiosk are doing")
    status.add_argument("--json", action="store_true", help="for programs")
    verb("check", _check, "every fault of the booth file, without starting anything")
    verb("watch", _watch, "print the booth's state whenever it changes")
    alarm = verb("alarm", _alarm, "end or cancel an alarm on site, or make the test call now")
    alarm.add_argument("what", choices=ALARM_COMMANDS)
    screenshot = verb("screenshot", _screenshot, "have the kiosk write what is on its screen to a PNG file")
    screenshot.set_defaults(other_end="the kiosk")
    screenshot.add_argument("file", type=Path)
    _add_models(verb("models", _models, "fetch, list or check the models that listen and speak"))
    _add_voices(verb("voices", _voices, "render, list or check the prompts; record where the booth is"))
    sim = verb("sim", _sim, "move the simulated wires: press, release, lift, key 5, ring, unplug modem, …")
    sim.add_argument("words", nargs=argparse.REMAINDER, metavar="WORD")
    return parser


def _add_models(models: argparse.ArgumentParser) -> None:
    chosen = argparse.ArgumentParser(add_help=False)
    chosen.add_argument(
        "ids",
        nargs="*",
        metavar="ID",
        help="these only; default: all that suit the languages offered, or all with --to",
    )
    chosen.add_argument("--to", type=Path, metavar="DIR", help="the models' folder; else the booth file's")
    chosen.add_argument("--table", type=Path, metavar="FILE", help="another table than assets/models.toml")
    chosen.set_defaults(local=None)
    acts = models.add_subparsers(required=True, dest="what", metavar="WHAT")
    install = acts.add_parser("install", parents=[chosen], help="fetch, check and install models")
    install.add_argument(
        "--from",
        dest="local",
        type=Path,
        metavar="FOLDER",
        help="install from a local folder, with no network",
    )
    acts.add_parser("list", parents=[chosen], help="which models are there")
    acts.add_parser("verify", parents=[chosen], help="whether each file is what it should be")


def _add_voices(voices: argparse.ArgumentParser) -> None:
    chosen = argparse.ArgumentParser(add_help=False)
    chosen.add_argument("languages", nargs="*", metavar="LANGUAGE", help="these only; default: all offered")
    chosen.add_argument("--to", type=Path, metavar="DIR", help="the prompts' folder; else the booth file's")
    chosen.add_argument("--models", type=Path, metavar="DIR", help="the models' folder; as above")
    acts = voices.add_subparsers(required=True, dest="what", metavar="WHAT")
    for what, text in (
        ("render", "speak the fixed prompts into files"),
        ("list", "how many prompts are there"),
        ("verify", "whether each prompt is what it should be"),
        ("where", "record the sentence that says where this booth is"),
    ):
        acts.add_parser(what, parents=[chosen], help=text, description=text)


def _status(arguments: argparse.Namespace) -> int:
    status = booth.status(booth.sockets(arguments.booth_file))
    print(wording.as_json(status) if arguments.json else wording.as_text(status))
    gone = isinstance(status.guard, booth.Gone) or isinstance(status.kiosk, booth.Gone)
    return os.EX_UNAVAILABLE if gone else os.EX_OK


def _check(arguments: argparse.Namespace) -> int:
    from deploy.boothctl.check import faults, shortcomings  # the drivers' libraries are slow to load

    found = faults(arguments.booth_file)
    for fault in found:
        print(f"{arguments.booth_file}: {fault}", file=sys.stderr)
    if found:
        return os.EX_CONFIG
    for shortcoming in shortcomings(arguments.booth_file):
        print(f"{arguments.booth_file}: {shortcoming}", file=sys.stderr)
    print("OK")
    return os.EX_OK


def _watch(arguments: argparse.Namespace) -> int:
    last = None
    for state in states(booth.sockets(arguments.booth_file).guard_socket):
        if state != last:
            print(wording.in_one_line(state), flush=True)
        last = state
    return os.EX_OK


def _alarm(arguments: argparse.Namespace) -> int:
    ask(booth.sockets(arguments.booth_file).guard_socket, ALARM_COMMANDS[arguments.what])
    print("done")
    return os.EX_OK


def _screenshot(arguments: argparse.Namespace) -> int:
    path = arguments.file.absolute()
    ask(
        booth.sockets(arguments.booth_file).kiosk_socket,
        TakeScreenshot(str(path), id=1),
        answer_seconds=SCREENSHOT_SECONDS,
    )
    print(path)
    return os.EX_OK


def _models(arguments: argparse.Namespace) -> int:
    from deploy.boothctl import models_verb  # hashing and HTTP are for this verb only

    folder = arguments.to or booth.models_dir(arguments.booth_file)
    for_this_booth = arguments.what == "install" and arguments.to is None
    languages = models_verb.offered(arguments.booth_file) if for_this_booth else None
    try:
        chosen = models_verb.chosen(arguments.table, arguments.ids, languages)
    except ValueError as error:
        return _complain(str(error), os.EX_USAGE)
    acts = {"install": models_verb.install, "list": models_verb.show, "verify": models_verb.verify}
    try:
        return acts[arguments.what](chosen, folder, arguments.local)
    except OSError as error:
        return _complain(str(error), os.EX_IOERR)


def _voices(arguments: argparse.Namespace) -> int:
    from deploy.boothctl import voices, where  # what speaks is for this verb only
    from kiosk.faces.voice.contract import VoiceError
    from kiosk.i18n.languages import LanguageMissing
    from kiosk.i18n.translator import CatalogueMissing

    try:
        if arguments.what == "where":
            return where.record(arguments.booth_file, arguments.models)
        chosen = voices.Voices(
            arguments.booth_file,
            prompts_dir=arguments.to,
            models_dir=arguments.models,
            codes=arguments.languages,
        )
        code = voices.ACTS[arguments.what](chosen)
        if arguments.what == "render" and not arguments.languages and where.wanted(arguments.booth_file):
            return where.record(arguments.booth_file, arguments.models) or code
        return code
    except (LanguageMissing, CatalogueMissing, VoiceError) as error:
        return _complain(str(error), os.EX_CONFIG)
    except OSError as error:
        return _complain(str(error), os.EX_IOERR)


def _sim(arguments: argparse.Namespace) -> int:
    from hardware.simulators.control import SimulatorError, send  # no part of a booth that has real wires

    run_dir = booth.sockets(arguments.booth_file).guard_socket.parent
    words: list[str] = arguments.words
    try:
        if words[:1] == ["say"]:
            words = ["say", str(_recording(words[1:], run_dir, arguments.booth_file))]
        answer = send(run_dir, words)
    except SimulatorError as error:
        return _complain(str(error), os.EX_USAGE)
    if answer:
        print(wording.answer(answer))
    return os.EX_OK


def _recording(words: Sequence[str], run_dir: Path, booth_file: Path) -> Path:
    """A file that is named, or one of these words spoken. Raises SimulatorError."""
    if len(words) == 1 and (file := Path(words[0])).suffix.lower() == ".wav":
        return file.absolute()
    from deploy.boothctl.citizen import speak  # what speaks is slow to load

    return speak(" ".join(words), booth.models_dir(booth_file), run_dir / "said.wav")


def _complain(text: str, code: int) -> int:
    print(f"boothctl: {text}", file=sys.stderr)
    return code


if __name__ == "__main__":
    main()
