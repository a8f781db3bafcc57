"""What the tests of `boothctl models` are given."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.boothctl import fetching
from tests.deploy.boothctl.model_desk import LAYOUT, Desk, zipped
from tests.deploy.boothctl.model_site import Site, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site({"small.zip": zipped("small", LAYOUT)})) as served:
        yield served


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """It sees no model of this machine."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("VOSK_MODEL_PATH", raising=False)
    monkeypatch.setattr(fetching, "PAUSES_SECONDS", (0.0, 0.0))
    return Desk(tmp_path)
