"""An order that comes twice under one Idempotency-Key is carried out once and answered alike."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from deploy.demo.platform.demo import Calling
from deploy.demo.platform.problems import Refusal
from deploy.demo.platform.tables import AnswerRow
from kiosk.platform.contract.problem import ProblemKind

Answer = TypeVar("Answer")


def once(
    calling: Calling,
    key: str,
    request: Any,
    answer_type: type[Answer],
    carry_out: Callable[[Session], Answer],
) -> Answer:
    """What `carry_out` answers, or has answered to the same request under the same key.

    It runs in the transaction that keeps its answer: a Refusal leaves nothing, and the key free. A key that
    came with another body is refused, as MALFORMED.
    """
    store = calling.demo.store
    place = {"station_id": calling.station_id, "operation": answer_type.__name__, "key": key}
    body = store.keyed_hash(TypeAdapter(type(request)).dump_json(request).decode())
    answers: TypeAdapter[Answer] = TypeAdapter(answer_type)
    with store.writing() as session:
        claim = store.insert(AnswerRow).values(**place, request=body, given=time.time())
        claimed = session.execute(claim.on_conflict_do_nothing().returning(AnswerRow.key)).first()
        if claimed is not None:
            answer = carry_out(session)
            session.execute(
                update(AnswerRow).filter_by(**place).values(answer=answers.dump_json(answer).decode())
            )
            return answer
        kept = session.scalars(select(AnswerRow).filter_by(**place)).one()
        if kept.request != body:
            raise Refusal(ProblemKind.MALFORMED, "this Idempotency-Key came with another body")
        return answers.validate_json(kept.answer or "")
