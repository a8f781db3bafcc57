"""The guide of a tour: leads a citizen through the booth, and photographs what is seen on the way."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from hardware.link.messages import AlarmPhase, EndAlarm, KioskDescription, LinePhase
from hardware.simulators.control import SimulatorError
from kiosk.i18n.text import Text
from tests.booth_processes import TOUCHING_SECONDS, WholeBooth, eventually
from tests.platform_process import PlatformProcess

KEY_SECONDS = 0.3  # a second press of the same key within 0.2 s is taken for a trembling finger's
OWN_NAMES = {"zh_Hans": "中文", "en": "English"}


class Speaker(StrEnum):
    BOOTH = "booth"
    CITIZEN = "citizen"


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, or keys that were pressed, in a visit by ear."""

    by: Speaker
    words: str

    def __str__(self) -> str:
        return f"{self.by}: {self.words}"


@dataclass(frozen=True, slots=True)
class Photograph:
    visit: str  # what it belongs to, such as "Taxi"
    title: str
    path: Path


@dataclass
class Guide:
    booth: WholeBooth
    language: str
    album: Path
    photographs: list[Photograph] = field(default_factory=list)
    transcripts: dict[str, list[Said]] = field(default_factory=dict)  # of each visit
    visit: str = ""
    _heard: tuple[str, ...] = ()

    @property
    def platform(self) -> PlatformProcess:
        assert self.booth.platform is not None, "this visit needs a platform"
        return self.booth.platform

    def enter(self) -> None:
        """From an empty booth to the home screen, in the tour's language."""
        self.see("Attract")
        self.booth.tap(f"language:{self.language}")
        self.see("Home")

    def lift_handset(self) -> None:
        """The handset of an empty booth whose wires all work: a booth with a trouble says so first."""
        self.see("Attract")
        self.until(self.booth.wires_ready, "every device is ready")
        self.sim("lift")
        self.see("Home")

    def see(self, view: str) -> None:
        self.booth.wait_for_view(view)

    def tap(self, target: str) -> None:
        self.booth.tap(target)

    def key_in(self, keys: str) -> None:
        time.sleep(TOUCHING_SECONDS)
        for key in keys:
            self.booth.tap(f"digit:{key}")

    def sim(self, words: str) -> None:
        self.booth.sim(words)

    def see_target(self, target: str) -> None:
        """Wait until there is something to be touched."""

        def there() -> bool:
            kiosk = self.booth.kiosk()
            return kiosk is not None and target in kiosk.targets

        eventually(there, f"there is a target {target!r}")

    def tap_first_choice(self, view: str) -> None:
        """The first of the answers that the view offers, once the last one has led there."""
        self._tap_choice(view, 0)

    def tap_second_choice(self, view: str) -> None:
        """Of days the one that can't begin while it is chosen."""
        self._tap_choice(view, 1)

    def _tap_choice(self, view: str, place: int) -> None:
        kiosk = self.booth.wait_for_next_view(view)
        self.tap([target for target in kiosk.targets if target.startswith("choice:")][place])

    def choices(self) -> frozenset[str]:
        """The answers on the screen."""
        kiosk = eventually(self.booth.kiosk, "the kiosk answers")
        return frozenset(target for target in kiosk.targets if target.startswith("choice:"))

    @property
    def transcript(self) -> list[Said]:
        """What was said in this visit so far."""
        return self.transcripts.setdefault(self.visit, [])

    def note(self, by: Speaker, *words: str) -> None:
        self.transcript.extend(Said(by, each) for each in words)

    def hear(self, kiosk: KioskDescription) -> tuple[str, ...]:
        """What the booth has said since it was heard last, for the transcript too."""
        fresh = self.fresh(kiosk)
        self.note(Speaker.BOOTH, *fresh)
        return fresh

    def fresh(self, kiosk: KioskDescription) -> tuple[str, ...]:
        """What the booth was given to say since it was asked last."""
        fresh = _after(self._heard, kiosk.said)
        self._heard = kiosk.said
        return fresh

    def wait_for_voice(self) -> None:
        """After the handset was lifted. This guide hears nothing, and presses keys at once."""

    def hear_first(self) -> None:
        """The first sentence of what the booth has to say now."""

    def hear_out(self) -> None:
        """All that the booth has to say now."""

    def until(self, true: Callable[[], bool], what: str, seconds: float = 60) -> None:
        eventually(true, what, seconds)

    def sees(self, view: str) -> bool:
        """Whether the view is on stage now."""
        return eventually(self.booth.kiosk, "the kiosk answers").view == view

    def press(self, keys: str) -> None:
        """Keys below the handset."""
        time.sleep(KEY_SECONDS)
        self._interrupt()
        self.note(Speaker.CITIZEN, " ".join(keys))
        self.sim(f"key {keys[0]}")
        for key in keys[1:]:
            time.sleep(KEY_SECONDS)
            self.sim(f"key {key}")

    def press_named(self, keys: str, naming: Text | None = None) -> None:
        """Keys that the booth has named, or would have. `naming`: how, if not as for any choice."""
        self.press(keys)

    def press_number(self, keys: str) -> None:
        self.press(keys)

    def key_number(self, digits: str) -> None:
        self.see("EnterNumber")
        self.key_in(digits)

    def until_alarm(self, phase: AlarmPhase) -> None:
        eventually(lambda: self.booth.alarm_has_come_to(phase), f"the alarm is {phase}")

    def answer_there(self) -> None:
        """Whoever is called answers, as soon as it rings there."""

        def answered() -> bool:
            with suppress(SimulatorError):
                self.sim("answer")
                return True
            return False

        eventually(answered, "somebody is called")

    def until_line(self, phase: LinePhase) -> None:
        def there() -> bool:
            state = self.booth.state()
            return state is not None and state.line.phase is phase

        eventually(there, f"the line is {phase}")

    def photograph(self, name: str, title: str) -> None:
        """Take a picture once the screen has come to rest."""
        self._wait_until_drawn()
        path = self.album / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        self.booth.photograph(path)
        self.photographs.append(Photograph(self.visit, title, path))
        self._listen()

    def leave(self) -> None:
        """Back to an empty booth, from wherever the visit has led."""
        self._interrupt()
        if self.booth.phase() is not AlarmPhase.NONE:
            self.booth.tell_guard(EndAlarm("technician", 1))
            eventually(lambda: self.booth.phase() is AlarmPhase.NONE, "the alarm is over")
        self.sim("release")
        self.sim("replace")
        self.sim("card lift")
        if eventually(self.booth.kiosk, "the kiosk answers").view != "Attract":
            self.booth.end("kiosk")
            self.booth.start_kiosk()
            eventually(self.booth.kiosk_connected, "the kiosk is connected")
        self.see("Attract")
        eventually(self._handset_is_down, "the handset is on its hook: lifted sooner, it never was")

    def _handset_is_down(self) -> bool:
        state = self.booth.state()
        return state is not None and not state.handset_lifted

    def _wait_until_drawn(self) -> None:
        before = -1
        while before != (frames := self._frames()):
            before = frames
            time.sleep(0.15)

    def _frames(self) -> int:
        kiosk = self.booth.kiosk()
        return kiosk.frames if kiosk is not None else -1

    def _interrupt(self) -> None:
        """What is being said now is heard no longer."""
        self._listen()

    def _listen(self) -> None:
        kiosk = self.booth.kiosk()
        if kiosk is not None:
            self.hear(kiosk)


def _after(known: tuple[str, ...], said: tuple[str, ...]) -> tuple[str, ...]:
    """What is new, where the oldest that is known may have been dropped, or everything."""
    for dropped in range(len(known) + 1):
        left = known[dropped:]
        if said[: len(left)] == left:
            return said[len(left) :]
    return said
