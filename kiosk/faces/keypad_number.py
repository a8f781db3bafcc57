"""A number keyed without a look: what its keys are used for before they reach the stage, and what is said."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.conversation.scene import GlobalKey, PressedGlobalKey, Reply, Scene
from kiosk.conversation.views import EnterNumber
from kiosk.faces.keypad_telling import Mouth, Telling

STAR, HASH = "*", "#"


class NumberEntry:
    def __init__(
        self, mouth: Mouth, telling: Telling, reply: Callable[[Reply], None], reminders: int
    ) -> None:
        """`reminders`: how often in a row it is said how to go on, while no key is pressed."""
        self._mouth = mouth
        self._telling = telling
        self._reply = reply
        self._most_reminders = reminders
        self._reminders = 0

    def begin_anew(self) -> None:
        self._reminders = 0

    def must_be_heard_out(self, scene: Scene, key: str) -> bool:
        """Trembling fingers press "#" twice: the number that is being read back is not done by that."""
        return key == HASH and self._telling.is_reading_back(scene)

    def key(self, scene: Scene, view: EnterNumber, key: str) -> bool:
        """Whether it was used up here."""
        if key == HASH:
            if view.check(scene.draft) is None:
                return not self._telling.was_read_back(scene)
            self._telling.tell_fault_again()
        elif key == STAR and not scene.draft:
            if GlobalKey.BACK in scene.keys:
                self._reply(PressedGlobalKey(GlobalKey.BACK))
            else:
                self._telling.say(self._telling.prompter.how_to_begin(scene, view))
            return True
        elif key.isdigit() and len(scene.draft) >= view.max_digits:
            self._telling.tell_how_to_go_on(scene, view)
            return True
        return False

    def remind(self, scene: Scene, view: EnterNumber) -> None:
        """Nobody has pressed a key for a while."""
        if not self._mouth.speaking and self._reminders < self._most_reminders:
            self._reminders += 1
            self._telling.tell_how_to_go_on(scene, view, attentive=False)
