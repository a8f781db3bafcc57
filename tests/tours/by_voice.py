"""The ten services by voice alone, from the lifted handset to goodbye; only cards are laid, not read out.

One of them once more with the key to speak, as for somebody who leaves the handset on its hook.
"""

from __future__ import annotations

from collections.abc import Callable

from hardware.link.messages import AlarmPhase, LinePhase
from tests.tours.conversing import Talk
from tests.tours.sentences import Say

SpokenWalk = Callable[[Talk], None]
PHONE = "13812345678"


def taxi(talk: Talk) -> None:
    """Taxi."""
    talk.platform.set_taxi_speed(4)
    talk.lift(Say.TAXI)
    talk.ask_for(Say.TAXI, "EnterNumber", "Call a taxi")
    talk.give_number(PHONE, Say.NUMBER_DONE)
    talk.see("ShowTaxi")
    talk.photograph("voice_taxi", "Taxi by voice: found")
    talk.platform.set_taxi_speed(1)
    talk.choose("choice:ok", Say.SEEN)
    say_goodbye(talk)


def hospital(talk: Talk) -> None:
    """Hospital appointment."""
    talk.lift(Say.HOSPITAL)
    talk.ask_for(Say.HOSPITAL, "Choose", "Hospital appointment")
    talk.choose("choice:book", Say.BOOK, "Make an appointment")
    talk.choose("choice:hospital-community", Say.FIRST)
    talk.choose_first(Say.FIRST)
    talk.choose_first(Say.TOMORROW)
    talk.choose_first(Say.MORNING)
    talk.see("Tell")
    talk.sim("card lay wang")
    talk.give_number(PHONE, Say.NUMBER_DONE)
    talk.choose("choice:yes", Say.YES, "Yes, make it")
    talk.see("Tell")
    talk.photograph("voice_hospital", "Hospital by voice: the number of the appointment")
    talk.choose("choice:ok", Say.GO_ON, "Go on")
    say_goodbye(talk)


def person(talk: Talk) -> None:
    """A person."""
    talk.sim("far default answers 1")
    talk.lift(Say.PERSON)
    talk.ask_for(Say.PERSON, "InCall", "Talk to a person")
    speak_on_the_phone(talk, "voice_person", "A person by voice: talking")
    say_goodbye(talk)


def hotline(talk: Talk) -> None:
    """Citizens' hotline 12345."""
    talk.sim("far default answers 1")
    talk.lift(Say.HOTLINE)
    talk.ask_for(Say.HOTLINE, "Choose", "Citizens' hotline 12345")
    talk.choose("choice:call", Say.CALL_HOTLINE, "Call 12345")
    speak_on_the_phone(talk, "voice_hotline", "12345 by voice: talking")
    say_goodbye(talk)


def emergency(talk: Talk) -> None:
    """Emergency call."""
    talk.sim("far 120 answers 1")
    talk.lift(Say.HELP)
    talk.say(Say.HELP, lambda kiosk: "choice:120" in kiosk.targets, "Emergency")
    talk.photograph("voice_help", "Help by voice: whom?")
    talk.choose("choice:120", Say.AMBULANCE, "Ambulance")
    talk.until_alarm(AlarmPhase.CONNECTED)
    talk.photograph("voice_emergency", "Help by voice: 120 has answered")


def free_call(talk: Talk) -> None:
    """Free call."""
    talk.sim("far default answers 1")
    talk.lift(Say.FREE_CALL)
    talk.ask_for(Say.FREE_CALL, "EnterNumber", "Free phone call")
    talk.give_number(PHONE, Say.NUMBER_DONE)
    speak_on_the_phone(talk, "voice_free_call", "Free call by voice: talking")
    talk.choose("choice:ok", Say.GO_ON, "Go on")
    say_goodbye(talk)


def family(talk: Talk) -> None:
    """Family."""
    talk.lift(Say.FAMILY)
    talk.ask_for(Say.FAMILY, "Tell", "My family")
    talk.sim("card lay wang")
    talk.see("Choose")
    talk.choose_first(Say.FIRST)
    talk.choose("choice:tell", Say.TELL_THEM, "Tell them where I am")
    talk.see("Tell")
    talk.photograph("voice_family", "Family by voice: they have been told")
    talk.choose("choice:ok", Say.GO_ON, "Go on")
    talk.choose("choice:done", Say.THAT_IS_ALL, "That is all")
    say_goodbye(talk)


def around_here(talk: Talk) -> None:
    """Around here."""
    talk.lift(Say.AROUND)
    talk.ask_for(Say.AROUND, "Choose", "Around here")
    talk.choose("choice:canteen", Say.CANTEEN, "Canteens")
    talk.see("ShowPlaces")
    talk.photograph("voice_around", "Around here by voice: canteens")
    talk.choose_first(Say.FIRST)
    talk.choose("choice:menu", Say.MENU, "Today's menu")
    talk.see("ShowBoard")
    talk.choose("choice:ok", Say.GO_ON, "Go on")
    talk.choose("choice:done", Say.THAT_IS_ALL, "That is all")
    say_goodbye(talk)


def pension(talk: Talk) -> None:
    """Pension."""
    talk.lift(Say.PENSION)
    talk.ask_for(Say.PENSION, "Tell", "My pension")
    talk.sim("card lay wang")
    talk.choose("choice:amount", Say.AMOUNT, "See the amount")
    talk.see("Reveal")
    talk.photograph("voice_pension", "Pension by voice: the amount is said into the handset")
    talk.choose("choice:ok", Say.GO_ON, "Go on")
    say_goodbye(talk)


def charging(talk: Talk) -> None:
    """Charging and Wi-Fi."""
    talk.lift(Say.CHARGING)
    charge_a_phone(talk, "voice_charging", "Charging by voice: a socket is on")


def charging_by_key(talk: Talk) -> None:
    """Charging, with the key to speak instead of the handset."""
    talk.press_to_speak()
    charge_a_phone(talk, "voice_charging_by_key", "Charging by the key to speak: a socket is on")


BY_VOICE: tuple[SpokenWalk, ...] = (
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
    charging_by_key,
)


def charge_a_phone(talk: Talk, name: str, title: str) -> None:
    talk.ask_for(Say.CHARGING, "Choose", "Charging and Wi-Fi")
    talk.choose("choice:charging", Say.MY_PHONE, "Charge my phone")
    talk.see("Tell")
    talk.photograph(name, title)
    talk.choose("choice:ok", Say.GO_ON, "Go on")
    say_goodbye(talk)


def speak_on_the_phone(talk: Talk, name: str, title: str) -> None:
    """What is said in a call is for the other side, who hangs up."""
    talk.see("InCall")
    talk.until_line(LinePhase.ACTIVE)
    talk.photograph(name, title)
    talk.sim("hangup")


def say_goodbye(talk: Talk) -> None:
    """Nothing else, thank you; goodbye."""
    talk.choose("choice:no", Say.NO_THANKS, "No, thank you")
    talk.choose("choice:nothing", Say.GOODBYE, "Goodbye")
    talk.see("Attract")
