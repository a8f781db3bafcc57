"""Every visit can be walked, on real processes: upright in Chinese, lying in English."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from hardware.link.messages import AlarmPhase, CallForHelp, EndAlarm
from tests.booth_processes import LANDSCAPE, PORTRAIT, PanelSize, WholeBooth, eventually, virtual_display
from tests.platform_process import running_platform
from tests.tours.guide import Guide
from tests.tours.visits import VISITS, Walk


@pytest.mark.tour
class Tour:
    """All visits on one booth."""

    panel: ClassVar[PanelSize]
    language: ClassVar[str]

    @pytest.fixture(scope="class")
    @classmethod
    def guide(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guide]:
        folder: Path = tmp_path_factory.mktemp("tour")
        with (
            virtual_display(cls.panel) as display,
            running_platform(folder / "platform") as platform,
            WholeBooth(folder, display, cls.panel, platform=platform) as booth,
        ):
            booth.start()
            yield Guide(booth, cls.language, folder / "album")

    @pytest.mark.parametrize("walk", VISITS, ids=lambda walk: walk.__name__)
    def test_the_visit_can_be_walked(self, guide: Guide, walk: Walk) -> None:
        empty_the_booth(guide)
        walk(guide)


class TestUprightInChinese(Tour):
    panel, language = PORTRAIT, "zh_Hans"


class TestLyingInEnglish(Tour):
    panel, language = LANDSCAPE, "en"


def empty_the_booth(guide: Guide) -> None:
    """By an alarm: it wipes the visit that it interrupts in less time than a kiosk needs to start anew."""
    if eventually(guide.booth.kiosk, "the kiosk answers").view != "Attract":
        if guide.booth.phase() is AlarmPhase.NONE:
            guide.booth.tell_guard(CallForHelp(1))
            guide.see("Alarm")
        guide.booth.tell_guard(EndAlarm("technician", 1))
        guide.see("Attract")
    guide.leave()
