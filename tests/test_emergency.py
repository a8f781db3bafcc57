"""An emergency gets through whatever happens to the kiosk or the guard. Real processes, real PTYs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.link.messages import AlarmPhase, EndAlarm, KioskDescription
from tests.booth_processes import COURSE, WholeBooth, eventually

DUTY_CENTRE = "02155500001"  # the first contact of the demonstration's booth file


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeBooth]:
    with WholeBooth(tmp_path_factory.mktemp("booth")) as booth:
        booth.start()
        yield booth


@pytest.fixture
def booth(running: WholeBooth) -> Iterator[WholeBooth]:
    """A booth at rest with everything alive, and afterwards again."""
    yield running
    if running.phase() is not AlarmPhase.NONE:
        running.tell_guard(EndAlarm("technician", 1))
    eventually(lambda: running.phase() is AlarmPhase.NONE, "the alarm is over")
    running.sim("release")
    if "kiosk" not in running.processes:
        running.start_kiosk()
    running.thaw("kiosk")
    eventually(lambda: is_connected(running.revived_kiosk()), "the kiosk is back")


def press_twice(booth: WholeBooth) -> None:
    """The second press skips the announced window."""
    booth.press_shortly()
    eventually(lambda: booth.alarm_has_come_to(AlarmPhase.ASKING), "the booth asks")
    booth.press_shortly()


def is_on_disk(booth: WholeBooth, moment: AlarmPhase) -> bool:
    """The guard tells a phase at once, and dials when the disk has it, which may be a busy one."""
    file = booth.run_dir / "state" / "alarm.json"
    kept = json.loads(file.read_text("utf-8"))["alarm"]["phase"] if file.exists() else None
    return kept in COURSE and COURSE.index(kept) >= min(map(COURSE.index, (moment, AlarmPhase.DIALLING)))


def is_connected(kiosk: KioskDescription | None) -> bool:
    return kiosk is not None and kiosk.guard_connected and kiosk.frames > 0


def shows_alarm(kiosk: KioskDescription | None) -> bool:
    return kiosk is not None and kiosk.view == "Alarm" and bool(kiosk.targets)


def wait_until_connected(booth: WholeBooth, dials_before: int) -> None:
    eventually(lambda: booth.phase() is AlarmPhase.CONNECTED, "the duty centre has answered")
    assert booth.dialled()[dials_before:] == [DUTY_CENTRE]


@pytest.mark.parametrize("harm", ["kill", "freeze"])
@pytest.mark.parametrize("moment", ["before", "during", "after"])
def test_a_dying_kiosk_harms_no_alarm(booth: WholeBooth, harm: str, moment: str) -> None:
    hurt = getattr(booth, harm)
    dials_before = len(booth.dialled())
    if moment == "before":
        hurt("kiosk")
    booth.sim("press")
    eventually(lambda: booth.alarm_has_come_to(AlarmPhase.HOLDING), "the button is held")
    if moment == "during":
        hurt("kiosk")
    eventually(lambda: booth.alarm_has_come_to(AlarmPhase.ANNOUNCED), "the call is announced")
    booth.sim("release")
    booth.press_shortly()
    wait_until_connected(booth, dials_before)
    if moment == "after":
        hurt("kiosk")

    if harm == "kill":
        booth.start_kiosk()
    else:
        booth.thaw("kiosk")
    eventually(lambda: shows_alarm(booth.revived_kiosk()), "the kiosk shows the alarm")
    assert booth.phase() is AlarmPhase.CONNECTED
    assert len(booth.dialled()) == dials_before + 1


@pytest.mark.parametrize("moment", [AlarmPhase.ANNOUNCED, AlarmPhase.DIALLING, AlarmPhase.CONNECTED])
def test_a_killed_guard_goes_on_with_the_alarm(booth: WholeBooth, moment: AlarmPhase) -> None:
    dials_before = len(booth.dialled())
    if moment is AlarmPhase.ANNOUNCED:
        booth.sim("press")
    else:
        press_twice(booth)
    eventually(lambda: booth.alarm_has_come_to(moment), f"the alarm is {moment}")
    eventually(lambda: is_on_disk(booth, moment), "the alarm outlives the guard")
    booth.kill("guard")
    booth.sim("release")
    booth.start_guard()
    wait_until_connected(booth, dials_before)
    booth.wait_for_view("Alarm")


def test_the_booths_logs_hold_no_number(booth: WholeBooth) -> None:
    press_twice(booth)
    eventually(lambda: booth.phase() is AlarmPhase.CONNECTED, "the duty centre has answered")
    for name in ("guard", "kiosk"):
        assert DUTY_CENTRE not in booth.log(name)


def test_a_guard_without_its_link_still_dials(tmp_path: Path) -> None:
    unusable = {"guard_socket": '"/dev/null/guard.sock"'}
    with WholeBooth(tmp_path, changes=unusable) as booth:
        booth.start_simulators()
        booth.start_guard()
        eventually(lambda: "io is ready" in booth.log("guard"), "the wires are watched")
        booth.sim("press")
        eventually(lambda: booth.dialled() == [DUTY_CENTRE], "the duty centre is dialled")
