"""Taxi orders: given, looked at, confirmed by a code, cancelled. How they go on: taxi_course.py."""

from __future__ import annotations

import hmac
import logging
import secrets
from datetime import datetime

from fastapi import APIRouter
from sqlalchemy.orm import Session

from deploy.demo.platform.clock import moment, seconds_now
from deploy.demo.platform.demo import Caller, IdempotencyKey
from deploy.demo.platform.idempotency import once
from deploy.demo.platform.masking import masked_phone
from deploy.demo.platform.problems import Refusal, documented
from deploy.demo.platform.tables import TaxiOrderRow
from deploy.demo.platform.taxi_course import (
    CODE_DIGITS,
    CODE_SECONDS,
    Course,
    Stage,
    course_of,
    order_told,
    stage_at,
)
from kiosk.platform.contract.problem import ProblemKind
from kiosk.platform.contract.taxi import TaxiCode, TaxiOrder, TaxiRequest, TaxiState
from kiosk.platform.contract.values import Key

log = logging.getLogger(__name__)
router = APIRouter(prefix="/taxi-orders", tags=["taxi"])
CANCELLABLE = (TaxiState.CODE_NEEDED, TaxiState.LOOKING, TaxiState.FOUND, TaxiState.ARRIVED)


def as_it_stands(row: TaxiOrderRow, now: float) -> TaxiOrder:
    began = row.started or row.ordered

    def at(order_seconds: float) -> datetime:
        return moment(began + order_seconds / row.speed)

    if row.cancelled is not None:
        return TaxiOrder(row.id, TaxiState.CANCELLED, moment(row.cancelled))
    if row.started is None:
        return order_told(row.id, Stage(TaxiState.CODE_NEEDED, 0), at)
    seconds = (now - row.started) * row.speed
    return order_told(row.id, stage_at(Course(row.course), seconds), at)


@router.post("", operation_id="order_taxi", status_code=201, responses=documented())
def order(caller: Caller, request: TaxiRequest, key: IdempotencyKey) -> TaxiOrder:
    course, now = course_of(request.phone), seconds_now()

    def carry_out(session: Session) -> TaxiOrder:
        row = TaxiOrderRow(
            id=secrets.token_hex(8),
            station_id=caller.station_id,
            masked_phone=masked_phone(request.phone),
            course=course,
            ordered=now,
            speed=caller.demo.knobs.knobs.taxi_speed,
            code=f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}" if course is Course.CODE else None,
            started=None if course is Course.CODE else now,
            cancelled=None,
        )
        session.add(row)
        log.info("taxi_ordered station=%s order=%s course=%s", caller.station_id, row.id, course)
        return as_it_stands(row, now)

    return once(caller, key, request, TaxiOrder, carry_out)


@router.get("/{order_id}", operation_id="taxi_order", responses=documented())
def look(caller: Caller, order_id: Key) -> TaxiOrder:
    with caller.demo.store.reading() as session:
        return as_it_stands(_row(session, caller.station_id, order_id), seconds_now())


@router.post(
    "/{order_id}/code",
    operation_id="give_taxi_code",
    responses=documented(ProblemKind.CODE_WRONG, ProblemKind.CODE_EXPIRED, ProblemKind.TOO_LATE),
)
def give_code(caller: Caller, order_id: Key, given: TaxiCode) -> TaxiOrder:
    """Given again once it was right, it changes nothing."""
    with caller.demo.store.writing() as session:
        row = _row(session, caller.station_id, order_id, locked=True)
        if row.code is None or row.cancelled is not None:
            raise Refusal(ProblemKind.TOO_LATE, "this order waits for no code")
        now = seconds_now()
        if row.started is None and (now - row.ordered) * row.speed > CODE_SECONDS:
            raise Refusal(ProblemKind.CODE_EXPIRED)
        if not hmac.compare_digest(row.code, given.code):
            raise Refusal(ProblemKind.CODE_WRONG)
        row.started = row.started or now
        return as_it_stands(row, now)


@router.post(
    "/{order_id}/cancellation", operation_id="cancel_taxi", responses=documented(ProblemKind.TOO_LATE)
)
def cancel(caller: Caller, order_id: Key) -> TaxiOrder:
    """Cancelled again, it stays cancelled."""
    with caller.demo.store.writing() as session:
        row = _row(session, caller.station_id, order_id, locked=True)
        now = seconds_now()
        state = as_it_stands(row, now).state
        if row.cancelled is None and state not in CANCELLABLE:
            raise Refusal(ProblemKind.TOO_LATE, f"the order is {state}")
        row.cancelled = row.cancelled or now
        log.info("taxi_cancelled station=%s order=%s", caller.station_id, order_id)
        return as_it_stands(row, now)


def _row(session: Session, station_id: str, order_id: str, *, locked: bool = False) -> TaxiOrderRow:
    row = session.get(TaxiOrderRow, order_id, with_for_update=locked)
    if row is None or row.station_id != station_id:
        raise Refusal(ProblemKind.NOT_FOUND, "no such order")
    return row
