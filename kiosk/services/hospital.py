"""预约挂号: an appointment at a hospital near here, and cancelling one."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kiosk.conversation.questions import GO_ON
from kiosk.conversation.views import Choice, Choose, Tell, Tone
from kiosk.i18n.formats import as_of, in_groups, money
from kiosk.i18n.text import Day, Text, _, counted, local
from kiosk.platform.contract.hospital import (
    Appointment,
    AppointmentRequest,
    Department,
    HalfDay,
    Hospital,
    Slot,
)
from kiosk.platform.contract.problem import ProblemKind
from kiosk.platform.errors import PlatformRefused
from kiosk.platform.undoing import Order
from kiosk.services import ordering
from kiosk.services.identity import Person, ask_mobile, ask_person
from kiosk.services.listing import MOST_NUMBERED, numbered, tell_nothing

if TYPE_CHECKING:
    from kiosk.visit import Visit

BOOK, CANCEL, YES, NO = "book", "cancel", "yes", "no"
HALF_DAYS: dict[HalfDay, tuple[Text, str]] = {
    HalfDay.MORNING: (_("Morning"), "weather-sunset-up"),
    HalfDay.AFTERNOON: (_("Afternoon"), "weather-sunset-down"),
}


async def run(visit: Visit) -> None:
    wanted = await visit.ask(
        Choose(
            title=_("What would you like?"),
            icon="hospital-building",
            choices=(
                Choice(BOOK, _("Make an appointment"), "calendar-plus", "1", tone=Tone.PRIMARY),
                Choice(CANCEL, _("Cancel an appointment"), "calendar-remove", "2"),
            ),
        )
    )
    await (book(visit) if wanted == BOOK else cancel(visit))


async def book(visit: Visit) -> None:
    hospital = await choose_hospital(visit)
    department = await choose_department(visit, hospital) if hospital else None
    if hospital is None or department is None:
        return
    person: Person | None = None
    phone = ""
    while True:
        slot = await choose_slot(visit, hospital, department)
        if slot is None:
            return
        person = person or await ask_person(visit, _("The hospital needs to know who is coming."))
        phone = phone or await ask_mobile(visit, _("The hospital calls it when something changes."))
        if not await confirmed(visit, hospital, department, slot, person):
            return
        request = AppointmentRequest(slot.id, person.id_number, phone, person.name)
        try:
            appointment = await make(visit, request)
        except PlatformRefused as error:
            if error.kind is ProblemKind.ALREADY_BOOKED:
                await tell_already_booked(visit, hospital, department, slot, person)
                return
            if error.kind is not ProblemKind.SLOT_TAKEN:
                raise
            await visit.tell(taken())
            continue
        if appointment is not None:
            await visit.tell(booked(appointment))
        return


async def make(visit: Visit, request: AppointmentRequest) -> Appointment | None:
    """None when it is not known whether it was made, and the citizen leaves it. Raises PlatformError."""
    title, platform, undoings = _("Making the appointment"), visit.platform, visit.keepsakes.undoings
    key = visit.key_for("appointment", request)
    if undoings.under_way:  # else one that is being taken back may seem to be there already
        await visit.working(title, undoings.settled())
    order = Order(
        lambda: platform.book(request, key),
        lambda made: platform.cancel_appointment(made.number, request.id_number),
    )
    return await ordering.place(visit, order, title)


async def tell_already_booked(
    visit: Visit, hospital: Hospital, department: Department, slot: Slot, person: Person
) -> None:
    """The appointment that is there, with its number if it is the one that was wanted."""
    found = await visit.working(
        _("Looking for your appointments"), visit.platform.appointments(person.id_number)
    )
    wanted = (hospital.name, department.name, slot.day, slot.half_day)
    for each in found.appointments:
        if (each.hospital, each.department, each.day, each.half_day) == wanted:
            number = _("Your appointment number is {number}.", number=in_groups(each.number, 4))
            await visit.tell(already_booked(number, *details(each)))
            return
    await visit.tell(already_booked())


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
    """The day, then the half-day. None when nothing is free, which the citizen has been told."""
    found = await visit.working(_("Asking the hospital"), visit.platform.slots(hospital.id, department.id))
    free = [slot for slot in found.slots if slot.free]
    if not free:
        await visit.tell(
            Tell(
                title=_("Nothing is free there in the next days."),
                icon="calendar-remove",
                tone=Tone.TROUBLE,
                paragraphs=(_("Please choose another department, or talk to a person."),),
                choices=(GO_ON,),
            )
        )
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


def by_value(slots: list[Slot]) -> dict[str, Slot]:
    """The slots of a day, each by its half-day if it is the only one then, else by its id."""
    count = Counter(slot.half_day for slot in slots)
    return {slot.half_day if count[slot.half_day] == 1 else slot.id: slot for slot in slots}


def offered(slot: Slot) -> Text:
    places = counted("{n} place free", "{n} places free", slot.free)
    return _("{places}, {amount}", places=places, amount=money(slot.fee_fen))


async def confirmed(
    visit: Visit, hospital: Hospital, department: Department, slot: Slot, person: Person
) -> bool:
    answer = await visit.ask(
        Choose(
            title=_("Shall we make this appointment?"),
            icon="calendar-check",
            paragraphs=(
                _(
                    "{hospital}, {department}",
                    hospital=local(hospital.name),
                    department=local(department.name),
                ),
                _("{day}, {half_day}", day=Day(slot.day), half_day=HALF_DAYS[slot.half_day][0]),
                _("For {person}", person=person.masked),
                _("{amount} is paid at the hospital.", amount=money(slot.fee_fen)),
            ),
            choices=(
                Choice(YES, _("Yes, make it"), "check", "1", tone=Tone.PRIMARY, final=True),
                Choice(NO, _("No, leave it"), "close", "2", tone=Tone.QUIET),
            ),
        )
    )
    return answer == YES


def taken() -> Tell:
    return Tell(
        title=_("Somebody else has just taken the last place. Please choose another time."),
        icon="calendar-remove",
        tone=Tone.TROUBLE,
        choices=(GO_ON,),
    )


def booked(appointment: Appointment) -> Tell:
    return Tell(
        title=_("Your appointment number is {number}.", number=in_groups(appointment.number, 4)),
        icon="calendar-check",
        paragraphs=details(appointment),
        choices=(GO_ON,),
    )


def already_booked(*paragraphs: Text) -> Tell:
    return Tell(
        title=_("You already have an appointment there at that time."),
        icon="calendar-check",
        paragraphs=paragraphs,
        choices=(GO_ON,),
    )


def details(appointment: Appointment) -> tuple[Text, ...]:
    return (
        where(appointment),
        when(appointment),
        _(
            "You are number {number} of that half-day. Please bring your ID card.",
            number=appointment.queue_number,
        ),
    )


def where(appointment: Appointment) -> Text:
    return _(
        "{hospital}, {department}",
        hospital=local(appointment.hospital),
        department=local(appointment.department),
    )


def when(appointment: Appointment) -> Text:
    return _("{day}, {half_day}", day=Day(appointment.day), half_day=HALF_DAYS[appointment.half_day][0])


async def cancel(visit: Visit) -> None:
    person = await ask_person(visit, _("To find your appointments."))
    found = await visit.working(
        _("Looking for your appointments"), visit.platform.appointments(person.id_number)
    )
    appointments = {appointment.number: appointment for appointment in found.appointments}
    if not appointments:
        await visit.tell(Tell(title=_("You have no appointments."), icon="calendar-blank", choices=(GO_ON,)))
        return
    number = await visit.ask(
        Choose(
            title=_("Which one do you want to cancel?"),
            icon="calendar-remove",
            choices=tuple(
                Choice(appointment.number, when(appointment), "calendar", digits, hint=where(appointment))
                for digits, appointment in numbered(appointments.values())
            ),
        )
    )
    if not await cancellation_confirmed(visit, appointments[number]):
        return
    await visit.working(
        _("Cancelling the appointment"),
        visit.platform.cancel_appointment(number, person.id_number),
        final=True,
    )
    await visit.tell(
        Tell(title=_("The appointment has been cancelled."), icon="calendar-check", choices=(GO_ON,))
    )


async def cancellation_confirmed(visit: Visit, appointment: Appointment) -> bool:
    answer = await visit.ask(
        Choose(
            title=_("Shall we cancel this appointment?"),
            icon="calendar-remove",
            paragraphs=(where(appointment), when(appointment)),
            choices=(
                Choice(YES, _("Yes, cancel it"), "check", "1", tone=Tone.PRIMARY, final=True),
                Choice(NO, _("No, keep it"), "close", "2", tone=Tone.QUIET),
            ),
        )
    )
    return answer == YES
