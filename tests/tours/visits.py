"""The visits that are walked: what a citizen does, what must be seen, and where a picture is taken."""

from __future__ import annotations

from collections.abc import Callable

from hardware.link.messages import AlarmPhase, LinePhase
from tests.booth_processes import eventually
from tests.tours.guide import Guide

Walk = Callable[[Guide], None]


def arriving(guide: Guide) -> None:
    guide.see("Attract")
    guide.photograph("attract", "Nobody is there")
    guide.enter()
    guide.photograph("home", "Home")
    guide.tap("global:text_size")
    guide.photograph("home_large", "Home, large text")
    guide.tap("global:contrast")
    guide.photograph("home_contrast", "Home, large text and high contrast")
    guide.tap("global:language")
    guide.photograph("home_other_language", "Home, the other language at one touch")


def calling_the_police(guide: Guide) -> None:
    guide.sim("far 110 answers 3")
    guide.enter()
    guide.tap("global:emergency")
    guide.see("Choose")
    guide.photograph("emergency_call", "Emergency call: whom?")
    guide.tap("choice:110")
    guide.see("Alarm")
    guide.photograph("emergency_call_ringing", "One tap dials: it rings")
    guide.until_alarm(AlarmPhase.CONNECTED)
    guide.photograph("emergency_call_connected", "Connected, with the address")
    guide.tap("choice:hang_up")
    guide.see("Attract")


def pressing_the_red_button(guide: Guide) -> None:
    guide.enter()
    guide.sim("press")
    guide.see("Alarm")
    guide.photograph("alarm_holding", "The red button is held")
    guide.until_alarm(AlarmPhase.ANNOUNCED)
    guide.sim("release")
    guide.photograph("alarm_announced", "The call is announced")
    guide.sim("far default answers 3")
    guide.booth.press_shortly()
    guide.until_alarm(AlarmPhase.DIALLING)
    guide.photograph("alarm_calling", "The duty centre is called")
    guide.until_alarm(AlarmPhase.CONNECTED)
    guide.photograph("alarm_connected", "The duty centre has answered")
    eventually(lambda: guide.booth.sim("state")["modem"]["texts"], "the location was sent as a text")


def pressing_too_shortly(guide: Guide) -> None:
    guide.booth.press_shortly()
    guide.see("Alarm")
    guide.until_alarm(AlarmPhase.ASKING)
    guide.photograph("alarm_asking", "Pressed too shortly: do you need help?")
    guide.tap("choice:cancel")
    guide.see("Attract")


def calling_for_free(guide: Guide) -> None:
    guide.sim("far default answers 2")
    guide.enter()
    guide.tap("choice:free_call")
    guide.see("EnterNumber")
    guide.key_in("138")
    guide.tap("digit:done")
    guide.photograph("free_call_fault", "Free call: the number is not complete")
    guide.key_in("12345678")
    guide.photograph("free_call_number", "Free call: the number")
    guide.tap("digit:done")
    guide.see("InCall")
    guide.photograph("free_call_ringing", "Free call: connecting")
    guide.until_line(LinePhase.ACTIVE)
    guide.photograph("free_call_talking", "Free call: three minutes")
    guide.tap("choice:hang_up")
    guide.see("Tell")
    guide.photograph("free_call_ended", "Free call: the end")
    guide.tap("choice:ok")
    guide.see("Choose")
    guide.photograph("anything_else", "Is there anything else?")
    guide.tap("choice:no")
    guide.see("Attract")


def calling_the_same_number_again(guide: Guide) -> None:
    guide.enter()
    guide.tap("choice:free_call")
    guide.see("EnterNumber")
    guide.key_in("13812345678")
    guide.tap("digit:done")
    guide.see("Tell")
    guide.photograph("free_call_refused", "Free call: the same number too soon")


def asking_a_person(guide: Guide) -> None:
    guide.sim("far default busy")
    guide.enter()
    guide.tap("global:person")
    guide.see("Choose")
    guide.photograph("assistant_busy", "A person: the line is engaged")
    guide.sim("far default answers 1")
    guide.tap("choice:again")
    guide.see("InCall")
    guide.until_line(LinePhase.ACTIVE)
    guide.photograph("assistant_talking", "A person: talking")
    guide.sim("hangup")
    guide.see("Choose")


def charging_a_phone(guide: Guide) -> None:
    guide.enter()
    guide.tap("choice:charging")
    guide.see("Choose")
    guide.photograph("charging", "Charging and Wi-Fi")
    guide.tap("choice:wifi")
    guide.see("ShowCode")
    guide.photograph("wifi", "Wi-Fi by QR code")
    guide.tap("global:back")
    guide.see("Choose")
    guide.tap("choice:charging")
    guide.see("Tell")
    guide.photograph("charging_on", "A socket is on")


def dialling_by_handset(guide: Guide) -> None:
    guide.sim("lift")
    guide.see("Home")
    guide.sim("far 120 answers 3")
    for key in "120":
        guide.sim(f"key {key}")
    guide.see("Alarm")
    guide.until_alarm(AlarmPhase.CONNECTED)
    guide.sim("replace")


def losing_the_guard(guide: Guide) -> None:
    guide.enter()
    guide.booth.kill("guard")
    eventually(lambda: not _connected(guide), "the kiosk has noticed")
    guide.photograph("guard_gone", "The telephone is out of order")
    guide.booth.start_guard()
    eventually(guide.booth.wires_ready, "every device is ready")
    eventually(lambda: _connected(guide), "the kiosk is connected again")


def _connected(guide: Guide) -> bool:
    kiosk = guide.booth.kiosk()
    return kiosk is not None and kiosk.guard_connected


VISITS: tuple[Walk, ...] = (
    arriving,
    calling_the_police,
    pressing_the_red_button,
    pressing_too_shortly,
    calling_for_free,
    calling_the_same_number_again,
    asking_a_person,
    charging_a_phone,
    dialling_by_handset,
    losing_the_guard,
)
