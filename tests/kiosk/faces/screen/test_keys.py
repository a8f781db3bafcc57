"""The digits of the keys below the handset, for who sees the screen and uses them."""

from __future__ import annotations

from pathlib import Path

from tests.kiosk.faces.screen.conftest import ScreenProcess


def test_digits_take_the_place_of_icons_and_move_nothing(screen: ScreenProcess, tmp_path: Path) -> None:
    for without, with_keys in (("choose_two", "choose_keys"), ("home", "home_keys")):
        screen.show(without)
        targets, before = screen.ask("targets"), screen.photograph(tmp_path)
        screen.show(with_keys)
        assert screen.ask("targets") == targets
        assert screen.photograph(tmp_path) != before


def test_the_category_that_a_key_has_opened_is_shown(screen: ScreenProcess, tmp_path: Path) -> None:
    screen.show("home")
    targets, before = screen.ask("targets"), screen.photograph(tmp_path)
    screen.show("home_opened")
    assert screen.ask("targets") == targets
    assert screen.photograph(tmp_path) != before


def test_where_a_category_fills_a_page_its_key_turns_to_it(screen: ScreenProcess) -> None:
    screen.show("home", language="en", large_text=True)
    assert "choice:charging" not in screen.ask("targets")
    screen.show("home_opened", language="en", large_text=True)
    assert "choice:charging" in screen.ask("targets")
