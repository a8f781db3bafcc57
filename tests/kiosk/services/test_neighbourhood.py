"""Around here: places by kind, on the map, in detail; buses, menus, and what is known while offline."""

from __future__ import annotations

import math
from pathlib import Path

from hardware.link.messages import Dial
from kiosk.conversation.scene import GlobalKey
from kiosk.conversation.views import Choose, InCall, ShowBoard, ShowCode, ShowPlaces, Tell
from kiosk.platform.client import Platform
from kiosk.platform.contract.places import Dish, Place, PlaceKind, PlaceProperties, Point
from kiosk.settings import Platform as PlatformSettings
from tests.hardware.eventually import eventually
from tests.kiosk.citizen import words
from tests.kiosk.conftest import Booth, standing_booth
from tests.kiosk.services.scripted_platform import ScriptedPlatform, texts
from tests.platform_process import PlatformProcess

KINDS = "What are you looking for?"


async def places(booth: Booth, kind: str) -> ShowPlaces:
    await booth.open_service("neighbourhood")
    await booth.answer(KINDS, kind)
    scene = await booth.citizen.sees_view(ShowPlaces)
    assert isinstance(scene.view, ShowPlaces)
    return scene.view


async def first_place(booth: Booth, kind: str) -> Tell:
    view = await places(booth, kind)
    booth.citizen.choose(view.choices[0].value)
    scene = await booth.citizen.sees_view(Tell)
    assert isinstance(scene.view, Tell)
    return scene.view


async def test_places_are_listed_from_the_nearest_and_marked_where_they_are(served_booth: Booth) -> None:
    view = await places(served_booth, "canteen")
    assert [mark.value for mark in view.marks] == [choice.value for choice in view.choices]
    away = [math.hypot(mark.east_m, mark.north_m) for mark in view.marks]
    assert away == sorted(away)
    assert max(away) <= view.rings[-1].radius_m * 1.1
    assert view.shapes
    assert view.as_of is None


async def test_a_canteen_shows_todays_menu(served_booth: Booth) -> None:
    await places(served_booth, "canteen")
    shown = served_booth.citizen.scene.view.choices[0].value
    served_booth.citizen.choose(shown)
    await served_booth.citizen.sees_view(Tell)
    served_booth.citizen.choose("menu")
    scene = await served_booth.citizen.sees_view(ShowBoard)
    assert isinstance(scene.view, ShowBoard)
    assert all("¥" in words(line.trail) for line in scene.view.lines)


async def test_a_bus_stop_tells_when_the_bus_comes_and_how_old_that_is(served_booth: Booth) -> None:
    await first_place(served_booth, "bus_stop")
    served_booth.citizen.choose("buses")
    scene = await served_booth.citizen.sees(
        lambda s: isinstance(s.view, ShowBoard | Tell) and s.view.icon == "bus-clock"
    )
    if isinstance(scene.view, ShowBoard):
        assert scene.view.as_of is not None


async def test_a_place_can_be_called_and_taken_along(served_booth: Booth) -> None:
    view = await first_place(served_booth, "hospital")
    offered = [choice.value for choice in view.choices]
    served_booth.citizen.choose("phone")
    scene = await served_booth.citizen.sees_view(ShowCode)
    assert isinstance(scene.view, ShowCode)
    assert scene.view.payload.startswith("geo:31.")
    served_booth.citizen.choose("ok")
    await served_booth.citizen.sees_view(Tell)
    assert "call" in offered
    served_booth.citizen.choose("call")
    await served_booth.citizen.sees_view(InCall)
    assert any(isinstance(command, Dial) for command in served_booth.guard.commands)


async def test_something_else_and_back(served_booth: Booth) -> None:
    await first_place(served_booth, "toilet")
    served_booth.citizen.choose("others")
    await served_booth.citizen.sees_title(KINDS)
    served_booth.citizen.choose("park")
    await served_booth.citizen.sees_view(ShowPlaces)
    served_booth.citizen.press(GlobalKey.BACK)
    await served_booth.citizen.sees_view(Choose)


async def test_what_was_known_is_shown_with_its_age_while_the_platform_is_away(
    platform_process: PlatformProcess, tmp_path: Path
) -> None:
    platform_process.reset()
    settings = PlatformSettings(url=platform_process.url, token_file=platform_process.token_file)
    async with standing_booth(Platform(settings, platform_process.station_id, tmp_path)) as booth:
        await places(booth, "canteen")
        await eventually(lambda: (tmp_path / "places.json").exists(), "they are kept")
    away = PlatformSettings(url="http://127.0.0.1:9", token_file=platform_process.token_file)
    async with standing_booth(Platform(away, platform_process.station_id, tmp_path)) as booth:
        view = await places(booth, "canteen")
        assert view.choices


def toilet(number: int) -> Place:
    about = PlaceProperties(PlaceKind.TOILET, texts("x"), texts("y"), 10, 1, "06:00–22:00", open_now=True)
    return Place(f"p{number}", Point((121.4, 31.2)), about)


def canteen() -> Place:
    about = PlaceProperties(
        PlaceKind.CANTEEN,
        texts("x"),
        texts("y"),
        10,
        1,
        "06:00–22:00",
        open_now=False,
        menu=(Dish(texts("soup"), 300),),
    )
    return Place("c", Point((121.4, 31.2)), about)


async def test_with_no_place_at_all_a_person_is_offered() -> None:
    async with standing_booth(ScriptedPlatform()) as booth:
        await booth.open_service("neighbourhood")
        await booth.answer("We know of no place near here.", "person")
        await booth.citizen.sees_view(InCall)


async def test_of_more_than_can_be_numbered_the_nearest_are_shown() -> None:
    platform = ScriptedPlatform()
    platform.places_there = tuple(toilet(number) for number in range(57))
    async with standing_booth(platform) as booth:
        view = await places(booth, "toilet")
    assert [choice.value for choice in view.choices] == [f"p{number}" for number in range(56)]
    assert len(view.marks) == 56


async def test_what_held_yesterday_is_not_told_of_today() -> None:
    platform = ScriptedPlatform()
    platform.places_there = (canteen(),)
    async with standing_booth(platform) as booth:
        fresh = await first_place(booth, "canteen")
    platform.places_fresh = False
    async with standing_booth(platform) as booth:
        old = await first_place(booth, "canteen")
    assert "menu" in [choice.value for choice in fresh.choices]
    assert "menu" not in [choice.value for choice in old.choices]
    assert [words(text) for text in fresh.paragraphs][2:] == ["Closed now. Hours: {hours}"]
    assert [words(text) for text in old.paragraphs][2:] == ["Hours: {hours}", "As of {time}"]
