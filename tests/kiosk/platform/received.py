"""What the demonstration platform has taken, read from its database."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from kiosk.platform.contract.records import Happening
from kiosk.platform.outbox_words import happening_adapter
from tests.platform_process import PlatformProcess


@dataclass(frozen=True, slots=True)
class Received:
    """`received`: when its batch came, seconds since 1970."""

    id: str
    happened: float
    received: float
    data: Happening


def received(platform: PlatformProcess) -> list[Received]:
    """In the order in which they came; of one batch in any order."""
    connection = sqlite3.connect(platform.database.removeprefix("sqlite:///"), timeout=10)
    try:
        rows = connection.execute(
            "SELECT id, happened, received, data FROM records ORDER BY received"
        ).fetchall()
    finally:
        connection.close()
    return [
        Received(record_id, happened, came, happening_adapter().validate_json(data))
        for record_id, happened, came, data in rows
    ]
