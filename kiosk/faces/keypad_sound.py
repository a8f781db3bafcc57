"""The menu that "#" opens: pace, volume and language. Its keys choose nothing of the view on stage."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.conversation.keying import EMERGENCY_NUMBERS, number_begun
from kiosk.conversation.scene import GlobalKey, PressedGlobalKey, Reply, Scene
from kiosk.conversation.views import PERSON_KEY
from kiosk.faces.keypad_menus import SoundKey
from kiosk.faces.keypad_telling import Mouth, Telling


class SoundMenu:
    def __init__(
        self,
        mouth: Mouth,
        telling: Telling,
        reply: Callable[[Reply], None],
        dial: Callable[[str], None],
        say_again: Callable[[], None],
    ) -> None:
        """`dial` is called with an emergency number, `say_again` when the menu is left for the view."""
        self._mouth = mouth
        self._telling = telling
        self._reply = reply
        self._dial = dial
        self._say_again = say_again
        self._open = False
        self._dialled = ""  # how an emergency number begins, of which the stage knows nothing

    @property
    def is_open(self) -> bool:
        return self._open

    def open(self, scene: Scene) -> None:
        """It stays until it is left."""
        self._open, self._dialled = True, ""
        self._telling.say(self._telling.prompter.sound_menu(scene))

    def close(self) -> None:
        self._open = False

    def key(self, scene: Scene, key: str) -> bool:
        """Whether it was used up here."""
        self._dialled = number_begun(self._dialled + key)
        if self._dialled in EMERGENCY_NUMBERS:
            self.close()
            self._dial(self._dialled)
            return True
        if self._dialled:
            self._telling.say(self._telling.prompter.dialling(scene, self._dialled))
            return True
        return self._adjust(scene, key)

    def _adjust(self, scene: Scene, key: str) -> bool:
        before, prompter = self._mouth.hearing, self._telling.prompter
        match key:
            case SoundKey.SLOWER | SoundKey.FASTER:
                self._mouth.faster(1 if key == SoundKey.FASTER else -1)
            case SoundKey.LOUDER | SoundKey.SOFTER:
                self._mouth.louder(1 if key == SoundKey.LOUDER else -1)
            case SoundKey.LANGUAGE if GlobalKey.LANGUAGE in scene.keys:
                self.close()
                self._reply(PressedGlobalKey(GlobalKey.LANGUAGE))
                return True
            case SoundKey.REPEAT | "*" | "#":
                self.close()
                self._say_again()
                return True
            case _ if key == PERSON_KEY and GlobalKey.PERSON in scene.keys:
                self.close()
                self._reply(PressedGlobalKey(GlobalKey.PERSON))
                return True
            case _:
                self._telling.say(prompter.sound_menu(scene))
                return True
        self._telling.say(prompter.sound_changed(scene, SoundKey(key), self._mouth.hearing != before))
        return True
