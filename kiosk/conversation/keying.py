"""What a key means on a view: pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.conversation.views import EnterNumber, View
from kiosk.i18n.text import Text

EMERGENCY_NUMBERS = ("110", "119", "120")
DONE_KEYS = ("done", "#")
# So long a 1 that is also a choice waits for the other keys of 110. Card, Moran and Newell's keystroke-level
# model (CACM 23:7, 1980) has 0.75 s for a key of a code, but 1.2 s on unfamiliar keys and 1.35 s to make up
# one's mind before. A choice that spends, sends or dials can't be taken back, so it waits for both; for any
# other that would only be slow.
ANOTHER_KEY_SECONDS = 1.0
SLOW_KEY_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Draft:
    """What has been keyed so far, and what is wrong with it."""

    number: str
    fault: Text | None = None


@dataclass(frozen=True, slots=True)
class Complete:
    number: str


def edit(view: EnterNumber, draft: str, key: str) -> Draft | Complete | None:
    """Keys of a number entry: digits, "*" or "erase" takes one back, "#" or "done" ends it.

    In the last place "*" keys the view's last sign instead. None: the key means nothing here.
    """
    at_last_place = len(draft) == view.max_digits - 1
    if key == "*" and view.last_sign and at_last_place:
        key = view.last_sign
    if key in DONE_KEYS:
        fault = view.check(draft)
        return Complete(draft) if fault is None else Draft(draft, fault)
    if key == "*" and view.last_sign and draft.endswith(view.last_sign):
        return Draft(draft[:-2])  # who has keyed it twice wanted to erase, not the sign
    if key in ("erase", "*"):
        return Draft(draft[:-1])
    if draft + key in view.at_once:
        return Complete(draft + key)
    fits = key.isdigit() or (key == view.last_sign and at_last_place)
    return Draft(draft + key) if fits and len(draft) < view.max_digits else None


@dataclass(frozen=True, slots=True)
class Reading:
    """What the keys pressed on a view amount to.

    `value` is a choice's, `emergency` a number; `pending` a choice's that is meant unless another key follows
    soon, because an emergency number may begin with the same one.
    """

    keyed: str  # to be put before the next key
    value: str | None = None
    emergency: str | None = None
    pending: str | None = None
    dialled: str = ""  # to be put before `keyed`, where an emergency number may have been begun earlier

    @property
    def begins(self) -> bool:
        """Whether something is meant that further keys complete."""
        return bool(self.keyed or self.dialled)


def read_keys(view: View, keyed: str, key: str, dialled: str = "") -> Reading:
    """`keyed` and `dialled` are what the last reading has left, `key` a digit.

    `dialled` may also come from the view before: it is read as the beginning of an emergency number alone.
    """
    codes = {choice.digit: choice.value for choice in view.choices if choice.digit}
    keys = code_begun(view, keyed + key)
    number = number_begun(dialled + keyed + key)
    if number in EMERGENCY_NUMBERS:
        return Reading("", value=codes[number]) if number in codes else Reading("", emergency=number)
    before = number[: max(0, len(number) - len(keys))]
    dialling = len(number) >= len(keys) and any(
        each.startswith(number) and each not in codes for each in EMERGENCY_NUMBERS if number
    )
    if not dialling:
        return Reading("", value=codes[keys]) if keys in codes else Reading(keys, dialled=before)
    pending = codes.get(keys) or codes.get(keys[:1])  # "11" may still be somebody who pressed 1 twice
    return Reading(keys, pending=pending, dialled=before)


def code_begun(view: View, keyed: str) -> str:
    """The longest end of the keys `keyed` with which a choice's code or an emergency number starts."""
    return _begun((*(choice.digit for choice in view.choices if choice.digit), *EMERGENCY_NUMBERS), keyed)


def number_begun(keyed: str) -> str:
    """The longest end of the keys `keyed` with which an emergency number starts, or which is one."""
    return _begun(EMERGENCY_NUMBERS, keyed)


def _begun(codes: Iterable[str], keyed: str) -> str:
    whole = tuple(codes)
    return next((keyed[at:] for at in range(len(keyed)) if any(c.startswith(keyed[at:]) for c in whole)), "")
