from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from hardware.drivers.contract import DeviceChanged, DeviceHealth, KeyPressed
from hardware.drivers.keypad import KEYS, CodeReader, Keypad, KeypadSettings, PressFilter
from tests.hardware.drivers.conftest import Sim
from tests.hardware.drivers.reports import running
from tests.hardware.eventually import eventually


def settings(port: Path = Path("keypad"), **changes: Any) -> KeypadSettings:
    return KeypadSettings(driver="keypad", port=port, **changes)


def telephone_codes(**changes: str) -> dict[str, str]:
    return {key: key.encode().hex() for key in KEYS} | changes


@pytest.fixture
def presses() -> PressFilter:
    return PressFilter(settings())


def test_a_trembling_second_press_is_ignored(presses: PressFilter) -> None:
    assert [presses.counts("1", at) for at in (10.0, 10.18, 10.5, 11.2)] == [True, False, True, True]


def test_a_hurried_110_is_dialled_whole(presses: PressFilter) -> None:
    assert all(presses.counts(key, at) for key, at in zip("110", (10.0, 10.25, 10.5), strict=True))


def test_another_key_is_never_ignored(presses: PressFilter) -> None:
    assert all(presses.counts(key, 10 + place / 100) for place, key in enumerate("1212"))


def test_a_held_key_repeats_only_after_two_seconds(presses: PressFilter) -> None:
    counted = [at / 20 for at in range(200, 300) if presses.counts("5", at / 20)]  # a code each 50 ms for 5 s
    assert counted == [10.0, 12.0, 14.0]


def test_how_long_is_configurable() -> None:
    presses = PressFilter(settings(double_press_ms=0))
    assert [presses.counts("1", at) for at in (10.0, 10.2)] == [True, True]


def test_codes_of_several_bytes_may_come_in_parts() -> None:
    codes = CodeReader(telephone_codes(**{"5": "1b35"}))
    assert list(codes.read(b"1\x1b", 1.0)) == ["1"]
    assert list(codes.read(b"52", 1.1)) == ["5", "2"]


def test_a_code_that_stays_incomplete_is_forgotten() -> None:
    codes = CodeReader(telephone_codes(**{"5": "1b35"}))
    assert list(codes.read(b"\x1b", 1.0)) == []
    assert list(codes.read(b"1", 2.0)) == ["1"]


@given(noise=st.binary(max_size=50).filter(lambda noise: not set(noise) & set(KEYS.encode())))
def test_noise_is_no_key_and_hides_none(noise: bytes) -> None:
    codes = CodeReader(telephone_codes())
    assert list(codes.read(noise, 1.0)) == []
    assert list(codes.read(b"7", 1.0)) == ["7"]


@pytest.mark.parametrize(
    ("codes", "fault"),
    [
        ({"1": "31"}, "codes are missing for: 0, 2"),
        (telephone_codes(A="41"), "no keys of a telephone: A"),
        (telephone_codes(**{"1": "3235"}), "the code of '1' begins with the code of '2'"),
        (telephone_codes(**{"1": "32"}), "begins with the code of"),
        (telephone_codes(**{"1": ""}), "begins with the code of '1'"),
        (telephone_codes(**{"1": "zz"}), "non-hexadecimal"),
    ],
)
def test_codes_that_cannot_work_are_refused(codes: dict[str, str], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        settings(codes=codes)


async def test_keys_come_over_the_wire_and_again_after_it_was_pulled(sim: Sim, tmp_path: Path) -> None:
    driver = Keypad("keypad", settings(tmp_path / "wires/keypad"))
    async with running(driver) as reports:
        await reports.until(DeviceChanged("keypad", DeviceHealth.READY))
        for key in KEYS:
            sim(f"key {key}")
        await reports.until(KeyPressed("#"))
        assert [event.key for event in reports.about(KeyPressed)] == list(KEYS)
        sim("unplug keypad")
        await reports.until_health(DeviceHealth.ABSENT)
        sim("plug keypad")
        await reports.until_health(DeviceHealth.READY)
        sim("key 5")
        await reports.until(KeyPressed("5"), times=2)


async def test_noise_and_a_cut_wire_do_not_stop_it(sim: Sim, tmp_path: Path) -> None:
    driver = Keypad("keypad", settings(tmp_path / "wires/keypad", double_press_ms=0))
    async with running(driver) as reports:
        await reports.until_health(DeviceHealth.READY)
        sim("noise keypad 500")
        sim("cut keypad")
        sim("key 9")
        sim("mend keypad")
        before = len(reports.about(KeyPressed))
        sim("key *")
        await eventually(
            lambda: KeyPressed("*") in reports.about(KeyPressed)[before:], "the key after the noise"
        )
