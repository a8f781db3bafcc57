"""What a citizen has told the booth is in no file, no log and no record afterwards: on the real processes."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.platform.contract.values import check_digit
from tests.booth_processes import PORTRAIT, WholeBooth, eventually, virtual_display
from tests.platform_process import running_platform
from tests.tours.guide import Guide

PHONE = "13900" + "".join(random.choices("123456789", k=4)) + "04"  # whose taxi can be cancelled for long
FIRST_17 = "99999919440312" + "".join(random.choices("0123456789", k=3))
ID_NUMBER = FIRST_17 + check_digit(FIRST_17)
NAME = "龘" + "".join(random.choices("靐齉爩麤灪纞", k=2))
SECRETS = (PHONE, ID_NUMBER, NAME)
ENCODINGS = ("utf-8", "utf-16-le", "gbk")


@pytest.fixture
def guide(tmp_path: Path) -> Iterator[Guide]:
    with (
        virtual_display(PORTRAIT) as display,
        running_platform(tmp_path / "platform") as platform,
        WholeBooth(tmp_path / "booth", display, platform=platform) as booth,
    ):
        booth.start()
        yield Guide(booth, "en", tmp_path / "album")


def test_a_phone_an_id_and_a_name_are_found_nowhere(guide: Guide) -> None:
    guide.enter()
    call_and_cancel_a_taxi(guide)
    guide.tap("choice:yes")
    book_by_card(guide)
    guide.tap("choice:no")
    guide.tap("choice:good")
    guide.see("Attract")
    eventually(lambda: sum(records_at_platform(guide).values()) >= 4, "the records have arrived")

    booth_files = [
        path
        for path in guide.booth.folder.rglob("*")
        if path.is_file()
        and path.name != "simulators.log"  # the far ends of the wires may say what they heard
    ]
    assert any(path.name == "kiosk.log" for path in booth_files)
    assert any(path.name == "outbox.sqlite3" for path in booth_files)
    assert found_in(booth_files) == []
    assert found_in([guide.platform.log_file]) == []
    assert [secret for secret in SECRETS for data in records_at_platform(guide) if secret in data] == []


def call_and_cancel_a_taxi(guide: Guide) -> None:
    guide.tap("choice:taxi")
    guide.key_number(PHONE)
    guide.tap("digit:done")
    guide.see_target("choice:cancel")
    guide.tap("choice:cancel")
    guide.tap("choice:later")


def book_by_card(guide: Guide) -> None:
    guide.tap("choice:hospital")
    guide.tap("choice:book")
    guide.tap_first_choice("Choose")
    guide.tap_first_choice("Choose")
    guide.tap_second_choice("Choose")  # of the days: today's half-day might begin meanwhile
    guide.tap_first_choice("Choose")
    guide.see("Tell")
    guide.sim(f"card lay name={NAME} id_number={ID_NUMBER}")
    guide.key_number(PHONE)
    guide.tap("digit:done")
    guide.tap("choice:yes")
    guide.tap("choice:ok")


def found_in(paths: list[Path]) -> list[tuple[str, str]]:
    return [
        (path.name, secret)
        for path in paths
        for secret in SECRETS
        if any(secret.encode(encoding, "ignore") in path.read_bytes() for encoding in ENCODINGS)
    ]


def records_at_platform(guide: Guide) -> dict[str, int]:
    """What has come over the wire as records: data -> how often."""
    path = guide.platform.database.removeprefix("sqlite:///")
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        rows = database.execute("SELECT data, count(*) FROM records GROUP BY data").fetchall()
    return {str(data): count for data, count in rows}
