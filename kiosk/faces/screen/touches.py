"""From fingers to replies.

A key is drawn pressed when the finger comes down and acts when it is lifted, so that a slip can be taken back
(WCAG 2.2, 2.5.2). It looks pressed for a moment longer: a quick touch can be seen, and no frame is spent on
the key that the next screen replaces. Digits, Erase and the emergency act at once.

A second press within 0.5 s is ignored: a trembling finger's second touch must not answer the next question.
After a digit only the same one again is, and for half as long (EN 301 549 5.8 speaks of identical keys, and
asks for *up to* 0.5 s): numbers such as 88 are typed by the quick as well. The emergency is never ignored.

A key to be held acts for as long as the finger stays on it, and answers nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from kiosk.conversation.scene import Keyed, Reply, Touched
from kiosk.faces.screen.elements import Hold, Key, TurnPage

SECOND_PRESS_SECONDS = 0.5
SAME_DIGIT_SECONDS = 0.25
LINGER_SECONDS = 0.15


class Touches:
    def __init__(
        self,
        show_pressed: Callable[[Key, bool], None],
        reply: Callable[[Reply], None],
        turn_page: Callable[[int], None],
        hold: Callable[[], None],
    ) -> None:
        """`hold` is called when `held` has changed by a finger."""
        self._show_pressed = show_pressed
        self._reply = reply
        self._turn_page = turn_page
        self._hold = hold
        self.keys: tuple[Key, ...] = ()  # that can be touched now
        self._slop_px = 0
        self._pressed: dict[object, Key] = {}
        self._lingering: dict[Key, float] = {}
        self._last_key: Key | None = None
        self._last_acted = float("-inf")

    @property
    def held(self) -> Key | None:
        """The key to be held that a finger is on."""
        return next((key for key in self._pressed.values() if isinstance(key.action, Hold)), None)

    def let_go(self) -> None:
        """The held key is held no longer, whatever its finger does."""
        for finger, key in list(self._pressed.items()):
            if isinstance(key.action, Hold):
                del self._pressed[finger]
                self._show_pressed(key, False)

    def offer(self, keys: tuple[Key, ...], slop_px: int) -> None:
        """These keys can be touched now. A finger may leave its key by `slop_px` before it is lifted."""
        self.keys = keys
        self._slop_px = slop_px

    def forget(self) -> None:
        """Fingers that are still down belonged to somebody else."""
        for key in (*self._pressed.values(), *self._lingering):
            self._show_pressed(key, False)
        self._pressed.clear()
        self._lingering.clear()

    def settle(self, now: float) -> None:
        """Keys that have been lifted for a while no longer look pressed. To be called now and then."""
        for key in [key for key, lifted in self._lingering.items() if now - lifted >= LINGER_SECONDS]:
            del self._lingering[key]
            self._show_pressed(key, False)

    def down(self, finger: object, x: float, y: float, now: float) -> None:
        """`now` is in seconds on any steady clock."""
        key = next((key for key in self.keys if key.box.holds(x, y)), None)
        if key is None or not key.enabled:
            self._reply(Touched())
            return
        if self._is_second_press(key, now):
            return
        self._pressed[finger] = key
        self._lingering.pop(key, None)
        self._show_pressed(key, True)
        if key.at_once:
            self._act(key, now)
        elif isinstance(key.action, Hold):
            self._hold()
            self._reply(Touched())

    def move(self, finger: object, x: float, y: float, _now: float) -> None:
        """A held key is let go where the finger leaves it."""
        key = self._pressed.get(finger)
        if key is not None and isinstance(key.action, Hold) and not key.box.holds(x, y, self._slop_px):
            self._let_go_of(finger, key)

    def up(self, finger: object, x: float, y: float, now: float) -> None:
        key = self._pressed.get(finger)
        if key is None:
            return
        if isinstance(key.action, Hold):
            self._let_go_of(finger, key)
            return
        del self._pressed[finger]
        if not key.at_once and key in self.keys and key.box.holds(x, y, self._slop_px):
            self._lingering[key] = now
            self._act(key, now)
            return
        self._show_pressed(key, False)
        if not key.at_once:
            self._reply(Touched())

    def _let_go_of(self, finger: object, key: Key) -> None:
        del self._pressed[finger]
        self._show_pressed(key, False)
        self._hold()
        self._reply(Touched())

    def _is_second_press(self, key: Key, now: float) -> bool:
        passed = now - self._last_acted
        if self._last_key is None or _is_emergency(key):
            return False
        if _is_digit(self._last_key):
            return key.name == self._last_key.name and passed < SAME_DIGIT_SECONDS
        return passed < SECOND_PRESS_SECONDS

    def _act(self, key: Key, now: float) -> None:
        self._last_key, self._last_acted = key, now
        match key.action:
            case TurnPage(page):
                self._turn_page(page)
                self._reply(Touched())
            case Hold():
                self._reply(Touched())
            case reply:
                self._reply(reply)


def _is_digit(key: Key) -> bool:
    return isinstance(key.action, Keyed) and key.at_once


def _is_emergency(key: Key) -> bool:
    return key.at_once and not _is_digit(key)
