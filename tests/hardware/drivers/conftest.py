from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from hardware.simulators.booth import simulated_booth

Sim = Callable[[str], dict[str, Any]]


@pytest.fixture
async def sim(tmp_path: Path) -> AsyncIterator[Sim]:
    """Tells the simulated devices at tmp_path/wires what to do: sim("key 5")."""
    async with simulated_booth(tmp_path) as verbs:
        yield lambda words: verbs.run(words.split())
