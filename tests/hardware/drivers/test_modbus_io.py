"""The input and output module over real wires: pymodbus' server, libmodbus, and wires that fail."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hardware.drivers.contract import (
    CommandRefused,
    DeviceChanged,
    DeviceHealth,
    Input,
    InputChanged,
    NoResponse,
    Output,
    PortUnavailable,
    PressLatched,
)
from hardware.drivers.modbus_io import ModbusIo, ModbusIoSettings
from hardware.simulators.booth import simulated_booth
from hardware.simulators.wire import PseudoTerminal
from tests.hardware.drivers import libmodbus_slave
from tests.hardware.drivers.conftest import Sim
from tests.hardware.drivers.reports import Reports, running
from tests.hardware.eventually import eventually

DOWN, UP = InputChanged(Input.EMERGENCY_BUTTON, True), InputChanged(Input.EMERGENCY_BUTTON, False)


HUMAN_PAUSE_SECONDS = 0.05  # nobody presses again sooner; within the settling time of 20 ms it is bouncing


def module(port: Path, **changes: Any) -> ModbusIo:
    table = {"driver": "modbus_io", "port": port, "parity": "N", "answer_ms": 1000} | changes
    return ModbusIo("io", ModbusIoSettings.model_validate(table))


@contextlib.asynccontextmanager
async def ready(driver: ModbusIo) -> AsyncIterator[Reports]:
    async with running(driver) as reports:
        await reports.until_health(DeviceHealth.READY)
        yield reports


@pytest.fixture
def wire(tmp_path: Path) -> Path:
    return tmp_path / "wires/io"


def outputs(sim: Sim) -> dict[str, bool]:
    found: dict[str, bool] = sim("state")["io"]["outputs"]
    return found


async def until_cleared(sim: Sim) -> None:
    """The latch is cleared, and the driver has seen that."""
    await eventually(lambda: not sim("state")["io"]["inputs"]["emergency_latch"], "the latch is cleared")
    reads = sim("state")["io"]["reads"]
    await eventually(lambda: sim("state")["io"]["reads"] > reads + 1, "two more samples")


async def test_every_input_is_told_at_first_and_then_when_it_changes(sim: Sim, wire: Path) -> None:
    sim("lift")
    async with ready(module(wire)) as reports:
        first = [UP, InputChanged(Input.HOOK_SWITCH, True), InputChanged(Input.CABINET_DOOR, False)]
        assert reports.about(InputChanged) == first
        sim("replace")
        sim("door open")
        await reports.until(InputChanged(Input.HOOK_SWITCH, False))
        await reports.until(InputChanged(Input.CABINET_DOOR, True))


async def test_a_press_is_told_with_its_release_and_its_latch_cleared(sim: Sim, wire: Path) -> None:
    async with ready(module(wire)) as reports:
        sim("press")
        await reports.until(DOWN)
        await until_cleared(sim)
        sim("release")
        await reports.until(UP, times=2)
        assert reports.presses == 1
        assert reports.about(PressLatched) == []


async def test_a_press_too_short_for_any_poll_is_told_once(sim: Sim, wire: Path) -> None:
    async with ready(module(wire)) as reports:
        for presses in (1, 2, 3):
            sim("tap")
            await until_cleared(sim)
            assert len(reports.about(PressLatched)) == presses


async def test_a_latch_is_cleared_only_once_its_press_is_kept(sim: Sim, wire: Path) -> None:
    driver, kept = module(wire), asyncio.Event()

    async def until_kept() -> None:
        await kept.wait()

    driver.clear_only_when(until_kept)
    async with ready(driver) as reports:
        sim("tap")
        await eventually(lambda: reports.presses == 1, "the press")
        await asyncio.sleep(0.1)
        assert sim("state")["io"]["inputs"]["emergency_latch"]
        kept.set()
        await until_cleared(sim)
        assert reports.presses == 1


async def test_a_press_while_the_wire_was_cut_is_told_afterwards(sim: Sim, wire: Path) -> None:
    async with ready(module(wire, answer_ms=100)) as reports:
        sim("cut io")
        sim("tap")
        await reports.until_health(DeviceHealth.ABSENT)
        sim("mend io")
        await reports.until_health(DeviceHealth.READY)
        await eventually(lambda: reports.presses == 1, "the press")
        assert reports.about(PressLatched)[0].blind_seconds > 0.25  # three requests of 100 ms
        await until_cleared(sim)
        assert reports.presses == 1


async def test_a_press_before_the_guard_started_is_told(sim: Sim, wire: Path) -> None:
    sim("tap")
    async with ready(module(wire)) as reports:
        await eventually(lambda: reports.presses == 1, "the press")


async def test_outputs_are_switched_and_again_when_the_module_forgot_them(sim: Sim, wire: Path) -> None:
    driver = module(wire, verify_seconds=1)
    async with ready(driver) as reports:
        await driver.switch(Output.BUTTON_LAMP, True)
        await driver.switch(Output.SOCKET_2, True)
        await driver.switch(Output.SOCKET_2, False)
        assert outputs(sim)["button_lamp"]
        assert not outputs(sim)["socket_2"]
        sim("power-cycle io")
        assert not outputs(sim)["button_lamp"]
        await eventually(lambda: outputs(sim)["button_lamp"], "the lamp is on again")
        assert reports.health is DeviceHealth.READY


async def test_a_wish_that_could_not_be_told_is_told_when_the_wire_is_back(sim: Sim, wire: Path) -> None:
    driver = module(wire)
    async with ready(driver) as reports:
        sim("unplug io")
        await reports.until_health(DeviceHealth.ABSENT)
        with pytest.raises(PortUnavailable):
            await driver.switch(Output.ALARM_SOUNDER, True)
        sim("plug io")
        await eventually(lambda: outputs(sim)["alarm_sounder"], "the sounder is on")


async def test_switching_is_bounded_when_nobody_answers(sim: Sim, wire: Path) -> None:
    driver = module(wire, answer_ms=100)
    async with ready(driver):
        sim("cut io")
        with pytest.raises((NoResponse, PortUnavailable)):
            await asyncio.wait_for(driver.switch(Output.BUTTON_LAMP, True), 30)


async def test_an_output_the_booth_does_not_have_is_refused(sim: Sim, wire: Path) -> None:
    driver = module(wire, outputs={"socket_4": None})
    async with ready(driver):
        with pytest.raises(CommandRefused, match="socket_4"):
            await driver.switch(Output.SOCKET_4, True)


async def test_a_module_without_latch_needs_none(sim: Sim, wire: Path) -> None:
    driver = module(wire, inputs={"emergency_latch": None}, outputs={"latch_reset": None})
    async with ready(driver) as reports:
        sim("press")
        await reports.until(DOWN)


async def test_the_wrong_module_is_faulty_and_tried_again(sim: Sim, wire: Path) -> None:
    async with running(module(wire, inputs={"hook_switch": 200})) as reports:
        await reports.until_health(DeviceHealth.FAULTY)
        assert "exception" in reports.about(DeviceChanged)[-1].detail
        sim("tap")
        assert reports.presses == 0


async def test_nobody_at_the_other_end_is_absent(sim: Sim, wire: Path) -> None:
    async with running(module(wire, unit_id=7, answer_ms=100)) as reports:
        await reports.until(DeviceChanged("io", DeviceHealth.ABSENT, "the module does not answer"))


async def test_a_parity_that_the_port_can_not_do_is_told(sim: Sim, wire: Path) -> None:
    async with running(module(wire, parity="E")) as reports:
        await reports.until_health(DeviceHealth.ABSENT)
        assert "can't be opened" in reports.about(DeviceChanged)[-1].detail


@pytest.mark.parametrize("iterations", range(10))
async def test_it_ends_whenever_it_is_cancelled(sim: Sim, wire: Path, iterations: int) -> None:
    """Also when that meets the answer to a request: so many iterations of the loop after it was read."""
    async with ready(module(wire)):
        reads = sim("state")["io"]["reads"]
        while sim("state")["io"]["reads"] == reads:  # noqa: ASYNC110  as soon as can be
            await asyncio.sleep(0)
        for _ in range(iterations):
            await asyncio.sleep(0)


STEPS = st.lists(
    st.sampled_from(
        ["tap", "press", "release", "noise", "unplug", "cut", "tap unplugged", "tap cut", "noisy tap"]
    ),
    min_size=3,
    max_size=8,
)


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],  # to shrink would take minutes
    suppress_health_check=[HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_whatever_befalls_the_wire_each_press_is_told_once(steps: list[str]) -> None:
    asyncio.run(_play(steps))


async def _play(steps: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with simulated_booth(Path(folder)) as verbs:
            driver = module(Path(folder) / "wires/io", answer_ms=50)
            async with ready(driver) as reports:
                for step in steps:
                    await _befall(step, lambda words: verbs.run(words.split()), reports)


async def _befall(step: str, sim: Sim, reports: Reports) -> None:
    """One thing happens; then the wire is whole again, and every press so far was told exactly once."""
    *press, fault = step.split() if " " in step else (step,)
    match fault:
        case "unplugged" | "unplug":
            sim("unplug io")
            await reports.until_health(DeviceHealth.ABSENT)
        case "cut":
            sim("cut io")
        case "noise":
            sim("noise io 300")
        case "tap" if press:
            sim("noise io 40")
            sim("tap")
        case _:
            sim(fault)
    if "tap" in press:
        sim("tap")
    if fault == "cut":
        await reports.until_health(DeviceHealth.ABSENT)
    sim("mend io")
    sim("plug io")
    await reports.until_health(DeviceHealth.READY)
    await until_cleared(sim)
    assert reports.presses == sim("state")["io"]["presses"], reports.events
    await asyncio.sleep(HUMAN_PAUSE_SECONDS)


@pytest.mark.skipif(libmodbus_slave.LIBRARY is None, reason="Debian's libmodbus5 is not installed")
async def test_a_slave_by_libmodbus_is_understood(tmp_path: Path) -> None:
    """A Modbus implementation in C that nobody here wrote, in its own process, at the far end."""
    ours = PseudoTerminal(lambda data: theirs.send(data))
    theirs = PseudoTerminal(ours.send)
    command = [sys.executable, "-m", "tests.hardware.drivers.libmodbus_slave", str(theirs.path)]
    slave = await asyncio.create_subprocess_exec(
        *command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parents[3]
    )

    async def tell(word: str) -> str:
        assert slave.stdin is not None
        assert slave.stdout is not None
        if word:
            slave.stdin.write(f"{word}\n".encode())
        return (await asyncio.wait_for(slave.stdout.readline(), 60)).decode().strip()

    try:
        assert await tell("") == "ready"
        driver = module(ours.path)
        async with ready(driver) as reports:
            await tell("lift")
            await reports.until(InputChanged(Input.HOOK_SWITCH, True))
            await tell("press")
            await reports.until(DOWN)
            await tell("release")
            await reports.until(UP, times=2)
            await asyncio.sleep(HUMAN_PAUSE_SECONDS)
            await tell("tap")
            await eventually(lambda: reports.presses == 2, "the short press")
            await driver.switch(Output.SOCKET_1, True)
            assert await tell("replace") == "ok 00010000"
            await reports.until(InputChanged(Input.HOOK_SWITCH, False))
            assert reports.presses == 2
    finally:
        slave.kill()
        await slave.wait()
        ours.close()
        theirs.close()
