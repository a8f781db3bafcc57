"""Hospitals over HTTP: what is offered, booked once, and given back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from deploy.demo.platform.clock import SHANGHAI, today
from deploy.demo.platform.seed import load_seed
from deploy.demo.platform.timetable import half_days
from kiosk.platform.contract.hospital import (
    Appointment,
    Appointments,
    AppointmentState,
    Departments,
    HalfDay,
    Hospitals,
    Slot,
    Slots,
)
from kiosk.platform.contract.problem import ProblemKind
from kiosk.platform.contract.values import check_digit
from tests.deploy.demo.conftest import Booth

ID_NUMBER = "999999194403121242"
PHONE = "13800000099"
SHIFAN = "/hospitals/hospital-shifan/departments"
EARS = "/hospitals/hospital-chinese/departments/ear-nose-throat/slots"  # one place a half-day


def id_number(count: int) -> str:
    first_17 = f"99999919400101{count:03d}"
    return first_17 + check_digit(first_17)


def free_slot(booth: Booth, path: str = SHIFAN + "/internal/slots") -> Slot:
    """The last that is free: it can't begin while it is tested with."""
    return [slot for slot in booth.get(path, Slots).slots if slot.free][-1]


def looked_at_again(booth: Booth, slot: Slot) -> Slot:
    """By its id: at midnight another one may have become the last."""
    return next(each for each in booth.get(SHIFAN + "/internal/slots", Slots).slots if each.id == slot.id)


def request(slot: Slot, number: str = ID_NUMBER) -> dict[str, str]:
    return {"slot_id": slot.id, "id_number": number, "phone": PHONE}


def book(booth: Booth, slot: Slot, number: str = ID_NUMBER, key: str = "k") -> Appointment:
    return booth.post("/appointments", request(slot, number), Appointment, key=key, status=201)


def test_three_hospitals_the_nearest_first_with_departments(booth: Booth) -> None:
    hospitals = booth.get("/hospitals", Hospitals).hospitals
    assert len(hospitals) == 3
    assert list(hospitals) == sorted(hospitals, key=lambda hospital: hospital.distance_m)
    for hospital in hospitals:
        departments = booth.get(f"/hospitals/{hospital.id}/departments", Departments).departments
        assert departments
        path = f"/hospitals/{hospital.id}/departments/{departments[0].id}/slots"
        assert booth.get(path, Slots).slots
    assert booth.refused("GET", "/hospitals/none/departments") is ProblemKind.NOT_FOUND
    assert booth.refused("GET", SHIFAN + "/none/slots") is ProblemKind.NOT_FOUND


def test_slots_are_of_the_next_seven_days(booth: Booth) -> None:
    slots = booth.get(SHIFAN + "/internal/slots", Slots).slots
    days = [slot.day for slot in slots]
    assert days == sorted(days)
    assert today() <= days[0]
    assert days[-1] < today() + timedelta(days=8)
    assert len(slots) >= 10


def test_what_has_begun_is_not_offered() -> None:
    hospital = load_seed().hospitals[0]
    noon = datetime(2026, 3, 4, 12, 0, tzinfo=SHANGHAI)  # a Wednesday
    offered = [(half.day, half.half_day) for half in half_days(hospital, hospital.departments[0], noon)]
    assert offered[0] == (noon.date(), HalfDay.AFTERNOON)
    saturday = noon.date() + timedelta(days=3)
    assert [half for day, half in offered if day == saturday] == [HalfDay.MORNING]


def test_an_appointment_is_booked_found_and_cancelled(booth: Booth) -> None:
    slot = free_slot(booth)
    booked = book(booth, slot)
    assert (booked.state, booked.day, booked.half_day) == (AppointmentState.BOOKED, slot.day, slot.half_day)
    assert looked_at_again(booth, slot).free == slot.free - 1

    person = {"id_number": ID_NUMBER}
    assert booth.post("/appointment-searches", person, Appointments).appointments == (booked,)
    path = f"/appointments/{booked.number}/cancellation"
    assert booth.refused("POST", path, {"id_number": id_number(1)}) is ProblemKind.NOT_FOUND
    for _ in range(2):
        assert booth.post(path, person, Appointment).state is AppointmentState.CANCELLED
    assert booth.post("/appointment-searches", person, Appointments).appointments == ()
    assert looked_at_again(booth, slot) == slot
    assert book(booth, slot, key="again").queue_number == booked.queue_number + 1


def test_a_person_has_one_appointment_a_half_day_at_a_hospital(booth: Booth) -> None:
    slot = free_slot(booth)
    booked = book(booth, slot)
    assert book(booth, slot) == booked  # the same order, come twice
    assert booth.refused("POST", "/appointments", request(slot), key="2") is ProblemKind.ALREADY_BOOKED
    assert looked_at_again(booth, slot).free == slot.free - 1


def test_the_last_place_is_given_once(booth: Booth) -> None:
    slot = free_slot(booth, EARS)
    assert slot.free == 1

    def try_it(count: int) -> int:
        body = request(slot, id_number(count))
        return booth.send("POST", "/appointments", body, key=f"key-{count}").status_code

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(try_it, range(6))) == [201, 409, 409, 409, 409, 409]
    assert booth.refused("POST", "/appointments", request(slot), key="x") is ProblemKind.SLOT_TAKEN


def test_what_is_not_offered_can_not_be_booked(booth: Booth) -> None:
    for slot_id in ("none", "hospital-shifan.internal.20200101.morning", "hospital-shifan"):
        body = {"slot_id": slot_id, "id_number": ID_NUMBER, "phone": PHONE}
        assert booth.refused("POST", "/appointments", body, key="k") is ProblemKind.NOT_FOUND


def test_a_wrong_check_digit_is_malformed(booth: Booth) -> None:
    body = {"id_number": ID_NUMBER[:-1] + "8"}
    assert booth.refused("POST", "/appointment-searches", body) is ProblemKind.MALFORMED
