"""预约挂号: an appointment at a hospital near here, and cancelling one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.conversation.views import Choice, Choose, Tell, Tone, digits_for
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
from kiosk.services.identity import Person, ask_mobile, ask_person

if TYPE_CHECKING:
    from kiosk.visit import Visit

BOOK, CANCEL, YES, NO = "book", "cancel", "yes", "no"
GO_ON = (Choice("ok", _("Go on"), "arrow-right", "1", tone=Tone.PRIMARY),)
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
    department = await choose_department(visit, hospital)
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
            appointment = await visit.working(
                _("Making the appointment"), visit.platform.book(request), final=True
            )
        except PlatformRefused as error:
            if error.kind is not ProblemKind.SLOT_TAKEN:
                raise
            await visit.tell(taken())
            continue
        await visit.tell(booked(appointment))
        return


async def choose_hospital(visit: Visit) -> Hospital:
    found = await visit.working(_("Looking for hospitals near here"), visit.platform.hospitals())
    hospitals = {hospital.id: hospital for hospital in found.answer.hospitals}
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
                for digits, hospital in zip(digits_for(len(hospitals)), hospitals.values(), strict=True)
            ),
        )
    )
    return hospitals[chosen]


async def choose_department(visit: Visit, hospital: Hospital) -> Department:
    found = await visit.working(_("Asking the hospital"), visit.platform.departments(hospital.id))
    departments = {department.id: department for department in found.answer.departments}
    chosen = await visit.ask(
        Choose(
            title=_("Which department?"),
            icon="stethoscope",
            choices=tuple(
                Choice(department.id, local(department.name), "stethoscope", digits)
                for digits, department in zip(digits_for(len(departments)), departments.values(), strict=True)
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
                choices=GO_ON,
            )
        )
        return None
    days = dict.fromkeys(slot.day for slot in free)
    day = await visit.ask(
        Choose(
            title=_("Which day?"),
            icon="calendar",
            choices=tuple(
                Choice(day.isoformat(), Day(day), "calendar", digits)
                for digits, day in zip(digits_for(len(days)), days, strict=True)
            ),
        )
    )
    slots = {slot.half_day: slot for slot in free if slot.day.isoformat() == day}
    half_day = await visit.ask(
        Choose(
            title=_("Morning or afternoon?"),
            icon="clock-outline",
            choices=tuple(
                Choice(
                    half_day,
                    HALF_DAYS[half_day][0],
                    HALF_DAYS[half_day][1],
                    digits,
                    hint=counted("{n} place free", "{n} places free", slot.free),
                )
                for digits, (half_day, slot) in zip(digits_for(len(slots)), slots.items(), strict=True)
            ),
        )
    )
    return slots[HalfDay(half_day)]


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
        choices=GO_ON,
    )


def booked(appointment: Appointment) -> Tell:
    return Tell(
        title=_("Your appointment number is {number}.", number=in_groups(appointment.number, 4)),
        icon="calendar-check",
        paragraphs=(
            _(
                "{hospital}, {department}",
                hospital=local(appointment.hospital),
                department=local(appointment.department),
            ),
            _("{day}, {half_day}", day=Day(appointment.day), half_day=HALF_DAYS[appointment.half_day][0]),
            _(
                "You are number {number} of that half-day. Please bring your ID card.",
                number=appointment.queue_number,
            ),
        ),
        choices=GO_ON,
    )


async def cancel(visit: Visit) -> None:
    person = await ask_person(visit, _("To find your appointments."))
    found = await visit.working(
        _("Looking for your appointments"), visit.platform.appointments(person.id_number)
    )
    appointments = {appointment.number: appointment for appointment in found.appointments}
    if not appointments:
        await visit.tell(Tell(title=_("You have no appointments."), icon="calendar-blank", choices=GO_ON))
        return
    number = await visit.ask(
        Choose(
            title=_("Which one do you want to cancel?"),
            icon="calendar-remove",
            choices=tuple(
                Choice(
                    appointment.number,
                    _(
                        "{day}, {half_day}",
                        day=Day(appointment.day),
                        half_day=HALF_DAYS[appointment.half_day][0],
                    ),
                    "calendar",
                    digits,
                    hint=_(
                        "{hospital}, {department}",
                        hospital=local(appointment.hospital),
                        department=local(appointment.department),
                    ),
                )
                for digits, appointment in zip(
                    digits_for(len(appointments)), appointments.values(), strict=True
                )
            ),
        )
    )
    await visit.working(
        _("Cancelling the appointment"),
        visit.platform.cancel_appointment(number, person.id_number),
        final=True,
    )
    await visit.tell(
        Tell(title=_("The appointment has been cancelled."), icon="calendar-check", choices=GO_ON)
    )
