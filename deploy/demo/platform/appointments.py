"""Hospitals, their departments and half-days, and appointments there."""

from __future__ import annotations

import logging
import secrets
from datetime import date

from fastapi import APIRouter
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from deploy.demo.platform.clock import seconds_now, shanghai_now
from deploy.demo.platform.demo import Caller, Calling, IdempotencyKey
from deploy.demo.platform.geography import Origin, distance_m, walk_minutes
from deploy.demo.platform.idempotency import once
from deploy.demo.platform.masking import masked_phone
from deploy.demo.platform.problems import Refusal, documented
from deploy.demo.platform.seed import Seed, SeedDepartment, SeedHospital
from deploy.demo.platform.stations import origin_of
from deploy.demo.platform.tables import AppointmentRow, SlotRow
from deploy.demo.platform.timetable import HalfDayOpen, half_days, has_begun
from kiosk.platform.contract.hospital import (
    Appointment,
    AppointmentCancellation,
    AppointmentRequest,
    Appointments,
    AppointmentSearch,
    AppointmentState,
    Departments,
    HalfDay,
    Hospital,
    Hospitals,
    Slot,
    Slots,
)
from kiosk.platform.contract.problem import ProblemKind
from kiosk.platform.contract.values import Key

log = logging.getLogger(__name__)
router = APIRouter(tags=["hospital"])
MOST_APPOINTMENTS = 20


@router.get("/hospitals", operation_id="hospitals", responses=documented())
def hospitals(caller: Caller) -> Hospitals:
    origin = origin_of(caller)
    told = (_hospital(caller.demo.seed, each, origin) for each in caller.demo.seed.hospitals)
    return Hospitals(tuple(sorted(told, key=lambda hospital: hospital.distance_m)))


@router.get("/hospitals/{hospital_id}/departments", operation_id="departments", responses=documented())
def departments(caller: Caller, hospital_id: Key) -> Departments:
    hospital = _seed_hospital(caller.demo.seed, hospital_id)
    return Departments(tuple(department.told() for department in hospital.departments))


@router.get(
    "/hospitals/{hospital_id}/departments/{department_id}/slots", operation_id="slots", responses=documented()
)
def slots(caller: Caller, hospital_id: Key, department_id: Key) -> Slots:
    """Of the next seven days, those that are full among them."""
    hospital = _seed_hospital(caller.demo.seed, hospital_id)
    department = _seed_department(hospital, department_id)
    offered = tuple(half_days(hospital, department, shanghai_now()))
    with caller.demo.store.reading() as session:
        rows = session.scalars(select(SlotRow).where(SlotRow.id.in_([each.id for each in offered])))
        taken = {row.id: row.taken for row in rows}
    return Slots(
        tuple(
            Slot(
                each.id,
                each.day,
                each.half_day,
                max(0, each.places - taken.get(each.id, 0)),
                department.fee_fen,
            )
            for each in offered
        )
    )


@router.post(
    "/appointments",
    operation_id="book_appointment",
    status_code=201,
    responses=documented(ProblemKind.SLOT_TAKEN, ProblemKind.ALREADY_BOOKED),
)
def book(caller: Caller, request: AppointmentRequest, key: IdempotencyKey) -> Appointment:
    def carry_out(session: Session) -> Appointment:
        return _told(caller.demo.seed, _booked(caller, session, request))

    try:
        return once(caller, key, request, Appointment, carry_out)
    except IntegrityError as error:
        raise Refusal(ProblemKind.ALREADY_BOOKED) from error


@router.post("/appointment-searches", operation_id="appointments", responses=documented())
def search(caller: Caller, wanted: AppointmentSearch) -> Appointments:
    """Those to come, the next first."""
    store, now = caller.demo.store, shanghai_now()
    person = store.keyed_hash(wanted.id_number)
    with store.reading() as session:
        rows = session.scalars(
            select(AppointmentRow)
            .where(AppointmentRow.person == person, AppointmentRow.day >= now.date().isoformat())
            .where(AppointmentRow.state == AppointmentState.BOOKED)
            .order_by(AppointmentRow.day, AppointmentRow.half_day.desc())
            .limit(MOST_APPOINTMENTS)
        ).all()
    return Appointments(tuple(_told(caller.demo.seed, row) for row in rows))


