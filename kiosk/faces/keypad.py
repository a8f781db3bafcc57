"""The eyes-free booth: every view by the handset and twelve keys, without a look at the screen.

It speaks while it is active: from the first key with the handset lifted, or when the handset was lifted and
nothing touched for a while, until the handset is replaced or the screen is touched.

Keys: digits choose, 0 says it again, 9 is a person, "*" back, "#" the sound. In a number every digit is one,
"*" takes one back, and before the first digit leads back; "#" reads the number back, and once more is done.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.conversation.keying import Reading, read_keys
from kiosk.conversation.scene import GlobalKey, Keyed, PressedGlobalKey, Reply, Scene, Touched
from kiosk.conversation.views import AGAIN_KEY, PERSON_KEY, Alarm, Attract, EnterNumber, InCall, Reveal, View
from kiosk.faces.keypad_menus import SoundKey
from kiosk.faces.keypad_telling import Mouth, Telling, Timer
from kiosk.faces.voice.menus import key_to_reveal
from kiosk.faces.voice.saying import echo
from kiosk.faces.voice.spoken import Spoken

STAR, HASH = "*", "#"
NO_CODE = HASH  # on views that ask for no number it begins no code, so the stage drops what was keyed


@dataclass(frozen=True, slots=True)
class Patience:
    untouched_seconds: float = 4.0  # with the handset lifted: then it speaks without a key
    keyless_seconds: float = 8.0  # in a number, after the last word: then it says how to go on
    reminders: int = 3  # of that kind, one after the other
    attentive_seconds: float = 15.0  # whoever listens for longer is still there: the idle clock is told


class KeypadFace:
    """A kiosk.conversation.scene.Face. All of it is called in the loop's thread."""

    def __init__(
        self, mouth: Mouth, spoken: Spoken, reply: Callable[[Reply], None], patience: Patience | None = None
    ) -> None:
        """The mouth's `has_spoken` has to reach the face's. The mouth may be shared: see `active`."""
        self._mouth = mouth
        self._reply = reply
        self._patience = patience or Patience()
        self._telling = Telling(mouth, spoken, self._patience.attentive_seconds, self._attends)
        self._silence = Timer()
        self._scene: Scene | None = None
        self._lifted = self._active = self._greeted = False
        self._keyed = ""  # towards a choice that needs several keys, as the stage counts them
        self._in_sound_menu = False
        self._reminders = 0

    @property
    def active(self) -> bool:
        """Whether it speaks, so that no other face may."""
        return self._active

    @property
    def transcript(self) -> tuple[str, ...]:
        """The last sentences that the mouth was given in this visit."""
        return tuple(self._telling.transcript)

    def show(self, scene: Scene) -> None:
        before, self._scene = self._scene, scene
        another = before is None or _is_another(before.view, scene.view)
        if another:
            self._begin_view(before, scene)
        if not self._active:
            return
        if before is None or not (self._greeted or isinstance(scene.view, Attract)):
            self._greet()
        elif another:
            self._tell_another(before, scene)
        else:
            self._telling.tell_change(before, scene, self._keyed)

    def forget(self) -> None:
        self._telling.forget()
        self._silence.stop()
        self._keyed, self._in_sound_menu, self._reminders, self._greeted = "", False, 0, False
        if self._active:
            # Once the other faces have forgotten too: they share the mouth.
            asyncio.get_running_loop().call_soon(self._welcome)

    def handset(self, lifted: bool) -> None:
        """The handset was lifted or replaced. The visit does not end by that."""
        if lifted == self._lifted:
            return
        self._lifted = lifted
        if lifted:
            self._silence.start(self._patience.untouched_seconds, self._wake)
        else:
            self._rest()

    def touched(self) -> None:
        """The screen was touched: somebody sees it."""
        self._rest()

    def key(self, key: str) -> bool:
        """A key below the handset; whether it was used up here. If not, it is the stage's."""
        if not self._lifted or self._scene is None:
            return False
        self._telling.hush()
        self._silence.stop()
        self._reminders = 0
        if not self._active:
            self._active = True
            self._telling.catch_up(self._scene, self._keyed)
        used = self._take(self._scene, key)
        if used:
            self._reply(Touched())
        self._await_key()
        return used

    def has_spoken(self) -> None:
        """The mouth has said all that it was given, to its end."""
        self._telling.has_spoken()
        self._await_key()

    def _take(self, scene: Scene, key: str) -> bool:
        if scene.idle_warning is not None:
            return False
        match scene.view:
            case Attract():
                self._keyed += key
                return False
            case InCall() | Alarm():
                if key == AGAIN_KEY:
                    self._say_again()
                return False
            case EnterNumber() as view:
                return self._enter(scene, view, key)
            case _ if self._in_sound_menu:
                return self._adjust(scene, key)
            case _:
                return self._choose(scene, key)

    def _enter(self, scene: Scene, view: EnterNumber, key: str) -> bool:
        prompter = self._telling.prompter
        if key == HASH:
            if view.check(scene.draft) is None:
                return not self._telling.was_read_back(scene)
            self._telling.tell_fault_again()
        elif key == STAR and not scene.draft:
            if GlobalKey.BACK in scene.keys:
                self._reply(PressedGlobalKey(GlobalKey.BACK))
            else:
                self._telling.say(prompter.how_to_begin(scene, view))
            return True
        elif key.isdigit() and len(scene.draft) >= view.max_digits:
            self._telling.say(prompter.how_to_go_on(scene, view))
            return True
        return False

    def _choose(self, scene: Scene, key: str) -> bool:
        if key == HASH:
            self._in_sound_menu = True
            self._telling.say(self._telling.prompter.sound_menu(scene))
            return True
        if key == STAR and self._keyed:
            self._reply(Keyed(NO_CODE))
            self._keyed = ""
            self._say_again()
            return True
        reading = read_keys(scene.view, self._keyed, key)
        if not (reading.keyed or reading.value or reading.emergency) and self._answer_here(scene, key):
            return True
        self._keyed = reading.keyed
        self._say_keyed(scene, key, reading)
        return False

    def _answer_here(self, scene: Scene, key: str) -> bool:
        """Keys that are no choice of the view, and not the stage's."""
        if key == AGAIN_KEY:
            self._say_again()
            return True
        if isinstance(scene.view, Reveal) and key == key_to_reveal(scene.view):
            self._telling.tell_secret(scene)
            return True
        return False

    def _say_keyed(self, scene: Scene, key: str, reading: Reading) -> None:
        """Where a key leads that the stage takes; nothing when it is another view."""
        prompter, codes = self._telling.prompter, [choice.digit for choice in scene.view.choices]
        if reading.pending:
            self._telling.say([echo(key, scene.manner.language)])
        elif reading.value or reading.emergency or _leads_away(scene, key, reading):
            return
        elif reading.keyed and any(code.startswith(reading.keyed) for code in codes):
            self._say_again()
        elif reading.keyed:
            self._telling.say(prompter.dialling(scene, reading.keyed))
        elif self._greeted:
            self._telling.say(prompter.nothing_at(scene, key))
        else:
            self._greet()

    def _adjust(self, scene: Scene, key: str) -> bool:
        """The menu of the sound, which stays until it is left."""
        before, prompter = self._mouth.hearing, self._telling.prompter
        match key:
            case SoundKey.SLOWER | SoundKey.FASTER:
                self._mouth.faster(1 if key == SoundKey.FASTER else -1)
            case SoundKey.LOUDER | SoundKey.SOFTER:
                self._mouth.louder(1 if key == SoundKey.LOUDER else -1)
            case SoundKey.LANGUAGE if GlobalKey.LANGUAGE in scene.keys:
                self._in_sound_menu = False
                self._reply(PressedGlobalKey(GlobalKey.LANGUAGE))
                return True
            case SoundKey.REPEAT | "0" | "*" | "#":
                self._in_sound_menu = False
                self._say_again()
                return True
            case _:
                self._in_sound_menu = key != PERSON_KEY
                if self._in_sound_menu:
                    self._telling.say(prompter.sound_menu(scene))
                return self._in_sound_menu
        self._telling.say(prompter.sound_changed(scene, SoundKey(key), self._mouth.hearing != before))
        return True

    def _begin_view(self, before: Scene | None, scene: Scene) -> None:
        """The stage carries the keys that woke the booth over to the next view, and drops all others."""
        woken_by = self._keyed if before is not None and isinstance(before.view, Attract) else ""
        self._keyed = ""
        for key in woken_by:
            self._keyed = read_keys(scene.view, self._keyed, key).keyed
        self._in_sound_menu = False
        self._reminders = 0
        self._telling.begin_view()

    def _tell_another(self, before: Scene, scene: Scene) -> None:
        if self._keyed:
            self._telling.tell_view(scene, self._keyed)
        else:
            self._telling.tell_step(before, scene)

    def _wake(self) -> None:
        self._active = True
        self._greet()

    def _greet(self) -> None:
        """The first thing that is said in a visit."""
        if self._scene is None:
            return
        self._greeted = not isinstance(self._scene.view, Attract)
        if self._keyed and self._greeted:
            self._say_again()
        else:
            self._telling.greet(self._scene)

    def _welcome(self) -> None:
        if self._active:
            self._say_again()

    def _say_again(self) -> None:
        if not self._greeted:
            self._greet()
        elif self._scene is not None:
            self._telling.tell_view(self._scene, self._keyed)

    def _rest(self) -> None:
        self._silence.stop()
        self._in_sound_menu = False
        if self._active:
            self._active = False
            self._telling.hush()

    def _await_key(self) -> None:
        if self._active and self._scene is not None and isinstance(self._scene.view, EnterNumber):
            self._silence.start(self._patience.keyless_seconds, self._remind)

    def _remind(self) -> None:
        """Nobody has pressed a key of a number for a while."""
        scene = self._scene
        if scene is None or not isinstance(scene.view, EnterNumber) or scene.idle_warning is not None:
            return
        if not self._mouth.speaking and self._reminders < self._patience.reminders:
            self._reminders += 1
            self._telling.remind(scene, scene.view)

    def _attends(self) -> None:
        """Somebody listens; on Attract it would begin a visit."""
        if self._active and self._scene is not None and not isinstance(self._scene.view, Attract):
            self._reply(Touched())


def _is_another(before: View, now: View) -> bool:
    """A view that is put anew, and not the same one in other words."""
    return (type(before), before.title) != (type(now), now.title)


def _leads_away(scene: Scene, key: str, reading: Reading) -> bool:
    """Whether the stage has a meaning of its own for a key that begins no code."""
    if reading.keyed:
        return False
    own = {STAR: GlobalKey.BACK, PERSON_KEY: GlobalKey.PERSON}
    return own.get(key) in scene.keys
