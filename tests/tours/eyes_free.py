"""The ten services by the handset and twelve keys alone, from the lifted handset to goodbye, without a touch.

Another language is reached by keys too. The screen is photographed, and what was said is noted.
"""

from __future__ import annotations

from collections.abc import Callable

from hardware.link.messages import AlarmPhase, LinePhase
from kiosk.faces.voice.spoken import Spoken
from kiosk.i18n.text import _
from kiosk.i18n.translator import Translator
from tests.booth_processes import eventually
from tests.tours.guide import Guide

Walk = Callable[[Guide], None]
PHONE = "13900000955"
RIGHT = _("If it is right, press hash.")
THIS_LANGUAGE = _("For this language, press 6.")
WAITING = frozenset({"choice:cancel"})  # all that a waiting screen offers
GOODBYE = (("choice:no", "2"), ("choice:nothing", "5"))


def taxi(guide: Guide) -> None:
    """Taxi."""
    guide.platform.set_taxi_speed(4)
    begin(guide, "21", "EnterNumber")
    enter(guide, PHONE)
    guide.see("ShowTaxi")
    guide.photograph("ear_taxi", "Taxi by keys: found")
    answer(guide, ("choice:ok", "1"), *GOODBYE)


def hospital(guide: Guide) -> None:
    """Hospital appointment."""
    begin(guide, "22", "Choose")
    answer(guide, ("choice:book", "1"), ("choice:hospital-community", "1"))
    for key in ("1", "2", "1"):  # department, day and half-day: tomorrow can't begin meanwhile
        press_choice(guide, key)
    guide.see("Tell")
    guide.hear_first()
    guide.sim("card lay wang")
    enter(guide, PHONE)
    answer(guide, ("choice:yes", "1"))
    guide.see("Tell")
    guide.photograph("ear_hospital", "Hospital by keys: the number of the appointment")
    answer(guide, ("choice:ok", "1"), *GOODBYE)


def person(guide: Guide) -> None:
    """A person."""
    guide.sim("far default answers 1")
    begin(guide, "23", "Choose")
    answer(guide, ("choice:call", "1"))
    talk(guide, "ear_person", "A person by keys: talking")
    answer(guide, *GOODBYE)


def hotline(guide: Guide) -> None:
    """Citizens' hotline 12345."""
    guide.sim("far default answers 1")
    begin(guide, "24", "Choose")
    answer(guide, ("choice:call", "1"))
    talk(guide, "ear_hotline", "12345 by keys: talking")
    answer(guide, *GOODBYE)


def emergency(guide: Guide) -> None:
    """Emergency call."""
    guide.sim("far 120 answers 1")
    begin(guide, "31", "Choose")
    guide.hear_out()
    guide.press("120")
    guide.until_alarm(AlarmPhase.CONNECTED)
    guide.photograph("ear_emergency", "120 by keys: connected")


def free_call(guide: Guide) -> None:
    """Free call."""
    guide.sim("far default answers 1")
    begin(guide, "32", "EnterNumber")
    enter(guide, "13900000321")
    talk(guide, "ear_free_call", "Free call by keys: talking")
    answer(guide, ("choice:ok", "1"), *GOODBYE)


def family(guide: Guide) -> None:
    """Family."""
    begin(guide, "33", "Tell")
    answer(guide, ("choice:key", "1"))
    enter(guide, "13900000012")
    press_choice(guide, "1")
    answer(guide, ("choice:tell", "2"))
    guide.see("Tell")
    guide.photograph("ear_family", "Family by keys: they have been told")
    answer(guide, ("choice:ok", "1"), ("choice:done", "3"), *GOODBYE)


def around_here(guide: Guide) -> None:
    """Around here."""
    begin(guide, "41", "Choose")
    answer(guide, ("choice:canteen", "21"))
    guide.see("ShowPlaces")
    guide.photograph("ear_around", "Around here by keys: canteens")
    press_choice(guide, "1")
    answer(guide, ("choice:menu", "1"))
    guide.see("ShowBoard")
    answer(guide, ("choice:ok", "1"), ("choice:done", "5"), *GOODBYE)


def pension(guide: Guide) -> None:
    """Pension."""
    begin(guide, "42", "Tell")
    guide.hear_first()
    guide.sim("card lay wang")
    answer(guide, ("choice:amount", "2"))
    guide.see("Reveal")
    hear_secret(guide, "2")
    guide.photograph("ear_pension", "Pension by keys: the amount is said into the handset")
    answer(guide, ("choice:ok", "1"), *GOODBYE)


def charging(guide: Guide) -> None:
    """Charging and Wi-Fi."""
    begin(guide, "43", "Choose")
    answer(guide, ("choice:charging", "1"))
    guide.see("Tell")
    guide.photograph("ear_charging", "Charging by keys: a socket is on")
    answer(guide, ("choice:ok", "1"), *GOODBYE)


EYES_FREE: tuple[Walk, ...] = (
    taxi,
    hospital,
    person,
    hotline,
    emergency,
    free_call,
    family,
    around_here,
    pension,
    charging,
)


def begin(guide: Guide, keys: str, view: str) -> None:
    """Lift the handset, have the tour's language if it is another one, and press the keys of a service."""
    guide.lift_handset()
    guide.wait_for_voice()
    if guide.language != language_now(guide):
        guide.press("#")
        guide.press_named("6", THIS_LANGUAGE)
        guide.until(lambda: language_now(guide) == guide.language, "the language has changed")
    guide.press_named(keys)
    guide.see(view)


def language_now(guide: Guide) -> str:
    return eventually(guide.booth.kiosk, "the kiosk answers").language


def answer(guide: Guide, *answers: tuple[str, str]) -> None:
    """Once each of the choices is there, press its keys, and wait for what comes then."""
    for target, keys in answers:
        guide.see_target(target)
        before = guide.choices()
        guide.press_named(keys)
        guide.until(lambda before=before: guide.choices() != before, f"{target} was chosen")  # type: ignore[misc]  # bound to this turn


def press_choice(guide: Guide, key: str) -> None:
    """A choice of a question, whatever it is called."""
    guide.until(lambda: bool(guide.choices() - WAITING), "there is a question")
    before = guide.choices()
    guide.press_named(key)
    guide.until(lambda: guide.choices() not in (before, WAITING), "the next question has come")


def enter(guide: Guide, number: str) -> None:
    """Key a number. It is read back whole, at once when it is full; then hash says that it is right."""
    asked = Spoken(Translator([guide.language])).say(RIGHT, guide.language)

    def is_read_back() -> bool:
        return asked in eventually(guide.booth.kiosk, "the kiosk answers").said[-2:]

    guide.see("EnterNumber")
    guide.hear_out()
    guide.press_number(number)
    guide.until(is_read_back, "the number has been read back")
    guide.hear_out()
    guide.press("#")
    guide.until(lambda: not guide.sees("EnterNumber"), "the number is done")


def hear_secret(guide: Guide, key: str) -> None:
    """What is shown to nobody else: said when its key is pressed."""

    def said() -> tuple[str, ...]:
        return eventually(guide.booth.kiosk, "the kiosk answers").said

    before = said()
    guide.press_named(key)
    guide.until(lambda: said() != before, "the secret is said")
    guide.hear_out()
    guide.press("0")  # the rest of the menu was cut off


def talk(guide: Guide, name: str, title: str) -> None:
    """The other side, who hears what is said in a call, hangs up."""
    guide.see("InCall")
    guide.until_line(LinePhase.ACTIVE)
    guide.photograph(name, title)
    guide.sim("hangup")
