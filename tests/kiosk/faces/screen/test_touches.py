"""From fingers to replies, with a clock in hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from kiosk.conversation.scene import Chosen, GlobalKey, Keyed, PressedGlobalKey, Reply, Touched
from kiosk.faces.screen.boxes import Box
from kiosk.faces.screen.elements import Hold, Key, TurnPage
from kiosk.faces.screen.theme import CALM
from kiosk.faces.screen.touches import Touches

SLOP_PX = 20


def key(column: int, action: Reply | TurnPage | Hold, *, at_once: bool = False, enabled: bool = True) -> Key:
    return Key(Box(column * 200, 0, 100, 100), repr(action), action, CALM.card, 0, 0, (), enabled, at_once)


YES = key(0, Chosen("yes"))
NO = key(1, Chosen("no"))
FIVE = key(2, Keyed("5"), at_once=True)
SIX = key(3, Keyed("6"), at_once=True)
EMERGENCY = key(4, PressedGlobalKey(GlobalKey.EMERGENCY), at_once=True)
MORE = key(5, TurnPage(1))
SECRET = key(7, Hold())
DIMMED = key(6, PressedGlobalKey(GlobalKey.BACK), enabled=False)


@dataclass
class Hand:
    """Touches keys in their middle. `pressed` are the keys that look so."""

    replies: list[Reply] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)
    pressed: set[Key] = field(default_factory=set)
    held: list[Key | None] = field(default_factory=list)
    now: float = 100.0

    def __post_init__(self) -> None:
        self.touches = Touches(self._show, self.replies.append, self.pages.append, self._note_held)
        self.touches.offer((YES, NO, FIVE, SIX, EMERGENCY, MORE, DIMMED, SECRET), SLOP_PX)

    def _note_held(self) -> None:
        self.held.append(self.touches.held)

    def _show(self, key: Key, pressed: bool) -> None:
        (self.pressed.add if pressed else self.pressed.discard)(key)

    def down(self, key: Key, finger: int = 1) -> None:
        self.touches.down(finger, key.box.x + 50, 50, self.now)

    def up(self, key: Key, finger: int = 1, beside_px: int = 0) -> None:
        x = key.box.right + beside_px if beside_px else key.box.x + 50
        self.touches.up(finger, x, 50, self.now)

    def slide(self, key: Key, beside_px: int, finger: int = 1) -> None:
        self.touches.move(finger, key.box.right + beside_px, 50, self.now)

    def tap(self, key: Key, after_seconds: float = 1.0) -> None:
        self.now += after_seconds
        self.down(key)
        self.up(key)


@pytest.fixture
def hand() -> Hand:
    return Hand()


def test_a_choice_acts_when_the_finger_is_lifted(hand: Hand) -> None:
    hand.down(YES)
    assert hand.pressed == {YES}
    assert hand.replies == []
    hand.up(YES)
    assert hand.replies == [Chosen("yes")]


def test_a_quick_touch_can_be_seen_for_a_moment(hand: Hand) -> None:
    hand.tap(YES)
    hand.touches.settle(hand.now + 0.1)
    assert hand.pressed == {YES}
    hand.touches.settle(hand.now + 0.2)
    assert hand.pressed == set()


def test_digits_and_the_emergency_act_when_the_finger_comes_down(hand: Hand) -> None:
    hand.down(FIVE)
    hand.down(EMERGENCY, finger=2)
    assert hand.replies == [Keyed("5"), PressedGlobalKey(GlobalKey.EMERGENCY)]
    hand.up(FIVE)
    hand.up(EMERGENCY, finger=2)
    assert len(hand.replies) == 2
    assert hand.pressed == set()


def test_a_finger_may_slip_a_little(hand: Hand) -> None:
    hand.down(YES)
    hand.up(YES, beside_px=SLOP_PX - 1)
    assert hand.replies == [Chosen("yes")]


def test_a_finger_that_slips_off_chooses_nothing(hand: Hand) -> None:
    hand.down(YES)
    hand.up(YES, beside_px=SLOP_PX + 1)
    assert hand.replies == [Touched()]


@pytest.mark.parametrize("x", [150, DIMMED.box.x + 50], ids=["between keys", "on a dimmed key"])
def test_a_touch_that_asks_for_nothing_is_still_a_touch(hand: Hand, x: int) -> None:
    hand.touches.down(1, x, 50, hand.now)
    hand.touches.up(1, x, 50, hand.now)
    assert hand.replies == [Touched()]


def test_a_second_press_within_half_a_second_is_ignored(hand: Hand) -> None:
    hand.tap(YES)
    hand.tap(YES, after_seconds=0.45)
    hand.tap(NO, after_seconds=0.01)
    assert hand.replies == [Chosen("yes")]
    hand.tap(NO, after_seconds=0.1)
    assert hand.replies == [Chosen("yes"), Chosen("no")]


def test_a_second_press_does_not_key_a_digit_of_the_next_screen(hand: Hand) -> None:
    hand.tap(YES)
    hand.tap(FIVE, after_seconds=0.3)
    assert hand.replies == [Chosen("yes")]


def test_other_digits_follow_at_any_speed_and_the_same_one_after_a_moment(hand: Hand) -> None:
    hand.tap(FIVE)
    hand.tap(SIX, after_seconds=0.05)
    hand.tap(SIX, after_seconds=0.2)
    hand.tap(SIX, after_seconds=0.1)
    assert hand.replies == [Keyed("5"), Keyed("6"), Keyed("6")]


def test_the_emergency_is_never_ignored(hand: Hand) -> None:
    hand.tap(YES)
    hand.tap(EMERGENCY, after_seconds=0.01)
    hand.tap(EMERGENCY, after_seconds=0.01)
    assert hand.replies[1:] == [PressedGlobalKey(GlobalKey.EMERGENCY)] * 2


def test_a_key_that_is_gone_when_the_finger_is_lifted_does_not_act(hand: Hand) -> None:
    hand.down(YES)
    hand.touches.offer((NO,), SLOP_PX)
    hand.up(YES)
    assert hand.replies == [Touched()]


def test_another_page_is_turned_here_and_told_as_a_touch(hand: Hand) -> None:
    hand.tap(MORE)
    assert hand.pages == [1]
    assert hand.replies == [Touched()]


def test_a_finger_that_was_down_before_the_visit_ended_does_nothing(hand: Hand) -> None:
    hand.down(YES)
    hand.touches.forget()
    assert hand.pressed == set()
    hand.up(YES)
    assert hand.replies == []


def test_a_key_to_be_held_is_held_until_the_finger_is_lifted(hand: Hand) -> None:
    hand.down(SECRET)
    assert hand.held == [SECRET]
    assert hand.pressed == {SECRET}
    hand.up(SECRET)
    assert hand.held == [SECRET, None]
    assert hand.pressed == set()
    assert hand.replies == [Touched(), Touched()]


def test_a_finger_that_trembles_on_a_held_key_stays_and_one_that_leaves_lets_go(hand: Hand) -> None:
    hand.down(SECRET)
    hand.slide(SECRET, SLOP_PX - 1)
    assert hand.touches.held == SECRET
    hand.slide(SECRET, SLOP_PX + 1)
    assert hand.touches.held is None
    hand.slide(SECRET, -50)
    hand.up(SECRET)
    assert hand.held == [SECRET, None]


def test_a_held_key_may_be_held_again_at_once(hand: Hand) -> None:
    hand.tap(SECRET)
    hand.tap(SECRET, after_seconds=0.05)
    assert hand.held == [SECRET, None] * 2


def test_another_finger_does_not_let_a_held_key_go(hand: Hand) -> None:
    hand.down(SECRET)
    hand.now += 1
    hand.down(YES, finger=2)
    hand.up(YES, finger=2)
    assert hand.touches.held == SECRET
    hand.up(SECRET)
    assert hand.touches.held is None


@pytest.mark.parametrize("end", [Touches.let_go, Touches.forget])
def test_a_held_key_is_let_go_when_the_view_changes_or_the_visit_ends(
    hand: Hand, end: Callable[[Touches], None]
) -> None:
    hand.down(SECRET)
    end(hand.touches)
    assert hand.touches.held is None
    assert hand.pressed == set()
    hand.up(SECRET)
    assert hand.replies == [Touched()]
