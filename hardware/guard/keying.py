"""The keypad of the handset when nobody listens to it: 110 dials even without a screen. Pure.

With a living kiosk the keys are the kiosk's business, because only it knows whether somebody is asked for a
number just then. So the guard dials by itself only when the first keys after lifting the handset (or after
`*` or `#`) make an emergency number and no kiosk listens. A kiosk that is connected but frozen does not
listen either; when that can't be told yet, it is looked at again a moment later.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from hardware.guard.numbers import EMERGENCY_NUMBERS

LOOK_AGAIN_SECONDS = 1.0
_LONGEST = max(map(len, EMERGENCY_NUMBERS))


@dataclass(frozen=True, slots=True)
class Keying:
    lifted: bool = False
    keys: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class HandsetMoved:
    lifted: bool


@dataclass(frozen=True, slots=True)
class KeyPressed:
    key: str
    kiosk_listens: bool


@dataclass(frozen=True, slots=True)
class LookedAgain:
    count: int
    kiosk_listens: bool


@dataclass(frozen=True, slots=True)
class DialNumber:
    number: str


@dataclass(frozen=True, slots=True)
class LookAgain:
    """After LOOK_AGAIN_SECONDS; comes back as LookedAgain."""

    count: int


Event = HandsetMoved | KeyPressed | LookedAgain
Step = tuple[Keying, DialNumber | LookAgain | None]


def step(keying: Keying, event: Event) -> Step:
    match event:
        case HandsetMoved(lifted=lifted):
            return Keying(lifted=lifted, count=keying.count + 1), None
        case KeyPressed(key=key, kiosk_listens=kiosk_listens):
            return _pressed(keying, key, kiosk_listens)
        case LookedAgain(count=count, kiosk_listens=kiosk_listens):
            dials = count == keying.count and not kiosk_listens
            return keying, DialNumber(keying.keys) if dials else None


def _pressed(keying: Keying, key: str, kiosk_listens: bool) -> Step:
    keys = "" if key in "*#" else (keying.keys + key)[: _LONGEST + 1]
    pressed = replace(keying, keys=keys, count=keying.count + 1)
    if not pressed.lifted or pressed.keys not in EMERGENCY_NUMBERS:
        return pressed, None
    return pressed, LookAgain(pressed.count) if kiosk_listens else DialNumber(pressed.keys)