@router.post(
    "/appointments/{number}/cancellation",
    operation_id="cancel_appointment",
    responses=documented(ProblemKind.TOO_LATE),
)
def cancel(caller: Caller, number: Key, person: AppointmentCancellation) -> Appointment:
    """By the person whose it is. Cancelled again, it stays cancelled."""
    store = caller.demo.store
    with store.writing() as session:
        row = session.get(AppointmentRow, number, with_for_update=True)
        if row is None or row.person != store.keyed_hash(person.id_number):
            raise Refusal(ProblemKind.NOT_FOUND, "this person has no such appointment")
        if row.state == AppointmentState.BOOKED:
            if has_begun(date.fromisoformat(row.day), HalfDay(row.half_day), shanghai_now()):
                raise Refusal(ProblemKind.TOO_LATE, "the half-day has begun")
            row.state = AppointmentState.CANCELLED
            session.execute(update(SlotRow).where(SlotRow.id == row.slot_id).values(taken=SlotRow.taken - 1))
            log.info("appointment_cancelled station=%s number=%s", caller.station_id, number)
        return _told(caller.demo.seed, row)


def _booked(calling: Calling, session: Session, request: AppointmentRequest) -> AppointmentRow:
    store = calling.demo.store
    hospital, half_day = _offered(calling.demo.seed, request.slot_id)
    session.execute(store.insert(SlotRow).values(id=half_day.id, taken=0, issued=0).on_conflict_do_nothing())
    took = session.execute(
        update(SlotRow)
        .where(SlotRow.id == half_day.id, SlotRow.taken < half_day.places)
        .values(taken=SlotRow.taken + 1, issued=SlotRow.issued + 1)
        .returning(SlotRow.issued)
    ).scalar()
    if took is None:
        raise Refusal(ProblemKind.SLOT_TAKEN)
    row = AppointmentRow(
        number=str(secrets.randbelow(90_000_000) + 10_000_000),
        station_id=calling.station_id,
        person=store.keyed_hash(request.id_number),
        masked_phone=masked_phone(request.phone),
        slot_id=half_day.id,
        hospital_id=hospital.place,
        day=half_day.day.isoformat(),
        half_day=half_day.half_day,
        state=AppointmentState.BOOKED,
        queue_number=took,
        booked=seconds_now(),
    )
    session.add(row)
    session.flush()
    log.info("appointment_booked station=%s number=%s", calling.station_id, row.number)
    return row


def _offered(seed: Seed, slot_id: str) -> tuple[SeedHospital, HalfDayOpen]:
    hospital_id, department_id = (*slot_id.split("."), "", "")[:2]
    hospital = _seed_hospital(seed, hospital_id)
    department = _seed_department(hospital, department_id)
    for half_day in half_days(hospital, department, shanghai_now()):
        if half_day.id == slot_id:
            return hospital, half_day
    raise Refusal(ProblemKind.NOT_FOUND, "no such slot, or no longer")


def _told(seed: Seed, row: AppointmentRow) -> Appointment:
    hospital = _seed_hospital(seed, row.hospital_id)
    department = _seed_department(hospital, row.slot_id.split(".")[1])
    place = seed.place(hospital.place)
    assert place is not None
    return Appointment(
        row.number,
        AppointmentState(row.state),
        place.name,
        department.name,
        date.fromisoformat(row.day),
        HalfDay(row.half_day),
        row.queue_number,
        department.fee_fen,
    )


def _hospital(seed: Seed, hospital: SeedHospital, origin: Origin) -> Hospital:
    place = seed.place(hospital.place)
    assert place is not None
    longitude, latitude = origin.position(*place.at)
    return Hospital(
        place.id,
        place.name,
        place.address,
        latitude,
        longitude,
        distance_m(*place.at),
        walk_minutes(*place.at),
        place.phone,
    )


def _seed_hospital(seed: Seed, hospital_id: str) -> SeedHospital:
    for hospital in seed.hospitals:
        if hospital.place == hospital_id:
            return hospital
    raise Refusal(ProblemKind.NOT_FOUND, "no such hospital")


def _seed_department(hospital: SeedHospital, department_id: str) -> SeedDepartment:
    for department in hospital.departments:
        if department.id == department_id:
            return department
    raise Refusal(ProblemKind.NOT_FOUND, "no such department")
