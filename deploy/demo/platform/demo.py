"""What every endpoint reaches: the store, who may call, the seed and the knobs."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Header, Request, Security
from fastapi import Path as InPath
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from deploy.demo.platform.knobs import KnobBoard
from deploy.demo.platform.problems import Refusal
from deploy.demo.platform.seed import Seed
from deploy.demo.platform.store import Store
from hardware.link.booth_file import Station
from kiosk.platform.contract.problem import ProblemKind

IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[!-~]{1,128}$",
        description="The same for each attempt at one and the same order",
    ),
]
"""draft-ietf-httpapi-idempotency-key-header: the same key and body give the same answer."""


class Tokens:
    """Bearer tokens, each of one station."""

    def __init__(self, token_of: dict[str, str]) -> None:
        self._stations = {_digest(token): station_id for station_id, token in token_of.items()}

    def station_of(self, token: str) -> str | None:
        return self._stations.get(_digest(token))


@dataclass(frozen=True, slots=True)
class Demo:
    station: Station  # of the booth file; others are taken to stand there until they tell their profile
    store: Store
    tokens: Tokens
    seed: Seed
    knobs: KnobBoard


@dataclass(frozen=True, slots=True)
class Calling:
    """The station that calls, known by its token."""

    station_id: str
    demo: Demo


_bearer = HTTPBearer(auto_error=False, description="The station's own token, from its token_file")


async def demo_of(request: Request) -> Demo:
    demo = request.app.state.demo
    assert isinstance(demo, Demo)
    return demo


async def _calling(
    demo: Annotated[Demo, Depends(demo_of)],
    credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
    station_id: Annotated[str, InPath(pattern=r"^[A-Za-z0-9-]{3,32}$")],
) -> Calling:
    owner = demo.tokens.station_of(credentials.credentials) if credentials else None
    if owner is None:
        raise Refusal(ProblemKind.UNAUTHORISED, "a station's token is needed", {"WWW-Authenticate": "Bearer"})
    if owner != station_id:
        raise Refusal(ProblemKind.FORBIDDEN, "this token is another station's")
    return Calling(station_id, demo)


TheDemo = Annotated[Demo, Depends(demo_of)]
Caller = Annotated[Calling, Depends(_calling)]


def tokens_in(path: Path) -> dict[str, str]:
    """station -> token, from a file of lines "STATION TOKEN"."""
    lines = (line.split() for line in path.read_text("utf-8").splitlines() if line.strip())
    return {station_id: token for station_id, token in lines}  # noqa: C416  # a line of other than two words raises


def token_in(path: Path) -> str:
    """The token in a booth's token_file; one is made, for its owner's eyes only, where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    if not path.read_text("utf-8").strip():
        path.write_text(secrets.token_urlsafe(32) + "\n", "utf-8")
    return path.read_text("utf-8").strip()


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
