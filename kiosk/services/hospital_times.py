"""Where and when: the hospital, its department, and a time that is free there."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kiosk.conversation.departures import AskedForPerson
from kiosk.conversation.views import Choice, Choose, Tone
from kiosk.i18n.formats import as_of, money
from kiosk.i18n.text import Day, Text, _, counted, local
from kiosk.platform.contract.hospital import Department, HalfDay, Hospital, Slot
from kiosk.services.listing import MOST_NUMBERED, PERSON, numbered, tell_nothing

if TYPE_CHECKING:
    from kiosk.visit import Visit

ANOTHER, LATER = "another", "later"
HALF_DAYS: dict[HalfDay, tuple[Text, str]] = {
    HalfDay.MORNING: (_("Morning"), "weather-sunset-up"),
    HalfDay.AFTERNOON: (_("Afternoon"), "weather-sunset-down"),
}


async def choose_hospital(visit: Visit) -> Hospital | None:
    """None when there is none, which the citizen has been told."""
    found = await visit.working(_("Looking for hospitals near here"), visit.platform.hospitals())
    hospitals = {hospital.id: hospital for hospital in found.answer.hospitals[:MOST_NUMBERED]}
    if not hospitals:
        await tell_nothing(visit, _("We know of no hospital near here."), "hospital-building")
        return None
    chosen = await visit.ask(
        Choose(
            title=_("Which hospital?"),
            icon="hospital-building",
            paragraphs=() if found.fresh else (as_of(found.at),),
            choices=tuple(
                Choice(
                    hospital.id,
                    local(hospital.name),
                    "hospital-building",
                    digits,
                    hint=counted("{n} minute on foot", "{n} minutes on foot", hospital.walk_minutes),
                )
                for digits, hospital in numbered(hospitals.values())
            ),
        )
    )
    return hospitals[chosen]


async def choose_time(
    visit: Visit, hospital: Hospital, department: Department | None
) -> tuple[Department, Slot] | None:
    """A time that is free in the department, or in another one. None when the citizen leaves it, or was told
    that there is no department.
    """
    while True:
        department = department or await choose_department(visit, hospital)
        if department is None:
            return None
        slot = await choose_slot(visit, hospital, department)
        if slot is not None:
            return department, slot
        if await what_instead(visit) == LATER:
            return None
        department = None


async def choose_department(visit: Visit, hospital: Hospital) -> Department | None:
    """None when there is none, which the citizen has been told."""
    found = await visit.working(_("Asking the hospital"), visit.platform.departments(hospital.id))
    departments = {department.id: department for department in found.answer.departments}
    if not departments:
        await tell_nothing(visit, _("We know of no department of this hospital."), "stethoscope")
        return None
    chosen = await visit.ask(
        Choose(
            title=_("Which department?"),
            icon="stethoscope",
            paragraphs=() if found.fresh else (as_of(found.at),),
            choices=tuple(
                Choice(department.id, local(department.name), "stethoscope", digits)
                for digits, department in numbered(departments.values())
            ),
        )
    )
    return departments[chosen]


async def choose_slot(visit: Visit, hospital: Hospital, department: Department) -> Slot | None:
    """The day, then the half-day. None when nothing is free."""
    found = await visit.working(_("Asking the hospital"), visit.platform.slots(hospital.id, department.id))
    free = [slot for slot in found.slots if slot.free]
    if not free:
        return None
    days = dict.fromkeys(slot.day for slot in free)
    day = await visit.ask(
        Choose(
            title=_("Which day?"),
            icon="calendar",
            choices=tuple(
                Choice(day.isoformat(), Day(day), "calendar", digits) for digits, day in numbered(days)
            ),
        )
    )
    slots = by_value([slot for slot in free if slot.day.isoformat() == day])
    chosen = await visit.ask(
        Choose(
            title=_("Morning or afternoon?"),
            icon="clock-outline",
            choices=tuple(
                Choice(value, *HALF_DAYS[slot.half_day], digits, hint=offered(slot))
                for digits, (value, slot) in numbered(slots.items())
            ),
        )
    )
    return slots[chosen]


async def what_instead(visit: Visit) -> str:
    """Where nothing is free: ANOTHER department, or LATER. Raises AskedForPerson."""
    answer = await visit.ask(
        Choose(
            title=_("Nothing is free there in the next days."),
            icon="calendar-remove",
            tone=Tone.TROUBLE,
            choices=(
                Choice(ANOTHER, _("Choose another department"), "stethoscope", "1", tone=Tone.PRIMARY),
                Choice(PERSON, _("Talk to a person"), "face-agent", "2"),
                Choice(LATER, _("Later"), "close", "3", tone=Tone.QUIET),
            ),
        )
    )
    if answer == PERSON:
        raise AskedForPerson
    return answer


def by_value(slots: list[Slot]) -> dict[str, Slot]:
    """The slots of a day, each by its half-day if it is the only one then, else by its id."""
    count = Counter(slot.half_day for slot in slots)
    return {slot.half_day if count[slot.half_day] == 1 else slot.id: slot for slot in slots}


def offered(slot: Slot) -> Text:
    places = counted("{n} place free", "{n} places free", slot.free)
    return _("{places}, {amount}", places=places, amount=money(slot.fee_fen))
