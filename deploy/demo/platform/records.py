"""Records of what happened, each kept once however often it comes; and how a feedback is getting on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Body
from pydantic import Field, GetCoreSchemaHandler, TypeAdapter, ValidationError, ValidatorFunctionWrapHandler
from pydantic_core import CoreSchema, core_schema

from deploy.demo.platform.clock import moment, seconds_now
from deploy.demo.platform.demo import Caller, Calling
from deploy.demo.platform.problems import Refusal, documented, faults, problem
from deploy.demo.platform.tables import FeedbackRow, RecordRow
from kiosk.platform.contract.problem import Problem, ProblemKind
from kiosk.platform.contract.records import (
    BATCH_MEDIA_TYPE,
    MAX_BATCH,
    FeedbackGiven,
    Happening,
    Record,
    RecordResult,
    RecordsAnswer,
)
from kiosk.platform.contract.station import FeedbackProgress, FeedbackState
from kiosk.platform.contract.values import Key

router = APIRouter(tags=["records"])
_happenings: TypeAdapter[Happening] = TypeAdapter(Happening)
_keys: TypeAdapter[str] = TypeAdapter(Key)

IN_WORK_SECONDS = 60  # after it came
DONE_SECONDS = 180
ANSWER = {
    "zh_Hans": "谢谢您。这是演示平台：真正的平台会在这里写明处理结果。",
    "en": "Thank you. This is a demonstration: a real platform would say here what has been done.",
}


@dataclass(frozen=True, slots=True)
class Malformed:
    """An item of a batch that is no Record; its `id`, where it has one that can be quoted."""

    id: str | None
    problem: Problem


class _Singly:
    """Validates an item as a Record, and lets a malformed one come through as Malformed."""

    def __get_pydantic_core_schema__(self, _source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_wrap_validator_function(_validated, handler.generate_schema(Record))


def _validated(item: Any, record: ValidatorFunctionWrapHandler) -> Record | Malformed:
    try:
        valid = record(item)
    except ValidationError as error:
        return Malformed(_quotable_id(item), problem(ProblemKind.MALFORMED, faults(error)))
    assert isinstance(valid, Record)
    return valid


def _quotable_id(item: Any) -> str | None:
    try:
        return _keys.validate_python(item.get("id")) if isinstance(item, dict) else None
    except ValidationError:
        return None


Batch = Annotated[tuple[Annotated[Record | Malformed, _Singly()], ...], Field(max_length=MAX_BATCH)]


@router.post("/records", operation_id="send_records", responses=documented())
def records(caller: Caller, batch: Annotated[Batch, Body(media_type=BATCH_MEDIA_TYPE)]) -> RecordsAnswer:
    """Each is accepted, known or refused by itself, in the order of the batch.

    One without an id that can be quoted is answered as "item-<its position, from 1>".
    """
    wanted = [_refused(item, position, caller.station_id) for position, item in enumerate(batch, 1)]
    takeable = [
        item for item, no in zip(batch, wanted, strict=True) if no is None and isinstance(item, Record)
    ]
    new = _keep(caller, takeable)
    return RecordsAnswer(tuple(_results(batch, wanted, new)))


@router.get("/feedback/{number}", operation_id="feedback_state", responses=documented())
def feedback(caller: Caller, number: Key) -> FeedbackState:
    with caller.demo.store.reading() as session:
        row = session.get(FeedbackRow, (caller.station_id, number))
    if row is None:
        raise Refusal(ProblemKind.NOT_FOUND, "no feedback has this number")
    age = seconds_now() - row.received
    if age < IN_WORK_SECONDS:
        return FeedbackState(number, FeedbackProgress.RECEIVED, moment(row.received))
    if age < DONE_SECONDS:
        return FeedbackState(number, FeedbackProgress.IN_WORK, moment(row.received + IN_WORK_SECONDS))
    return FeedbackState(number, FeedbackProgress.DONE, moment(row.received + DONE_SECONDS), ANSWER)


def _refused(item: Record | Malformed, position: int, station_id: str) -> RecordResult | None:
    if isinstance(item, Malformed):
        return RecordResult(item.id or f"item-{position}", "refused", item.problem)
    if item.source != f"/stations/{station_id}":
        return RecordResult(item.id, "refused", problem(ProblemKind.FORBIDDEN, "source: is another station"))
    if item.type != item.data.type:
        return RecordResult(
            item.id, "refused", problem(ProblemKind.MALFORMED, "type: is not that of its data")
        )
    return None


def _keep(calling: Calling, takeable: list[Record]) -> set[str]:
    """The ids of those that had not come before."""
    if not takeable:
        return set()
    store, now = calling.demo.store, seconds_now()
    rows = {record.id: _row(record, now) for record in reversed(takeable)}  # of a double, the first
    # In one order everywhere, so that two batches with the same records never wait for one another.
    insert = store.insert(RecordRow).values([rows[record_id] for record_id in sorted(rows)])
    told = [record for record in takeable if isinstance(record.data, FeedbackGiven) and record.data.number]
    with store.writing() as session:
        new = set(session.scalars(insert.on_conflict_do_nothing().returning(RecordRow.id)))
        for record in told:
            assert isinstance(record.data, FeedbackGiven)
            row = {"station_id": calling.station_id, "number": record.data.number, "received": now}
            session.execute(store.insert(FeedbackRow).values(row).on_conflict_do_nothing())
    return new


def _row(record: Record, now: float) -> dict[str, str | float]:
    return {
        "source": record.source,
        "id": record.id,
        "type": record.type,
        "happened": record.time.timestamp(),
        "received": now,
        "data": _happenings.dump_json(record.data).decode(),
    }


def _results(
    batch: tuple[Record | Malformed, ...], refused: list[RecordResult | None], new: set[str]
) -> Iterator[RecordResult]:
    counted: set[str] = set()
    for item, refusal in zip(batch, refused, strict=True):
        if refusal is not None:
            yield refusal
        elif item.id in new and item.id not in counted:
            assert item.id is not None
            counted.add(item.id)
            yield RecordResult(item.id, "accepted")
        else:
            assert item.id is not None
            yield RecordResult(item.id, "known")
