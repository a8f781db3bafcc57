from __future__ import annotations

import pytest

from hardware.guard.keying import DialNumber, HandsetMoved, Keying, KeyPressed, LookAgain, LookedAgain, step
from hardware.guard.numbers import EMERGENCY_NUMBERS


def keyed(keys: str, *, kiosk_listens: bool = False, lifted: bool = True) -> list[object]:
    keying, _ = step(Keying(), HandsetMoved(lifted))
    actions = []
    for key in keys:
        keying, action = step(keying, KeyPressed(key, kiosk_listens))
        actions.append(action)
    return [action for action in actions if action is not None]


@pytest.mark.parametrize("number", sorted(EMERGENCY_NUMBERS))
def test_an_emergency_number_dials_without_a_kiosk(number: str) -> None:
    assert keyed(number) == [DialNumber(number)]


@pytest.mark.parametrize("keys", ["13811012000", "01105", "11", "5110", "1120"])
def test_other_numbers_do_not_dial(keys: str) -> None:
    dialled = keyed(keys)
    assert dialled == ([DialNumber("112")] if keys.startswith("112") else [])


def test_a_star_or_hash_begins_anew() -> None:
    assert keyed("5#110") == [DialNumber("110")]


def test_nothing_dials_with_the_handset_in_its_place() -> None:
    assert keyed("110", lifted=False) == []


def test_with_a_living_kiosk_it_looks_again_whether_it_lives() -> None:
    keying, _ = step(Keying(), HandsetMoved(lifted=True))
    action = None
    for key in "110":
        keying, action = step(keying, KeyPressed(key, kiosk_listens=True))
    assert isinstance(action, LookAgain)
    assert step(keying, LookedAgain(action.count, kiosk_listens=True))[1] is None
    assert step(keying, LookedAgain(action.count, kiosk_listens=False))[1] == DialNumber("110")


def test_what_was_keyed_before_the_handset_was_replaced_is_forgotten() -> None:
    keying, _ = step(Keying(), HandsetMoved(lifted=True))
    action = None
    for key in "110":
        keying, action = step(keying, KeyPressed(key, kiosk_listens=True))
    assert isinstance(action, LookAgain)
    keying, _ = step(keying, HandsetMoved(lifted=False))
    assert step(keying, LookedAgain(action.count, kiosk_listens=False))[1] is None
