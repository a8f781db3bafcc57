"""预约挂号: an appointment at a hospital near here, and cancelling one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.conversation.questions import GO_ON
from kiosk.conversation.views import Choice, Choose, Tell, Tone
from kiosk.i18n.formats import in_groups, money
from kiosk.i18n.text import Day, Text, _, local
from kiosk.platform.contract.hospital import (
    Appointment,
    AppointmentRequest,
    Department,
    Hospital,
    Slot,
)
from kiosk.platform.contract.problem import ProblemKind
from kiosk.platform.contract.values import Texts
from kiosk.platform.errors import PlatformRefused
from kiosk.platform.undoing import Order
from kiosk.services import ordering
from kiosk.services.hospital_times import HALF_DAYS, choose_hospital, choose_time
from kiosk.services.identity import Person, ask_mobile, ask_person
from kiosk.services.listing import numbered

if TYPE_CHECKING:
    from kiosk.visit import Visit

BOOK, CANCEL, YES, NO = "book", "cancel", "yes", "no"


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
    if hospital is None:
        return
    department: Department | None = None
    person: Person | None = None
    phone = ""
    while True:
        chosen = await choose_time(visit, hospital, department)
        if chosen is None:
            return
        department, slot = chosen
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


async def confirmed(
    visit: Visit, hospital: Hospital, department: Department, slot: Slot, person: Person
) -> bool:
    answer = await visit.ask(
        Choose(
            title=_("Shall we make this appointment?"),
            icon="calendar-check",
            paragraphs=(
                where(hospital.name, department.name),
                when(slot),
                _("For {person}", person=person.masked),
                _("You pay {amount} at the hospital.", amount=money(slot.fee_fen)),
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
        where(appointment.hospital, appointment.department),
        when(appointment),
        _(
            "Your place in the queue is {number}. Please bring your ID card.",
            number=appointment.queue_number,
        ),
    )


def where(hospital: Texts, department: Texts) -> Text:
    return _("{hospital}, {department}", hospital=local(hospital), department=local(department))


def when(slot: Slot | Appointment) -> Text:
    return _("{day}, {half_day}", day=Day(slot.day), half_day=HALF_DAYS[slot.half_day][0])


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
                Choice(
                    appointment.number,
                    when(appointment),
                    "calendar",
                    digits,
                    hint=where(appointment.hospital, appointment.department),
                )
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
            paragraphs=(where(appointment.hospital, appointment.department), when(appointment)),
            choices=(
                Choice(YES, _("Yes, cancel it"), "check", "1", tone=Tone.PRIMARY, final=True),
                Choice(NO, _("No, keep it"), "close", "2", tone=Tone.QUIET),
            ),
        )
    )
    return answer == YES
