"""The modem driver against the simulated modem, byte for byte over a pseudo terminal."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hardware.drivers.at_modem import AtModem, AtModemSettings
from hardware.drivers.contract import (
    CallAlerting,
    CallAnswered,
    CallEnded,
    CallEndReason,
    CallFound,
    CallIncoming,
    CommandRefused,
    DeviceChanged,
    DeviceHealth,
    DriverError,
    NetworkChanged,
    PortUnavailable,
)
from hardware.simulators.booth import simulated_booth
from tests.hardware.drivers.conftest import Sim
from tests.hardware.drivers.reports import Reports, running
from tests.hardware.eventually import eventually

NUMBER = "02155500001"


def modem(folder: Path) -> AtModem:
    quick = {"idle_poll_ms": 200, "call_poll_ms": 100, "network_seconds": 1, "sim_seconds": 1}
    table = {"driver": "at_modem", "port": folder / "wires/modem"} | quick
    return AtModem("modem", AtModemSettings.model_validate(table))


@contextlib.asynccontextmanager
async def ready(driver: AtModem) -> AsyncIterator[Reports]:
    async with running(driver) as reports:
        await reports.until_health(DeviceHealth.READY)
        yield reports


@pytest.fixture
def sim(sim: Sim) -> Sim:
    """Whoever is called lets it ring, so that nothing passes before it is seen."""
    sim("far default noanswer 60")
    return sim


@pytest.fixture
def driver(tmp_path: Path) -> AtModem:
    return modem(tmp_path)


def commands(sim: Sim) -> list[str]:
    return [line["text"] for line in sim("log modem")["lines"]]


def last_call(sim: Sim) -> dict[str, Any]:
    found: dict[str, Any] = sim("state")["modem"]["calls"][-1]
    return found


async def test_it_is_set_up_and_tells_the_network(sim: Sim, driver: AtModem) -> None:
    sim("signal 50")
    async with running(driver) as reports:
        await reports.until_health(DeviceHealth.READY)
        await reports.until(NetworkChanged(True, 52))  # 16 of 31
        health = [event.health for event in reports.about(DeviceChanged)]
        assert health == [DeviceHealth.STARTING, DeviceHealth.READY]
        assert "AT&D0" in commands(sim)


async def test_a_call_that_is_answered_and_hung_up_there(sim: Sim, driver: AtModem) -> None:
    async with ready(driver) as reports:
        await driver.dial(NUMBER)
        await reports.until(CallAlerting())
        sim("answer")
        await reports.until(CallAnswered())
        await driver.send_tone("5")
        await driver.send_tone("#")
        sim("hangup")
        await reports.until(CallEnded(CallEndReason.HUNG_UP_THERE))
        assert last_call(sim) == {
            "number": NUMBER,
            "outgoing": True,
            "phase": "active",
            "ending": "released",
            "tones": "5#",
        }
        course = reports.events[-3:]
        assert course == [CallAlerting(), CallAnswered(), CallEnded(CallEndReason.HUNG_UP_THERE)]


@pytest.mark.parametrize(
    ("far", "reason"),
    [
        ("busy", CallEndReason.BUSY),
        ("refuses", CallEndReason.FAILED),
        ("noanswer 0.3", CallEndReason.NO_ANSWER),
        ("answers 0", CallEndReason.HUNG_UP_THERE),
    ],
)
async def test_how_a_call_fails(sim: Sim, driver: AtModem, far: str, reason: CallEndReason) -> None:
    sim(f"far {NUMBER} {far}")
    async with ready(driver) as reports:
        await driver.dial(NUMBER)
        if reason is CallEndReason.HUNG_UP_THERE:
            await reports.until(CallAnswered())
            sim("hangup")
        await reports.until(CallEnded(reason))
        await driver.dial("10086")
        await reports.until(CallAlerting())
        assert len(reports.about(CallEnded)) == 1


async def test_hanging_up_here_ends_the_call_once_and_frees_the_line(sim: Sim, driver: AtModem) -> None:
    async with ready(driver) as reports:
        await driver.dial(NUMBER)
        await reports.until(CallAlerting())
        await driver.hang_up()
        await driver.hang_up()
        await driver.dial("110")
        assert last_call(sim)["number"] == "110"
        assert reports.about(CallEnded) == [CallEnded(CallEndReason.HUNG_UP_HERE)]


async def test_an_incoming_call_is_told_once_and_answered(sim: Sim, driver: AtModem) -> None:
    async with ready(driver) as reports:
        sim("ring 13800138000")
        await reports.until(CallIncoming("13800138000"))
        await driver.answer()
        await reports.until(CallAnswered())
        await driver.hang_up()
        assert len(reports.about(CallIncoming)) == 1
        assert reports.about(CallEnded) == [CallEnded(CallEndReason.HUNG_UP_HERE)]


async def test_a_caller_who_gives_up_is_noticed_though_the_modem_says_nothing(
    sim: Sim, driver: AtModem
) -> None:
    async with ready(driver) as reports:
        sim("ring")
        await reports.until(CallIncoming(None))
        sim("hangup")
        await reports.until(CallEnded(CallEndReason.HUNG_UP_THERE))
        with pytest.raises(CommandRefused):
            await driver.answer()


async def test_one_call_at_a_time(sim: Sim, driver: AtModem) -> None:
    async with ready(driver):
        await driver.dial(NUMBER)
        with pytest.raises(CommandRefused, match="a call already"):
            await driver.dial("110")


@pytest.mark.parametrize("number", ["", "110;", "110\rAT+CHUP", "d110", "1 1 0"])
async def test_nothing_but_a_number_reaches_the_modem(sim: Sim, driver: AtModem, number: str) -> None:
    async with ready(driver) as reports:
        for attempt in (driver.dial(number), driver.send_text(number, "hello")):
            with pytest.raises(CommandRefused, match="no telephone number"):
                await attempt
        with pytest.raises(CommandRefused, match="no key"):
            await driver.send_tone("1;+CHUP")
        assert not any(line.startswith(("ATD", "AT+CMGS", "AT+VTS")) for line in commands(sim))
        assert reports.about(CallEnded) == []


async def test_texts_arrive_as_they_were_written(sim: Sim, driver: AtModem) -> None:
    long = "示范路一号公园东门旁" * 8
    async with ready(driver):
        await driver.send_text("+8613800138000", "Booth SH-1 needs help.")
        await driver.send_text("10086", long)
        texts = sim("state")["modem"]["texts"]
        assert texts[0] == {"number": "+8613800138000", "text": "Booth SH-1 needs help."}
        assert {text["number"] for text in texts[1:]} == {"10086"}
        assert "".join(text["text"] for text in texts[1:]) == long


async def test_a_text_without_network_is_refused(sim: Sim, driver: AtModem) -> None:
    async with ready(driver) as reports:
        sim("service off")
        await reports.until(NetworkChanged(False, None))
        with pytest.raises(CommandRefused, match="331"):
            await driver.send_text("10086", "hello")


async def test_without_sim_it_is_faulty_and_still_dials_for_help(sim: Sim, driver: AtModem) -> None:
    async with ready(driver) as reports:
        sim("sim out")
        await reports.until(DeviceChanged("modem", DeviceHealth.FAULTY, "there is no SIM"))
        with pytest.raises(CommandRefused):
            await driver.dial(NUMBER)
        assert reports.about(CallEnded) == []
        await driver.dial("110")
        await reports.until(CallAlerting())
        await driver.hang_up()
        sim("sim in")
        await reports.until_health(DeviceHealth.READY)


async def test_a_lost_registration_is_told_even_when_the_word_was_lost(sim: Sim, driver: AtModem) -> None:
    async with ready(driver) as reports:
        sim("cut modem")
        sim("service off")
        sim("mend modem")
        await eventually(
            lambda: reports.about(NetworkChanged)[-1:] == [NetworkChanged(False, None)], "no network"
        )


async def test_a_wire_lost_in_a_call_fails_it_and_finds_it_again(sim: Sim, driver: AtModem) -> None:
    sim("far default answers 0")
    async with ready(driver) as reports:
        await driver.dial(NUMBER)
        await reports.until(CallAnswered())
        sim("unplug modem")
        await reports.until(CallEnded(CallEndReason.FAILED))
        await reports.until_health(DeviceHealth.ABSENT)
        with pytest.raises(PortUnavailable):
            await driver.dial("110")
        sim("plug modem")
        await reports.until(CallFound(NUMBER, answered=True))
        await driver.hang_up()
        await reports.until(CallEnded(CallEndReason.HUNG_UP_HERE))


async def test_nothing_is_dialled_over_a_call_that_is_still_up(sim: Sim, driver: AtModem) -> None:
    """As soon as the wire is back, and before the driver was told what calls there are."""

    async def dial_at_once() -> None:
        while True:
            with contextlib.suppress(PortUnavailable):
                await driver.dial("110")
                return
            await asyncio.sleep(0)

    sim("far default answers 0")
    async with ready(driver) as reports:
        await driver.dial(NUMBER)
        await reports.until(CallAnswered())
        sim("unplug modem")
        await reports.until_health(DeviceHealth.ABSENT)
        sim("plug modem")
        with pytest.raises(CommandRefused):
            await dial_at_once()
        await reports.until(CallFound(NUMBER, answered=True))
        assert [line for line in commands(sim) if line.startswith("ATD")] == [f"ATD{NUMBER};"]


async def test_a_call_outlives_the_guard(sim: Sim, tmp_path: Path) -> None:
    sim("far default answers 0")
    driver = modem(tmp_path)
    async with ready(driver) as reports:
        await driver.dial(NUMBER)
        await reports.until(CallAnswered())
    assert reports.about(CallEnded) == []
    assert last_call(sim)["ending"] is None
    async with ready(modem(tmp_path)) as reports:
        await reports.until(CallFound(NUMBER, answered=True))


async def test_a_modem_that_says_nothing_is_absent_until_it_does(sim: Sim, driver: AtModem) -> None:
    async with ready(driver) as reports:
        sim("cut modem")
        await reports.until(DeviceChanged("modem", DeviceHealth.ABSENT, "the modem does not answer"))
        sim("mend modem")
        await reports.until_health(DeviceHealth.READY)


@pytest.mark.parametrize("manner", ["", "deaf"])
async def test_a_slow_command_does_not_keep_an_emergency_waiting(
    sim: Sim, driver: AtModem, manner: str
) -> None:
    async with ready(driver) as reports:
        sim(f"slow AT+CPIN? 3 {manner}")
        asked = commands(sim).count("AT+CPIN?")
        await eventually(lambda: commands(sim).count("AT+CPIN?") > asked, "the slow command is under way")
        await driver.dial("110")
        assert last_call(sim)["number"] == "110"
        await reports.until(CallAlerting())
        assert [call["number"] for call in sim("state")["modem"]["calls"]] == ["110"]


async def test_the_late_answer_of_a_slow_command_confuses_nothing(sim: Sim, driver: AtModem) -> None:
    sim("far default answers 0")
    async with ready(driver) as reports:
        sim("slow AT+CLCC 1.3")
        await driver.dial(NUMBER)
        asked = commands(sim).count("AT+CLCC")
        await eventually(lambda: commands(sim).count("AT+CLCC") > asked + 1, "late answers")
        sim("slow AT+CLCC 0")
        await reports.until(CallAnswered())
        assert reports.about(CallEnded) == []
        assert reports.about(CallFound) == []


async def test_a_modem_that_lost_its_settings_is_set_up_again(sim: Sim, driver: AtModem) -> None:
    async with ready(driver) as reports:
        sim("power-cycle modem")
        sim("unplug modem")
        await reports.until_health(DeviceHealth.ABSENT)
        sim("plug modem")
        await reports.until_health(DeviceHealth.READY)
        sim("ring 13800138000")
        await reports.until(CallIncoming("13800138000"))


async def test_no_number_is_ever_logged(sim: Sim, driver: AtModem, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    sim("far default busy")
    async with ready(driver) as reports:
        await driver.dial(NUMBER)
        await reports.until(CallEnded(CallEndReason.BUSY))
        sim(f"ring {NUMBER}")
        await reports.until(CallIncoming(NUMBER))
        await driver.hang_up()
        await driver.send_text(NUMBER, "hello")
        sim("unplug modem")
        await reports.until_health(DeviceHealth.ABSENT)
    assert NUMBER not in caplog.text


STEPS = st.lists(
    st.sampled_from(
        ["noise", "cut", "unplug", "dial", "ring", "hangup", "answer", "hang up", "text", "pause"]
    ),
    min_size=3,
    max_size=10,
)


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],  # to shrink would take minutes
    suppress_health_check=[HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_whatever_befalls_the_wire_the_next_call_gets_out(steps: list[str]) -> None:
    asyncio.run(_play(steps))


async def _play(steps: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with simulated_booth(Path(folder)) as verbs:

            def sim(words: str) -> dict[str, Any]:
                return verbs.run(words.split())

            driver = modem(Path(folder))
            async with ready(driver) as reports:
                for step in steps:
                    with contextlib.suppress(DriverError):
                        await _befall(step, driver, verbs.run)
                sim("mend modem")
                sim("plug modem")
                await reports.until_health(DeviceHealth.READY)
                await _call_for_help(driver, sim)
                _check_that_calls_end_once(reports)


async def _befall(step: str, driver: AtModem, run: Any) -> None:
    match step:
        case "dial":
            await driver.dial(NUMBER)
        case "answer":
            await driver.answer()
        case "hang up":
            await driver.hang_up()
        case "text":
            await driver.send_text(NUMBER, "亭")
        case "pause":
            await asyncio.sleep(0.15)
        case "noise":
            run(["noise", "modem", "200"])
        case "cut" | "unplug":
            run([step, "modem"])
            await asyncio.sleep(0.05)
            run(["mend", "modem"])
            run(["plug", "modem"])
        case _:
            with contextlib.suppress(Exception):  # nobody rings while there is a call, and so on
                run([step])


async def _call_for_help(driver: AtModem, sim: Sim) -> None:
    """As the emergency does: hang up whatever there is, dial, and try again when that fails."""
    async with asyncio.timeout(60):
        while True:
            try:
                await driver.hang_up()
                await driver.dial("110")
            except DriverError:
                await asyncio.sleep(0.2)
            else:
                break
    assert last_call(sim)["number"] == "110"


def _check_that_calls_end_once(reports: Reports) -> None:
    under_way = False
    for event in reports.events:
        if isinstance(event, CallIncoming | CallFound):
            assert not under_way or isinstance(event, CallFound), reports.events
            under_way = True
        elif isinstance(event, CallAlerting | CallAnswered):
            under_way = True
        elif isinstance(event, CallEnded):
            under_way = False
