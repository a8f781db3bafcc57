"""What is asked about a citizen, by their own number: this month's pension, and their family."""

from __future__ import annotations

import calendar
import logging
import secrets
from datetime import date

from fastapi import APIRouter
from sqlalchemy import select
from sqlalchemy.orm import Session

from deploy.demo.platform.clock import moment, seconds_now, today
from deploy.demo.platform.demo import Caller, Calling, IdempotencyKey
from deploy.demo.platform.idempotency import once
from deploy.demo.platform.masking import masked_name, masked_phone
from deploy.demo.platform.problems import Refusal, documented
from deploy.demo.platform.seed import Citizen, Seed, SeedContact, SeedPension
from deploy.demo.platform.tables import FamilyNoticeRow, PassKeyRow
from kiosk.platform.contract.family import (
    Family,
    FamilyCall,
    FamilyCallRequest,
    FamilyContact,
    FamilyNotice,
    FamilyNoticeRequest,
    FamilySearch,
)
from kiosk.platform.contract.pension import Pension, PensionQuery, PensionState
from kiosk.platform.contract.problem import ProblemKind

log = logging.getLogger(__name__)
router = APIRouter(tags=["citizen"])
PASS_KEY_SECONDS = 600
NOTICE_PAUSE_SECONDS = 60  # until the same contact can be told again


@router.post("/pension-queries", operation_id="pension", responses=documented(ProblemKind.PERSON_UNKNOWN))
def pension(caller: Caller, query: PensionQuery) -> Pension:
    citizen = _citizen(caller.demo.seed, id_number=query.id_number, card_number=query.card_number)
    return _this_month(citizen.pension, today())


@router.post("/family-searches", operation_id="family", responses=documented(ProblemKind.PERSON_UNKNOWN))
def family(caller: Caller, wanted: FamilySearch) -> Family:
    citizen = _citizen(caller.demo.seed, id_number=wanted.id_number, phone=wanted.phone)
    pass_key = secrets.token_hex(16)
    with caller.demo.store.writing() as session:
        session.add(
            PassKeyRow(
                pass_key=pass_key,
                station_id=caller.station_id,
                citizen=citizen.id,
                expires=seconds_now() + PASS_KEY_SECONDS,
            )
        )
    return Family(pass_key, tuple(_contact_told(contact) for contact in citizen.contacts))


@router.post(
    "/family-notices",
    operation_id="tell_family",
    status_code=201,
    responses=documented(ProblemKind.NOTICE_TOO_SOON),
)
def tell(caller: Caller, request: FamilyNoticeRequest, key: IdempotencyKey) -> FamilyNotice:
    def carry_out(session: Session) -> FamilyNotice:
        citizen, contact = _meant(caller, session, request.pass_key, request.contact_id)
        return _sent(caller, session, f"{citizen.id}/{contact.id}", contact)

    return once(caller, key, request, FamilyNotice, carry_out)


@router.post("/family-calls", operation_id="family_number", responses=documented())
def call(caller: Caller, request: FamilyCallRequest) -> FamilyCall:
    with caller.demo.store.reading() as session:
        _, contact = _meant(caller, session, request.pass_key, request.contact_id)
    return FamilyCall(contact.phone)


def _sent(calling: Calling, session: Session, whom: str, contact: SeedContact) -> FamilyNotice:
    now = seconds_now()
    last = session.scalars(
        select(FamilyNoticeRow.sent)
        .where(FamilyNoticeRow.contact == whom)
        .order_by(FamilyNoticeRow.sent.desc())
        .limit(1)
    ).first()
    if last is not None and now - last < NOTICE_PAUSE_SECONDS:
        raise Refusal(ProblemKind.NOTICE_TOO_SOON)
    row = FamilyNoticeRow(
        id=secrets.token_hex(8),
        station_id=calling.station_id,
        contact=whom,
        told=f"{masked_name(contact.name)} {masked_phone(contact.phone)}",
        sent=now,
    )
    session.add(row)
    log.info("family_told station=%s notice=%s", calling.station_id, row.id)
    return FamilyNotice(row.id, moment(now))


def _meant(calling: Calling, session: Session, pass_key: str, contact_id: str) -> tuple[Citizen, SeedContact]:
    row = session.get(PassKeyRow, pass_key, with_for_update=True)
    if row is None or row.station_id != calling.station_id or row.expires < seconds_now():
        raise Refusal(ProblemKind.NOT_FOUND, "no such pass_key, or no longer")
    citizen = next(each for each in calling.demo.seed.citizens if each.id == row.citizen)
    for contact in citizen.contacts:
        if contact.id == contact_id:
            return citizen, contact
    raise Refusal(ProblemKind.NOT_FOUND, "no such contact")


def _citizen(seed: Seed, **given: str | None) -> Citizen:
    """By the one number that is given."""
    name, number = next((name, number) for name, number in given.items() if number is not None)
    for citizen in seed.citizens:
        if getattr(citizen, name) == number:
            return citizen
    raise Refusal(ProblemKind.PERSON_UNKNOWN)


def _contact_told(contact: SeedContact) -> FamilyContact:
    return FamilyContact(contact.id, masked_name(contact.name), contact.relation, contact.phone[-4:])


def _this_month(pension: SeedPension, day: date) -> Pension:
    """A paid one came on the first of the month; one on its way is due on its last day."""
    month = f"{day:%Y-%m}"
    match pension.state:
        case PensionState.PAID:
            paid_on = day.replace(day=1)
            return Pension(month, pension.state, paid_on, pension.amount_fen, pension.account_last4)
        case PensionState.ON_ITS_WAY:
            return Pension(month, pension.state, day.replace(day=calendar.monthrange(day.year, day.month)[1]))
        case PensionState.NOT_ENTITLED:
            return Pension(month, pension.state)
