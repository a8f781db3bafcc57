"""The demonstration platform as a process, at the address of its booth file."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

from hardware.link.booth_file import Station
from kiosk.settings import load_kiosk_settings
from tests.booth_processes import DEMO_FILE, eventually


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its URL."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    booth_file = tmp_path_factory.mktemp("platform") / "booth.toml"
    booth_file.write_text(DEMO_FILE.read_text("utf-8").replace("http://127.0.0.1:8410", url), "utf-8")
    process = start(booth_file)
    try:
        eventually(lambda: process.poll() is not None or answers(url), "the platform answers")
        yield url
    finally:
        process.terminate()
        assert process.wait(10) in (0, -15)


def start(booth_file: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "deploy.demo.platform_app"],
        env={**os.environ, "BOOTH_FILE": str(booth_file)}, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def answers(url: str) -> bool:
    try:
        get(url + "/health")
    except URLError:
        return False
    return True


def get(url: str) -> str:
    with urlopen(url, timeout=10) as response:
        return str(response.read().decode("utf-8"))


def test_it_says_that_it_is_a_demonstration(platform: str) -> None:
    assert json.loads(get(platform + "/health")) == {"status": "ok", "demonstration": True}
    page = get(platform)
    assert "这是演示平台" in page
    assert "This is a demonstration" in page


def test_it_knows_the_station_of_its_booth_file(platform: str) -> None:
    station = load_kiosk_settings(DEMO_FILE).station
    assert Station.model_validate_json(get(f"{platform}/v1/stations/{station.id}")) == station
    assert station.name["zh_Hans"] in get(platform)


def test_it_knows_no_other_station(platform: str) -> None:
    with pytest.raises(HTTPError) as refused:
        get(platform + "/v1/stations/SH-0000")
    assert refused.value.code == 404


@pytest.mark.parametrize("section", ["", '[platform]\nurl = "https://platform.example"\n'])
def test_it_stands_by_where_the_platform_is_elsewhere(tmp_path: Path, section: str) -> None:
    booth_file = tmp_path / "booth.toml"
    booth_file.write_text(DEMO_FILE.read_text("utf-8").split("[platform]")[0] + section, "utf-8")
    process = start(booth_file)
    assert process.stderr
    assert "stands by" in process.stderr.readline()
    assert process.poll() is None
    process.terminate()
    assert process.wait(10) == -signal.SIGTERM
    process.stderr.close()
