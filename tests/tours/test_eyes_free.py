"""Every service can be used by handset and keys alone, on real processes, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.booth_processes import PORTRAIT, WholeBooth, virtual_display
from tests.platform_process import running_platform
from tests.tours.eyes_free import EYES_FREE, Walk
from tests.tours.guide import Guide


@pytest.fixture(scope="module", params=["zh_Hans", "en"])
def caller(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guide]:
    """Somebody with the handset, who looks at nothing."""
    pytest.importorskip("numpy", reason="the extra `voice` is not installed")
    folder: Path = tmp_path_factory.mktemp("tour")
    with (
        running_platform(folder / "platform") as platform,
        virtual_display(PORTRAIT) as display,
        WholeBooth(folder, display, PORTRAIT, platform=platform, more="[voice]") as booth,
    ):
        booth.start()
        yield Guide(booth, request.param, folder / "album")


@pytest.mark.tour
@pytest.mark.parametrize("walk", EYES_FREE, ids=lambda walk: walk.__name__)
def test_the_service_can_be_used_by_keys_alone(caller: Guide, walk: Walk) -> None:
    caller.leave()
    walk(caller)
    caller.leave()
