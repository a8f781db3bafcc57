"""Whole visits by script: touches on the glass and keys below the handset, as citizens mix them.

Each begins at the attract screen and ends there.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.bench.rig import Citizen

Visit = Callable[[Citizen, int], None]


def live_through(citizen: Citizen, visits: int, *, after: int = 0) -> None:
    """So many visits, of every kind in turn; `after` counts those that were before."""
    for number in range(after, after + visits):
        VISITS[number % len(VISITS)](citizen, number)
        citizen.booth.wait_for_view("Attract")


def scan_the_wifi_code(citizen: Citizen, _number: int) -> None:
    citizen.wake()
    _go_to_charging(citizen)
    citizen.key("2")
    citizen.booth.wait_for_view("ShowCode")
    citizen.tap("choice:ok")
    _say_goodbye(citizen)


def charge_in_english(citizen: Citizen, _number: int) -> None:
    """With large text and high contrast; the sockets may all be taken."""
    citizen.booth.wait_for_view("Attract")
    citizen.tap("language:en")
    citizen.booth.wait_for_view("Home")
    citizen.tap("global:contrast")
    citizen.tap_and_look("global:text_size")
    _go_to_charging(citizen)
    citizen.key("1")
    citizen.booth.wait_for_view("Tell")
    citizen.key("1")
    _say_goodbye(citizen)


def call_for_free(citizen: Citizen, number: int) -> None:
    """Another number each time, as the same one may be called once in half an hour."""
    citizen.wake()
    citizen.tap("choice:free_call")
    citizen.booth.wait_for_view("EnterNumber")
    citizen.key(f"{_mobile_number(number)}#")
    citizen.booth.wait_for_view("InCall")
    citizen.tap("choice:hang_up")
    citizen.booth.wait_for_view("Tell")
    citizen.key("1")
    _say_goodbye(citizen)


def think_better_of_a_call(citizen: Citizen, _number: int) -> None:
    citizen.wake()
    citizen.key("32")
    citizen.booth.wait_for_view("EnterNumber")
    for digit in "135":
        citizen.tap(f"digit:{digit}")
    citizen.tap("global:home")
    citizen.booth.wait_for_view("Home")
    _go_to_charging(citizen)
    citizen.key("2")
    citizen.booth.wait_for_view("ShowCode")
    citizen.key("1")
    _say_goodbye(citizen)


def press_the_red_button_by_mistake(citizen: Citizen, _number: int) -> None:
    citizen.wake()
    citizen.booth.sim("tap")
    citizen.booth.wait_for_view("Alarm")
    citizen.tap("choice:cancel")


def _mobile_number(number: int) -> str:
    """One of many, without the same digit twice in a row: keyed fast, the second would be ignored."""
    digits = [1, 3, 8]
    for place in range(8):
        digits.append((digits[-1] + 1 + number // 9**place % 9) % 10)
    return "".join(map(str, digits))


def _go_to_charging(citizen: Citizen) -> None:
    citizen.key("43")
    citizen.look_for("choice:wifi")


def _say_goodbye(citizen: Citizen) -> None:
    citizen.look_for("choice:no")
    citizen.key("2")
    citizen.look_for("choice:nothing")
    citizen.key("5")


VISITS: tuple[Visit, ...] = (
    scan_the_wifi_code,
    charge_in_english,
    scan_the_wifi_code,
    call_for_free,
    scan_the_wifi_code,
    think_better_of_a_call,
    scan_the_wifi_code,
    press_the_red_button_by_mistake,
)
