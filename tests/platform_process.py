"""The demonstration platform as a process of its own, for tests, tours and benches."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from tests.booth_processes import DEMO_FILE, ROOT

STATION_ID = "SH-DEMO-0001"  # of the demonstration's booth file
TOKEN = "a-token-for-tests"


@dataclass(frozen=True, slots=True)
class PlatformProcess:
    """A platform that listens at `url`; `station_url` begins every path of the contract."""

    url: str
    station_id: str
    token: str
    token_file: Path
    process: subprocess.Popen[str]
    log_file: Path
    database: str

    @property
    def station_url(self) -> str:
        return f"{self.url}/v1/stations/{self.station_id}"

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def set_fault(self, kind: str, seconds: float = 5, path: str | None = None) -> None:
        """From now on, until it is cleared; at one path after the station, such as "/taxi-orders", or at all.

        `kind`: slow, failing, busy, half_body, wrong_json, wrong_types, huge, absent, late or lost.
        """
        fault = {"kind": kind, "seconds": seconds}
        knobs = self.knobs()
        if path is None:
            self.turn_knobs(knobs | {"everything": fault})
        else:
            self.turn_knobs(knobs | {"paths": knobs["paths"] | {path: fault}})

    def clear_faults(self) -> None:
        self.turn_knobs(self.knobs() | {"everything": None, "paths": {}})

    def set_taxi_speed(self, times: float) -> None:
        """How many times as fast as the clock the taxis are that are ordered from now on."""
        self.turn_knobs(self.knobs() | {"taxi_speed": times})

    def reset(self) -> None:
        """Forgets what it was told, and turns all knobs back."""
        requests.post(f"{self.url}/demo/reset", timeout=10).raise_for_status()

    def knobs(self) -> dict[str, Any]:
        answer = requests.get(f"{self.url}/demo/knobs", timeout=10)
        answer.raise_for_status()
        knobs: dict[str, Any] = answer.json()
        return knobs

    def turn_knobs(self, knobs: Mapping[str, Any]) -> None:
        requests.put(f"{self.url}/demo/knobs", json=dict(knobs), timeout=10).raise_for_status()

    def log(self) -> str:
        return self.log_file.read_text("utf-8")


@contextmanager
def running_platform(
    folder: Path,
    *,
    station_id: str = STATION_ID,
    token: str = TOKEN,
    more_stations: Mapping[str, str] | None = None,
    database: str | None = None,
    port: int = 0,
) -> Iterator[PlatformProcess]:
    """In `folder` are its tokens, its log and, unless `database` names another, its SQLite file.

    A second one in the same folder, and at the same `port`, goes on where the first has ended.
    `more_stations`: station -> token. Fails with its log when it ends before it is ready.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stations, token_file, log_file = (folder / name for name in ("stations", "token", "platform.log"))
    tokens = {station_id: token, **(more_stations or {})}
    stations.write_text("".join(f"{name} {secret}\n" for name, secret in tokens.items()), "utf-8")
    token_file.touch(mode=0o600)
    token_file.write_text(token + "\n", "utf-8")
    url_of_database = database or f"sqlite:///{folder.absolute()}/platform.sqlite3"
    with log_file.open("ab") as log:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "deploy.demo.platform", "--port", str(port)),
                *("--stations", str(stations), "--database", url_of_database),
            ],
            cwd=ROOT, env={**os.environ, "BOOTH_FILE": str(DEMO_FILE)},
            stdout=subprocess.PIPE, stderr=log, text=True,
        )  # fmt: skip
    try:
        yield PlatformProcess(
            _ready_at(process, log_file), station_id, token, token_file, process, log_file, url_of_database
        )
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        assert process.stdout is not None
        process.stdout.close()


def _ready_at(process: subprocess.Popen[str], log_file: Path) -> str:
    """The URL of its READY line."""
    assert process.stdout is not None
    line = process.stdout.readline()  # ends when the process does
    word, _, url = line.strip().partition(" ")
    assert word == "READY", f"the platform did not start: {log_file.read_text('utf-8')}"
    return url
