"""Pension and family of the demonstration's invented citizens, over HTTP."""

from __future__ import annotations

import pytest

from deploy.demo.platform.clock import today
from kiosk.platform.contract.family import Family, FamilyCall, FamilyNotice
from kiosk.platform.contract.pension import Pension, PensionState
from kiosk.platform.contract.problem import ProblemKind
from tests.deploy.demo.conftest import Booth

WANG = {"id_number": "999999194403121242"}
LI = {"id_number": "999999195010013130"}
ZHANG = {"id_number": "999999199105095173"}


def test_a_paid_pension_tells_day_amount_and_account(booth: Booth) -> None:
    before = today()
    pension = booth.post("/pension-queries", WANG, Pension)
    assert pension.state is PensionState.PAID
    assert pension.month in (f"{before:%Y-%m}", f"{today():%Y-%m}")
    assert pension.paid_on is not None
    assert pension.paid_on <= today()
    assert pension.amount_fen
    assert pension.account_last4
    assert booth.post("/pension-queries", {"card_number": "DEMO00001"}, Pension) == pension


def test_a_pension_on_its_way_tells_when_it_is_due(booth: Booth) -> None:
    before = today()
    pension = booth.post("/pension-queries", LI, Pension)
    assert pension.state is PensionState.ON_ITS_WAY
    assert pension.paid_on is not None
    assert pension.paid_on >= before
    assert pension.amount_fen is None


def test_some_are_not_entitled_and_some_unknown(booth: Booth) -> None:
    assert booth.post("/pension-queries", ZHANG, Pension).state is PensionState.NOT_ENTITLED
    assert booth.refused("POST", "/pension-queries", {"card_number": "DEMO99999"}) is (
        ProblemKind.PERSON_UNKNOWN
    )


@pytest.mark.parametrize("path", ["/pension-queries", "/family-searches"])
def test_exactly_one_number_is_needed(booth: Booth, path: str) -> None:
    both = WANG | {"card_number": "DEMO00001", "phone": "13900000011"}
    for body in ({}, both):
        assert booth.refused("POST", path, body) is ProblemKind.MALFORMED


def test_family_is_found_by_either_number_and_told_masked(booth: Booth) -> None:
    by_id = booth.post("/family-searches", WANG, Family)
    by_phone = booth.post("/family-searches", {"phone": "13900000011"}, Family)
    assert by_id.contacts == by_phone.contacts
    assert by_id.pass_key != by_phone.pass_key
    assert [contact.masked_name for contact in by_id.contacts] == ["王*芳", "李*", "周*国"]
    assert by_id.contacts[0].phone_last4 == "0111"
    assert booth.refused("POST", "/family-searches", {"phone": "13812345678"}) is ProblemKind.PERSON_UNKNOWN


def test_a_contact_is_told_once_in_a_while(booth: Booth) -> None:
    body = {"pass_key": booth.post("/family-searches", WANG, Family).pass_key, "contact_id": "son"}
    notice = booth.post("/family-notices", body, FamilyNotice, key="a", status=201)
    assert booth.post("/family-notices", body, FamilyNotice, key="a", status=201) == notice
    assert booth.refused("POST", "/family-notices", body, key="b") is ProblemKind.NOTICE_TOO_SOON
    other = body | {"contact_id": "daughter"}
    assert booth.post("/family-notices", other, FamilyNotice, key="c", status=201).id != notice.id


def test_a_number_is_given_for_the_call_alone(booth: Booth) -> None:
    body = {"pass_key": booth.post("/family-searches", WANG, Family).pass_key, "contact_id": "son"}
    assert booth.post("/family-calls", body, FamilyCall).number == "13900000112"
    assert booth.refused("POST", "/family-calls", body | {"contact_id": "wife"}) is ProblemKind.NOT_FOUND


def test_a_pass_key_serves_its_own_station_only(booth: Booth, other_booth: Booth) -> None:
    body = {"pass_key": booth.post("/family-searches", WANG, Family).pass_key, "contact_id": "son"}
    assert other_booth.refused("POST", "/family-calls", body) is ProblemKind.NOT_FOUND
    assert booth.refused("POST", "/family-calls", body | {"pass_key": "made-up"}) is ProblemKind.NOT_FOUND
