"""Everything that goes wrong leaves the platform as application/problem+json (RFC 9457)."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from kiosk.platform.contract.problem import MEDIA_TYPE, TYPE_PREFIX, Problem, ProblemKind

log = logging.getLogger(__name__)

STATUS = {
    ProblemKind.UNAUTHORISED: 401,
    ProblemKind.FORBIDDEN: 403,
    ProblemKind.NOT_FOUND: 404,
    ProblemKind.MALFORMED: 422,
    ProblemKind.TOO_LARGE: 413,
    ProblemKind.TOO_MANY_REQUESTS: 429,
    ProblemKind.INTERNAL: 500,
    ProblemKind.CODE_WRONG: 409,
    ProblemKind.CODE_EXPIRED: 409,
    ProblemKind.SLOT_TAKEN: 409,
    ProblemKind.ALREADY_BOOKED: 409,
    ProblemKind.TOO_LATE: 409,
    ProblemKind.PERSON_UNKNOWN: 404,
    ProblemKind.NOTICE_TOO_SOON: 409,
}
ALWAYS_POSSIBLE = (
    ProblemKind.UNAUTHORISED,
    ProblemKind.FORBIDDEN,
    ProblemKind.NOT_FOUND,
    ProblemKind.TOO_LARGE,
    ProblemKind.MALFORMED,
    ProblemKind.TOO_MANY_REQUESTS,
    ProblemKind.INTERNAL,
)
DETAIL_LENGTH = 300


class Refusal(HTTPException):
    """Raised anywhere below an endpoint: it is answered as the problem that it is."""

    def __init__(self, kind: ProblemKind, detail: str = "", headers: dict[str, str] | None = None) -> None:
        super().__init__(STATUS[kind], detail, headers)
        self.kind = kind


def problem(kind: ProblemKind, detail: str = "", status: int | None = None) -> Problem:
    sayable = (
        detail[:DETAIL_LENGTH].encode("utf-8", "replace").decode()
    )  # a client's key may hold a surrogate
    return Problem(TYPE_PREFIX + kind, kind.replace("_", " "), status or STATUS[kind], sayable)


def faults(error: ValidationError | RequestValidationError) -> str:
    """Where and why, without what: the values may be a citizen's."""
    return "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())


def documented(*more: ProblemKind) -> dict[int | str, dict[str, Any]]:
    """The problems of an operation, for OpenAPI: `more` beside those that are always possible."""
    kinds_of: dict[int, list[ProblemKind]] = {}
    for kind in (*ALWAYS_POSSIBLE, *more):
        kinds_of.setdefault(STATUS[kind], []).append(kind)
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    told: dict[int | str, dict[str, Any]] = {
        status: {"description": ", ".join(kinds), "content": content}
        for status, kinds in sorted(kinds_of.items())
    }
    told[STATUS[ProblemKind.TOO_MANY_REQUESTS]]["headers"] = {
        "Retry-After": {"description": "seconds", "schema": {"type": "integer", "minimum": 0}}
    }
    return told


def answer(told: Problem, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse(asdict(told), told.status, headers, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    app.add_exception_handler(HTTPException, _http_exception)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(Exception, _unhandled)


async def _http_exception(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if isinstance(error, Refusal):
        return answer(problem(error.kind, error.detail), headers)
    match error.status_code:
        case 404:
            return answer(problem(ProblemKind.NOT_FOUND, "there is nothing at this path"), headers)
        case 400:  # a body that can't even be read
            return answer(problem(ProblemKind.MALFORMED, str(error.detail)), headers)
        case status:  # such as 405
            return answer(problem(ProblemKind.MALFORMED, str(error.detail), status), headers)


async def _malformed(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    return answer(problem(ProblemKind.MALFORMED, faults(error)))


async def _unhandled(request: Request, error: Exception) -> JSONResponse:
    log.error("request_failed method=%s error=%s", request.method, type(error).__name__)
    return answer(problem(ProblemKind.INTERNAL))


def dumped(told: Problem) -> bytes:
    return json.dumps(asdict(told), ensure_ascii=False).encode()
