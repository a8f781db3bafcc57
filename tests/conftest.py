"""How the suite is run: what takes longest first, and never asserting a speed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

TESTS = Path(__file__).parent
OF_THE_WHOLE_BOOTH = (TESTS, TESTS / "tours")

settings.register_profile("suite", deadline=None)
settings.load_profile("suite")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole booths take minutes: begun last, one would keep a single worker busy after all others."""
    items.sort(key=lambda item: item.path.parent not in OF_THE_WHOLE_BOOTH)
