"""The demonstration platform as `./booth run` starts it: from its booth file alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from pydantic import TypeAdapter

from kiosk.platform.contract.station import StationProfile
from kiosk.settings import load_kiosk_settings
from tests.booth_processes import DEMO_FILE
from tests.ports import reserved_port


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with reserved_port() as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def booth_file(tmp_path_factory: pytest.TempPathFactory, url: str) -> Path:
    """The demonstration's own, at another port and in another folder."""
    path = tmp_path_factory.mktemp("platform") / "booth.toml"
    text = (
        DEMO_FILE.read_text("utf-8").replace("../../build/run", "run").replace("http://127.0.0.1:8410", url)
    )
    path.write_text(text, "utf-8")
    return path


@contextmanager
def started(booth_file: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "deploy.demo.platform"],
        env={**os.environ, "BOOTH_FILE": str(booth_file)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)
        for pipe in (process.stdout, process.stderr):
            assert pipe is not None
            pipe.close()


@pytest.fixture(scope="module")
def platform(booth_file: Path, url: str) -> Iterator[str]:
    """Its URL."""
    with started(booth_file) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == f"READY {url}\n"
        yield url
    assert process.returncode in (0, -signal.SIGTERM)


def test_it_makes_the_token_file_for_its_owners_eyes_only(platform: str, booth_file: Path) -> None:
    token_file = booth_file.parent / "run" / "platform.token"
    assert token_file.stat().st_mode & 0o777 == 0o600
    assert len(token_file.read_text("utf-8").strip()) >= 32


def test_it_knows_the_station_of_its_booth_file_by_that_token(platform: str, booth_file: Path) -> None:
    settings = load_kiosk_settings(booth_file)
    assert settings.platform is not None
    assert settings.platform.token_file is not None
    token = settings.platform.token_file.read_text("utf-8").strip()
    address = f"{platform}/v1/stations/{settings.station.id}"
    answer = requests.get(address, headers={"Authorization": f"Bearer {token}"}, timeout=10)
    profile = TypeAdapter(StationProfile).validate_json(answer.content)
    assert (profile.id, profile.name) == (settings.station.id, settings.station.name)
    assert requests.get(address, timeout=10).status_code == 401
    assert settings.station.name["zh_Hans"] in requests.get(platform, timeout=10).text


def test_a_token_that_is_there_is_taken(platform: str, booth_file: Path) -> None:
    before = (booth_file.parent / "run" / "platform.token").read_text("utf-8")
    with started(booth_file) as second:  # which finds the place taken
        assert second.wait(60) != 0
        assert second.stderr is not None
        assert "address already in use" in second.stderr.read()
    assert (booth_file.parent / "run" / "platform.token").read_text("utf-8") == before


@pytest.mark.parametrize(
    "section",
    [
        "",
        '[platform]\nurl = "https://platform.example"\ntoken_file = "token"\n',
        '[platform]\nurl = "http://127.0.0.1:9"\n',
    ],
    ids=["no platform", "elsewhere", "no token_file"],
)
def test_it_stands_by_where_it_is_not_the_booths_platform(tmp_path: Path, section: str) -> None:
    booth_file = tmp_path / "booth.toml"
    booth_file.write_text(DEMO_FILE.read_text("utf-8").split("[platform]")[0] + section, "utf-8")
    with started(booth_file) as process:
        assert process.stderr is not None
        assert "stands by" in process.stderr.readline()
        assert process.poll() is None
    assert process.returncode == -signal.SIGTERM
    assert list(tmp_path.iterdir()) == [booth_file]
