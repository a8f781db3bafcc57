"""Every call of the client against the demonstration platform, over the wire."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
import requests

from kiosk.platform.client import Platform
from kiosk.platform.contract.family import FamilyCallRequest, FamilyNoticeRequest, FamilySearch
from kiosk.platform.contract.hospital import AppointmentRequest, AppointmentState
from kiosk.platform.contract.pension import PensionQuery, PensionState
from kiosk.platform.contract.places import PlaceKind, SurroundingKind
from kiosk.platform.contract.problem import ProblemKind
from kiosk.platform.contract.records import FeedbackGiven, Mood, Record, Trouble, VisitEnded
from kiosk.platform.contract.station import FeedbackProgress, Heartbeat, StationProfile
from kiosk.platform.contract.taxi import TaxiState
from kiosk.platform.errors import PlatformConfused, PlatformGone, PlatformRefused
from kiosk.settings import Platform as PlatformSettings
from tests.hardware.eventually import eventually
from tests.kiosk.platform.conftest import ClientTo
from tests.platform_process import STATION_ID, PlatformProcess, running_platform

ID_NUMBER, PHONE = "999999194403121242", "13900000011"  # of the demonstration's seed
NOBODY = "11010519491231002X"
KEY = "an-order"
BUDGET_SECONDS = 8.0  # this machine may be busy
BUS_HOURS = range(5, 22)  # in which a bus is always to come; at night there is none


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlatformProcess]:
    with running_platform(tmp_path_factory.mktemp("platform")) as running:
        yield running


@pytest.fixture
def client(platform: PlatformProcess, tmp_path: Path) -> Iterator[Platform]:
    settings = PlatformSettings(url=platform.url, token_file=platform.token_file)
    client = Platform(settings, STATION_ID, tmp_path / "kept", budget_seconds=BUDGET_SECONDS)
    yield client
    client.close()
    platform.reset()


async def refusal(call: object) -> ProblemKind:
    with pytest.raises(PlatformRefused) as raised:
        await call  # type: ignore[misc]  # a coroutine
    return raised.value.kind


async def test_a_taxi_is_ordered_looked_at_and_cancelled(client: Platform) -> None:
    order = await client.order_taxi("13900000099", KEY)
    assert order.state is TaxiState.LOOKING
    assert (await client.taxi_order(order.id)).id == order.id
    assert (await client.cancel_taxi(order.id)).state is TaxiState.CANCELLED
    assert (await client.taxi_order(order.id)).state is TaxiState.CANCELLED
    assert await refusal(client.taxi_order("no-such-order")) is ProblemKind.NOT_FOUND


async def test_an_order_is_found_again_by_its_key_when_the_answer_was_lost(
    platform: PlatformProcess, client: Platform
) -> None:
    platform.set_fault("lost")
    with pytest.raises(PlatformGone):
        await client.order_taxi("13900000099", KEY)
    platform.clear_faults()
    found = await client.order_taxi("13900000099", KEY)
    assert await client.order_taxi("13900000099", KEY) == found
    assert (await client.order_taxi("13900000099", "another")).id != found.id
    live = await asyncio.to_thread(requests.get, f"{platform.url}/demo/live", timeout=10)
    assert live.text.count("139****0099") == 2


async def test_a_taxi_that_was_found_is_described(platform: PlatformProcess, client: Platform) -> None:
    platform.set_taxi_speed(30)  # found after some 0.3 s, picked up 10 s later
    order = await client.order_taxi("13900000099", KEY)
    while order.state is TaxiState.LOOKING:
        await asyncio.sleep(0.05)
        order = await client.taxi_order(order.id)
    assert order.taxi is not None
    assert order.taxi.plate
    assert order.taxi.colour["zh_Hans"]


async def test_a_wrong_code_is_refused(client: Platform) -> None:
    order = await client.order_taxi("13900000001", KEY)
    assert order.state is TaxiState.CODE_NEEDED
    assert order.code_digits is not None
    wrong = "0" * order.code_digits
    assert await refusal(client.give_taxi_code(order.id, wrong)) is ProblemKind.CODE_WRONG


async def test_an_appointment_is_booked_found_and_cancelled(client: Platform) -> None:
    hospitals = await client.hospitals()
    assert hospitals.fresh
    hospital = hospitals.answer.hospitals[0]
    department = (await client.departments(hospital.id)).answer.departments[0]
    *_sooner, slot = (slot for slot in (await client.slots(hospital.id, department.id)).slots if slot.free)
    request = AppointmentRequest(slot.id, ID_NUMBER, PHONE)

    booked = await client.book(request, KEY)
    assert await client.book(request, KEY) == booked
    assert (booked.state, booked.day, booked.half_day) == (AppointmentState.BOOKED, slot.day, slot.half_day)
    assert [found.number for found in (await client.appointments(ID_NUMBER)).appointments] == [booked.number]
    assert await refusal(client.book(request, "another")) is ProblemKind.ALREADY_BOOKED
    assert await refusal(client.cancel_appointment(booked.number, NOBODY)) is ProblemKind.NOT_FOUND
    cancelled = await client.cancel_appointment(booked.number, ID_NUMBER)
    assert cancelled.state is AppointmentState.CANCELLED


async def test_a_pension_is_told(client: Platform) -> None:
    pension = await client.pension(PensionQuery(id_number=ID_NUMBER))
    assert pension.state in (PensionState.PAID, PensionState.ON_ITS_WAY)
    assert pension == await client.pension(PensionQuery(card_number="DEMO00001"))
    assert await refusal(client.pension(PensionQuery(id_number=NOBODY))) is ProblemKind.PERSON_UNKNOWN


async def test_a_family_is_found_told_and_called(client: Platform) -> None:
    family = await client.family(FamilySearch(phone=PHONE))
    assert family.contacts == (await client.family(FamilySearch(id_number=ID_NUMBER))).contacts
    contact = family.contacts[0]
    notice = FamilyNoticeRequest(family.pass_key, contact.id)
    told = await client.tell_family(notice, KEY)
    assert await client.tell_family(notice, KEY) == told
    assert await refusal(client.tell_family(notice, "another")) is ProblemKind.NOTICE_TOO_SOON
    call = await client.family_number(FamilyCallRequest(family.pass_key, contact.id))
    assert call.number.endswith(contact.phone_last4)


async def test_the_neighbourhood_is_told(client: Platform) -> None:
    places = (await client.places()).answer.features
    stop = next(place for place in places if place.properties.kind is PlaceKind.BUS_STOP)
    arrivals = await client.arrivals(stop.id)
    assert arrivals.fresh
    assert arrivals.answer.arrivals or arrivals.answer.at.hour not in BUS_HOURS
    kinds = {surrounding.properties.kind for surrounding in (await client.surroundings()).answer.features}
    assert SurroundingKind.ROAD in kinds


async def test_notices_and_assistance_are_told(client: Platform) -> None:
    assert (await client.notices()).answer.notices
    assert (await client.assistance()).answer.lines


async def test_the_station_tells_of_itself(client: Platform) -> None:
    profile = StationProfile(
        id=STATION_ID,
        name={"zh_Hans": "示范亭"},
        address={"zh_Hans": "示范路 1 号"},
        latitude=31.2,
        longitude=121.4,
        languages=("zh_Hans", "en"),
        services=("taxi",),
        version="1.0",
    )
    await client.tell_profile(profile)
    answer = await client.heartbeat(Heartbeat(at=datetime.now(UTC), version="1.0", alarm="none"))
    assert abs((answer.at - datetime.now(UTC)).total_seconds()) < 60
    elsewhere = replace(profile, id="SH-OTHER-0001")
    assert await refusal(client.tell_profile(elsewhere)) is ProblemKind.MALFORMED


async def test_records_are_taken_once_and_feedback_can_be_asked_for(client: Platform) -> None:
    now = datetime.now(UTC)
    visit = VisitEnded(seconds=90, services=1, language="zh_Hans", idle=False)
    given = FeedbackGiven("taxi", Mood.BAD, Trouble.SCREEN, number="F-0001")
    records = tuple(
        Record(str(uuid4()), f"/stations/{STATION_ID}", happening.type, now, happening)
        for happening in (visit, given)
    )
    first, again = await client.send_records(records), await client.send_records(records)
    assert [(result.id, result.state) for result in first.results] == [
        (record.id, "accepted") for record in records
    ]
    assert {result.state for result in again.results} == {"known"}
    assert (await client.feedback("F-0001")).progress is FeedbackProgress.RECEIVED
    assert await refusal(client.feedback("F-0002")) is ProblemKind.NOT_FOUND


@pytest.mark.parametrize("number", ["", "..", "../../secrets", "a/b", "F 1", "号", "x" * 65])
async def test_what_can_not_be_an_id_is_nowhere_to_be_found(number: str, client: Platform) -> None:
    assert await refusal(client.feedback(number)) is ProblemKind.NOT_FOUND


async def test_a_token_that_nobody_knows_is_refused(platform: PlatformProcess, client_to: ClientTo) -> None:
    assert await refusal(client_to(platform.url).hospitals()) is ProblemKind.UNAUTHORISED


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("failing", PlatformRefused),
        ("busy", PlatformRefused),
        ("half_body", PlatformGone),
        ("absent", PlatformGone),
        ("wrong_json", PlatformConfused),
        ("wrong_types", PlatformConfused),
        ("huge", PlatformConfused),
    ],
)
async def test_an_order_on_an_ill_platform(
    fault: str, error: type[Exception], platform: PlatformProcess, client: Platform
) -> None:
    platform.set_fault(fault)
    with pytest.raises(error) as raised:
        await client.order_taxi("13900000099", KEY)
    assert type(raised.value) is error
    platform.clear_faults()
    assert (await client.order_taxi("13900000099", KEY)).state is TaxiState.LOOKING


async def test_notices_of_a_moment_ago_on_an_ill_platform(
    platform: PlatformProcess, client: Platform, tmp_path: Path
) -> None:
    first = await client.notices()
    await eventually(lambda: (tmp_path / "kept" / "notices.json").exists(), "they are kept")
    platform.set_fault("failing")
    kept = await client.notices()
    assert (kept.answer, kept.at, kept.fresh) == (first.answer, first.at, False)


async def test_without_a_platform_every_call_says_so() -> None:
    client = Platform(None, STATION_ID, None)
    for call in (client.hospitals(), client.order_taxi(PHONE, KEY), client.notices()):
        with pytest.raises(PlatformGone, match="no platform is named in the booth file"):
            await call
    client.close()


async def test_a_closed_client_asks_no_more(client: Platform) -> None:
    client.close()
    with pytest.raises(PlatformGone):
        await client.order_taxi(PHONE, KEY)
