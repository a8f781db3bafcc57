"""The invented people of the demonstration, and their cards."""

from __future__ import annotations

import tomllib
from pathlib import Path

from hardware.link.cards import CardKind, CardRead

PEOPLE = tomllib.loads((Path(__file__).parents[2] / "deploy" / "demo" / "people.toml").read_text("utf-8"))


def card_of(person: str) -> CardRead:
    return CardRead(0, CardKind.ID_CARD, PEOPLE[person]["name"], PEOPLE[person]["id_number"], None)
