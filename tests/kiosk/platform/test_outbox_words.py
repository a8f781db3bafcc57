"""Nothing of a citizen can be put into a record."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.guard import alarm, alarm_events
from hardware.guard.self_test import Verdict
from kiosk.platform.contract.records import Happening
from kiosk.platform.outbox_words import IMPORTANCE, REASONS, NoRecord
from tests.kiosk.platform.outboxes import DEVICE, VISIT, WORDS, feedback, use
from tests.kiosk.platform.outboxes import emergency as emergency_record

PLANTED = (
    "13812345678",
    "310101194912310123",
    "Zhang Guifang",
    "张桂芳",
    "zhang_guifang",
    "zhangguifang",
    "021-62580000",
)
RECORDS: tuple[Happening, ...] = (emergency_record(1), use(1), VISIT, feedback(1), DEVICE)
TEXT_FIELDS = [
    (record, field.name)
    for record in RECORDS
    for field in fields(record)
    if isinstance(getattr(record, field.name), str) or field.name == "trouble"
]


@pytest.mark.parametrize("record", RECORDS)
def test_records_of_fixed_words_go_in(record: Happening) -> None:
    WORDS.check(record)


@pytest.mark.parametrize(("record", "field"), TEXT_FIELDS)
@pytest.mark.parametrize("planted", PLANTED)
def test_what_was_entered_never_goes_in(record: Happening, field: str, planted: str) -> None:
    with pytest.raises(NoRecord) as refusal:
        WORDS.check(replace(record, **{field: planted}))  # type: ignore[arg-type]  # any of them
    assert planted not in str(refusal.value)
    assert refusal.value.__cause__ is None


@given(
    st.sampled_from(TEXT_FIELDS),
    st.text(min_size=9) | st.from_regex(r"[a-z][a-z0-9_]{12,31}", fullmatch=True),
)
def test_no_other_text_goes_in(place: tuple[Happening, str], text: str) -> None:
    record, field = place
    with pytest.raises(NoRecord):
        WORDS.check(replace(record, **{field: "x" + text}))  # type: ignore[arg-type]  # any of them


@pytest.mark.parametrize("number", [13812345678, -1, 310101194912310123, "12", None, 1.5])
def test_numbers_are_of_small_ranges(number: object) -> None:
    with pytest.raises(NoRecord):
        WORDS.check(replace(use(1), seconds=number))  # type: ignore[arg-type]  # as a caller might
    with pytest.raises(NoRecord):
        WORDS.check(replace(emergency_record(1), attempt=number))  # type: ignore[arg-type]


def test_other_things_are_no_records() -> None:
    class Mine(type(use())):  # type: ignore[misc]  # a kind with room for more
        name: str = "Zhang"

    for thing in (None, {"service": "taxi"}, "13812345678", Mine("taxi", use().outcome, 1, "en")):
        with pytest.raises(NoRecord):
            WORDS.check(thing)  # type: ignore[arg-type]  # as a caller might


def test_every_kind_has_its_importance() -> None:
    assert set(IMPORTANCE) == set(get_args(Happening))


def test_every_reason_that_the_guard_gives_is_known() -> None:
    given_reasons: set[str] = {verdict.value for verdict in Verdict} - {"overdue"}  # that one is not recorded
    for event in get_args(alarm_events.Event):
        name = re.sub(r"(?<!^)(?=[A-Z])", "_", event.__name__).lower()
        kinds = {
            alarm_events.CallOver: [f"{name}_{ending}" for ending in alarm.Ending],
            alarm_events.Elapsed: [f"{name}_{timer}" for timer in alarm.Timer],
            alarm_events.EndedOnSite: [f"{name}_citizen", f"{name}_technician"],
        }
        given_reasons |= set(kinds.get(event, [name]))
    assert given_reasons == REASONS
