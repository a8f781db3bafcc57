"""Every screen in one manner, measured as it is drawn; and the measuring itself tested."""

from __future__ import annotations

import pytest

from tests.kiosk.faces.screen.audit_process import drawn
from tests.kiosk.faces.screen.spoiled import EXPECTED


@pytest.mark.parametrize("panel", ["upright", "lying"])
def test_no_text_is_drawn_too_pale(panel: str) -> None:
    assert drawn(panel, "--drawn") == []


def test_every_spoiled_screen_is_found_out() -> None:
    found = dict(line.split(": ", 1) for line in drawn("upright", "--spoiled"))
    assert found.keys() == EXPECTED.keys()
    assert found.pop("untouched") == ""
    missed = {name for name in found if not EXPECTED[name] <= set(found[name].split(", "))}
    assert missed == set()
