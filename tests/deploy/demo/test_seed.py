"""The invented data fits together, and with the cards that can be laid on the demonstration's reader."""

from __future__ import annotations

import tomllib

from deploy.demo.platform.seed import load_seed
from kiosk.platform.contract.places import PlaceKind
from tests.booth_processes import DEMO_FILE

NO_REGION = "999999"  # GB/T 2260 gives no region this code


def test_the_platform_knows_those_whose_cards_can_be_laid() -> None:
    cards = tomllib.loads((DEMO_FILE.parent / "people.toml").read_text("utf-8"))
    known = {citizen.id: citizen.id_number for citizen in load_seed().citizens}
    assert known == {name: card["id_number"] for name, card in cards.items()}
    assert all(number.startswith(NO_REGION) for number in known.values())


def test_hospitals_are_places_and_only_bus_stops_have_lines() -> None:
    seed = load_seed()
    hospitals = [place.id for place in seed.places if place.kind is PlaceKind.HOSPITAL]
    assert sorted(hospitals) == sorted(hospital.place for hospital in seed.hospitals)
    assert all(bool(place.lines) == (place.kind is PlaceKind.BUS_STOP) for place in seed.places)


def test_ids_can_be_part_of_a_slots_id() -> None:
    """Which is made of them and dots."""
    for hospital in load_seed().hospitals:
        for part in (hospital.place, *(department.id for department in hospital.departments)):
            assert "." not in part
