"""Every screen with what the booth hears above it."""

from __future__ import annotations

import pytest

from tests.kiosk.faces.screen.audit_process import composed


@pytest.mark.parametrize("panel", ["upright", "lying", "smallest"])
def test_what_is_heard_covers_nothing(panel: str) -> None:
    assert composed(panel, "--hearing") == []
