"""The categories and their services, in the order of the home screen.

A service is one module in kiosk/services and one entry here; kiosk/services/README.md says how.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.conversation.views import Attract, AwaitedTaxi, Bulletin, Choice, Choose, Group, Home, Tone
from kiosk.i18n.text import Text, Verbatim, _
from kiosk.services import (
    assistant,
    charging,
    emergency_call,
    family,
    free_call,
    hospital,
    hotline,
    neighbourhood,
    pension,
    taxi,
)

if TYPE_CHECKING:
    from kiosk.visit import Visit

Run = Callable[["Visit"], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Service:
    """`keys` reach it on the keypad from the home screen: the category's digit, then the service's.

    No keys begin with 1, so that 110, 119 and 120 can be dialled on the home screen.
    """

    id: str
    label: Text
    icon: str
    keys: str
    run: Run
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Category:
    id: str
    label: Text
    icon: str
    services: tuple[Service, ...]


TAXI = Service("taxi", _("Call a taxi"), "taxi", "21", taxi.run)
HOSPITAL = Service("hospital", _("Hospital appointment"), "hospital-building", "22", hospital.run)
ASSISTANT = Service("assistant", _("Talk to a person"), "face-agent", "23", assistant.run)
HOTLINE = Service("hotline", _("Citizens' hotline 12345"), "phone-classic", "24", hotline.run)
EMERGENCY_CALL = Service(
    "emergency_call", _("Emergency call"), "phone-alert", "31", emergency_call.run, Tone.DANGER
)
FREE_CALL = Service("free_call", _("Free phone call"), "phone", "32", free_call.run)
FAMILY = Service("family", _("My family"), "account-heart", "33", family.run)
NEIGHBOURHOOD = Service("neighbourhood", _("Around here"), "map-marker-radius", "41", neighbourhood.run)
PENSION = Service("pension", _("My pension"), "cash-multiple", "42", pension.run)
CHARGING = Service("charging", _("Charging and Wi-Fi"), "battery-charging", "43", charging.run)

CATEGORIES = (
    Category("one_touch", _("One touch"), "gesture-tap", (TAXI, HOSPITAL, ASSISTANT, HOTLINE)),
    Category("emergency", _("Urgent help"), "lifebuoy", (EMERGENCY_CALL, FREE_CALL, FAMILY)),
    Category("daily_life", _("Daily life"), "home-heart", (NEIGHBOURHOOD, PENSION, CHARGING)),
)
SERVICES = {service.id: service for category in CATEGORIES for service in category.services}


def home_view() -> Home:
    groups = tuple(Group(c.label, c.icon, tuple(_choice(s) for s in c.services)) for c in CATEGORIES)
    return Home(
        title=_("What would you like to do?"),
        icon="home",
        groups=groups,
        choices=tuple(choice for group in groups for choice in group.choices),
    )


def _choice(service: Service) -> Choice:
    return Choice(service.id, service.label, service.icon, service.keys, tone=service.tone)


def attract_view(
    languages: tuple[tuple[str, str], ...],
    slide_seconds: float,
    *,
    bulletins: tuple[Bulletin, ...] = (),
    taxis: tuple[AwaitedTaxi, ...] = (),
) -> Attract:
    """What an empty booth shows; `languages` are (code, own name)."""
    return Attract(
        title=_("Touch the screen to begin"),
        icon="hand-wave",
        paragraphs=(_("In an emergency press the red button"),),
        slides=tuple((service.icon, service.label) for service in SERVICES.values()),
        languages=languages,
        bulletins=bulletins,
        taxis=taxis,
        slide_seconds=slide_seconds,
    )


def language_question(languages: tuple[tuple[str, str], ...]) -> Choose:
    """Every language by its own name, so that it is found by those who read no other."""
    return Choose(
        title=_("Please choose your language"),
        icon="translate",
        choices=tuple(
            Choice(code, Verbatim(name), "translate", str(number))
            for number, (code, name) in enumerate(languages, start=1)
        ),
    )
