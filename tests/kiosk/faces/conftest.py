"""What the tests of the eyes-free booth share."""

from __future__ import annotations

import pytest


@pytest.fixture
def swift_dialler(monkeypatch: pytest.MonkeyPatch) -> None:
    """A 1 that may begin 110 waits for the next key of a dialler who needs less than a second for it."""
    monkeypatch.setattr("kiosk.conversation.stage.ANOTHER_KEY_SECONDS", 0.05)
    monkeypatch.setattr("kiosk.conversation.stage.SLOW_KEY_SECONDS", 0.05)
