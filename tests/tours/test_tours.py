"""Every visit can be walked, on real processes: upright in Chinese, lying in English."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.booth_processes import LANDSCAPE, PORTRAIT, WholeBooth, virtual_display
from tests.platform_process import running_platform
from tests.tours.guide import Guide
from tests.tours.visits import VISITS, Walk


@pytest.fixture(scope="module", params=[(PORTRAIT, "zh_Hans"), (LANDSCAPE, "en")], ids=["upright", "lying"])
def guide(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guide]:
    panel, language = request.param
    folder: Path = tmp_path_factory.mktemp("tour")
    with (
        virtual_display(panel) as display,
        running_platform(folder / "platform") as platform,
        WholeBooth(folder, display, panel, platform=platform) as booth,
    ):
        booth.start()
        yield Guide(booth, language, folder / "album")


@pytest.mark.tour
@pytest.mark.parametrize("walk", VISITS, ids=lambda walk: walk.__name__)
def test_the_visit_can_be_walked(guide: Guide, walk: Walk) -> None:
    guide.leave()
    walk(guide)
    guide.leave()
