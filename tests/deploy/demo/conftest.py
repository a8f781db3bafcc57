"""A running demonstration platform, and a booth that speaks with it over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import pytest
import requests
from pydantic import TypeAdapter

from kiosk.platform.contract.problem import MEDIA_TYPE, TYPE_PREFIX, Problem, ProblemKind
from tests.platform_process import PlatformProcess, running_platform

OTHER_STATION, OTHER_TOKEN = "SH-OTHER-0002", "the-other-station's"
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Booth:
    """Asks with its station's token, and takes only what the contract says."""

    platform: PlatformProcess
    session: requests.Session

    def get(self, path: str, answer: type[Answer]) -> Answer:
        return self._taken(self.send("GET", path), 200, answer)

    def post(
        self, path: str, body: Any, answer: type[Answer], *, key: str | None = None, status: int = 200
    ) -> Answer:
        return self._taken(self.send("POST", path, body, key=key), status, answer)

    def refused(self, method: str, path: str, body: Any = None, *, key: str | None = None) -> ProblemKind:
        return problem_of(self.send(method, path, body, key=key))

    def send(self, method: str, path: str, body: Any = None, *, key: str | None = None) -> requests.Response:
        headers = {"Idempotency-Key": key} if key is not None else {}
        return self.session.request(
            method, self.platform.station_url + path, json=body, headers=headers, timeout=10
        )

    def _taken(self, response: requests.Response, status: int, answer: type[Answer]) -> Answer:
        assert response.status_code == status, response.text
        assert response.headers["Content-Type"] == "application/json"
        return TypeAdapter(answer).validate_json(response.content)


def problem_of(response: requests.Response) -> ProblemKind:
    """The kind of the problem that it is."""
    assert response.headers["Content-Type"] == MEDIA_TYPE, response.text
    problem = TypeAdapter(Problem).validate_json(response.content)
    assert problem.status == response.status_code
    assert problem.title
    return ProblemKind(problem.type.removeprefix(TYPE_PREFIX))


@pytest.fixture(scope="session")
def platform_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlatformProcess]:
    folder = tmp_path_factory.mktemp("platform")
    with running_platform(folder, more_stations={OTHER_STATION: OTHER_TOKEN}) as platform:
        yield platform


@pytest.fixture
def platform(platform_process: PlatformProcess) -> PlatformProcess:
    """As if it had been started just now."""
    platform_process.reset()
    return platform_process


@pytest.fixture
def booth(platform: PlatformProcess) -> Iterator[Booth]:
    with requests.Session() as session:
        session.headers.update(platform.headers)
        yield Booth(platform, session)


@pytest.fixture
def other_booth(platform: PlatformProcess) -> Iterator[Booth]:
    other = PlatformProcess(
        platform.url,
        OTHER_STATION,
        OTHER_TOKEN,
        platform.token_file,
        platform.process,
        platform.log_file,
        platform.database,
    )
    with requests.Session() as session:
        session.headers.update(other.headers)
        yield Booth(other, session)
