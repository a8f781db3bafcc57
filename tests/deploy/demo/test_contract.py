"""The published contract: it is what the platform serves, and the platform keeps to it whatever comes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.booth_processes import ROOT
from tests.platform_process import PlatformProcess

PUBLISHED = ROOT / "kiosk" / "platform" / "openapi.json"
REAL_IDS = {"hospital_id": "hospital-shifan", "department_id": "internal", "place_id": "bus-park-gate"}
ID_NUMBER = re.compile(r"[1-9][0-9]{16}[0-9X]")  # what the document can say of one; the check digit it can't
schema = schemathesis.openapi.from_path(PUBLISHED)
schema.config.phases.coverage.unexpected_methods = {"DELETE"}


@pytest.fixture(scope="module")
def session(platform_process: PlatformProcess) -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.headers.update(platform_process.headers)
        yield session


@pytest.fixture(scope="module")
def slot_id(platform_process: PlatformProcess, session: requests.Session) -> str:
    path = "/hospitals/hospital-shifan/departments/internal/slots"
    return str(session.get(platform_process.station_url + path, timeout=10).json()["slots"][-1]["id"])


def make_real(case: schemathesis.Case[Any], slot_id: str) -> None:
    """In place of an id that nobody has comes, in every other case, one that there is."""
    if len(str(case.path_parameters)) % 2:
        case.path_parameters.update({key: REAL_IDS[key] for key in case.path_parameters if key in REAL_IDS})
    if not isinstance(case.body, dict):
        return
    if ID_NUMBER.fullmatch(str(case.body.get("id_number"))):
        case.body["id_number"] = "999999194305120019"
    if isinstance(case.body.get("slot_id"), str):
        case.body["slot_id"] = slot_id
    if "id" in case.body and "latitude" in case.body:
        case.body["id"] = case.path_parameters["station_id"]


def test_the_published_document_is_what_the_platform_serves(platform_process: PlatformProcess) -> None:
    """Else: python -m deploy.demo.platform --openapi > kiosk/platform/openapi.json"""
    generated = subprocess.run(
        [sys.executable, "-m", "deploy.demo.platform", "--openapi"],
        cwd=ROOT, env={**os.environ, "BOOTH_FILE": "/nowhere"}, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert generated == PUBLISHED.read_text("utf-8")
    served = requests.get(platform_process.url + "/openapi.json", timeout=10).json()
    assert served == schema.raw_schema


@schema.parametrize()
@settings(
    max_examples=8, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
def test_whatever_comes_is_answered_as_published(
    case: schemathesis.Case[Any], platform_process: PlatformProcess, session: requests.Session, slot_id: str
) -> None:
    case.path_parameters["station_id"] = platform_process.station_id
    make_real(case, slot_id)
    case.call_and_validate(
        base_url=platform_process.url,
        session=session,
        headers=platform_process.headers,
        checks=[
            not_a_server_error,
            status_code_conformance,
            content_type_conformance,
            response_schema_conformance,
        ],
    )
