"""The eyes-free booth: every view by the handset and twelve keys, without a look at the screen.

It speaks while it is active: from the first key with the handset lifted, or when the handset was lifted and
nothing touched for a while, until the handset is replaced or the screen is touched. Where it could be spoken
to, which is not while it speaks, it invites to that first, before the long menu of all services. An alarm it
tells to everybody.

Keys: digits choose, 0 says it again, 9 is a person, "*" back, "#" the menu of the sound, which has 0 and 9
too. In a number every digit is one. Before the first, "*" leads back and "#" to that menu; then "*" takes one
back, and "#" reads the number back and, when it was heard, once more is done. 110, 119 and 120 are dialled
from everywhere but a number and a call.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from kiosk.conversation.keying import Reading
from kiosk.conversation.scene import GlobalKey, Keyed, Reply, Scene, Touched
from kiosk.conversation.timer import Timer
from kiosk.conversation.views import (
    AGAIN_KEY,
    PERSON_KEY,
    Alarm,
    Attract,
    EnterNumber,
    Home,
    InCall,
    Reveal,
)
from kiosk.faces.keypad_number import HASH, STAR, NumberEntry
from kiosk.faces.keypad_patience import Patience
from kiosk.faces.keypad_pressed import Pressed
from kiosk.faces.keypad_sound import SoundMenu
from kiosk.faces.keypad_telling import Mouth, Telling, is_another
from kiosk.faces.voice.menus import key_to_reveal
from kiosk.faces.voice.saying import echo
from kiosk.faces.voice.spoken import Spoken

LEADS_AWAY = {STAR: GlobalKey.BACK, PERSON_KEY: GlobalKey.PERSON}
NO_CODE = HASH  # on views that ask for no number it begins no code, so the stage drops what was keyed


class KeypadFace:
    """A kiosk.conversation.scene.Face. All of it is called in the loop's thread."""

    def __init__(
        self,
        mouth: Mouth,
        spoken: Spoken,
        reply: Callable[[Reply], None],
        patience: Patience | None = None,
        citizen_speaks: Callable[[], bool] = lambda: False,
        can_be_spoken_to: Callable[[], bool] = lambda: False,
    ) -> None:
        """The mouth's `has_spoken` has to reach the face's. The mouth may be shared: see `active`. While
        `citizen_speaks`, or is being understood, the face says nothing of its own accord. `can_be_spoken_to`:
        the booth would hear now what is said to it."""
        self._mouth = mouth
        self._citizen_speaks = citizen_speaks
        self._can_be_spoken_to = can_be_spoken_to
        self._reply = reply
        self._patience = patience or Patience()
        self._telling = Telling(mouth, spoken, self._patience.attentive_seconds, self._attends)
        self._silence = Timer()
        self._scene: Scene | None = None
        self._lifted = self._active = self._greeted = self._inviting = False
        self._pressed = Pressed()
        self._number = NumberEntry(mouth, self._telling, reply, self._patience.reminders)
        self._sound = SoundMenu(mouth, self._telling, reply, self._dial, self._say_again)

    @property
    def active(self) -> bool:
        """Whether it speaks, so that no other face may."""
        return self._active

    def show(self, scene: Scene) -> None:
        before, self._scene = self._scene, scene
        self._pressed.follow(before, scene)
        another = before is None or is_another(before, scene)
        if another:
            self._begin_view()
        elif before is not None and before.draft != scene.draft:
            self._sound.close()
        if not self._active:
            if before is not None:
                self._telling.call_out(before, scene)
            return
        if self._inviting and scene.idle_warning is None:
            return
        if before is None or not (self._greeted or isinstance(scene.view, Attract)):
            self._greet()
        elif another and self._pressed.keyed:
            self._say_again()
        elif another:
            self._telling.tell_step(before, scene)
        else:
            self._telling.tell_change(before, scene, self._pressed.keyed)

    def forget(self) -> None:
        self._telling.forget()
        self._silence.stop()
        self._pressed.forget()
        self._sound.close()
        self._number.begin_anew()
        self._greeted = self._inviting = False
        if self._active:
            # Once the other faces have forgotten too: they share the mouth.
            asyncio.get_running_loop().call_soon(self._welcome)
        elif self._lifted:  # whoever spoke to the booth and still holds the handset is told how to go on
            self._silence.start(self._patience.untouched_seconds, self._wake)

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
        if self._number.must_be_heard_out(self._scene, key):
            self._reply(Touched())
            return True
        self._telling.hush()
        self._silence.stop()
        self._number.begin_anew()
        if not self._active:
            self._active = True
            self._telling.catch_up(self._scene, self._pressed.keyed)
        used = self._ask_for_menu(key) if self._inviting else self._take(self._scene, key)
        if used:
            self._reply(Touched())
        self._await_key()
        return used

    def has_spoken(self) -> None:
        """The mouth has said all that it was given, to its end."""
        self._telling.has_spoken()
        if self._inviting:
            self._silence.start(self._patience.invited_seconds, self._wake)
        else:
            self._await_key()

    def _take(self, scene: Scene, key: str) -> bool:
        view, warned = scene.view, scene.idle_warning is not None
        if isinstance(view, InCall | Alarm):
            if key == AGAIN_KEY and not warned:
                self._say_again()
            return False
        if self._sound.is_open and not warned:
            return self._sound.key(scene, key)
        if key == HASH and not (warned or scene.draft or isinstance(view, Attract)):
            self._sound.open(scene)
            return True
        if isinstance(view, EnterNumber):
            return not warned and self._number.key(scene, view, key)
        if number := self._pressed.emergency_with(key):
            self._dial(number)
            return True
        if isinstance(view, Attract):
            self._pressed.keyed += key
            return False
        if warned:
            self._pressed.note(key)
            return False
        return self._choose(scene, key)

    def _ask_for_menu(self, key: str) -> bool:
        """Any key, after the invitation; it chooses nothing."""
        self._inviting = False
        self._pressed.note(key)
        self._greet()
        return True

    def _dial(self, number: str) -> None:
        """Some of the number's keys may have been used up here: the stage gets all of them."""
        in_number = self._scene is not None and isinstance(self._scene.view, EnterNumber)
        for key in (*number, HASH) if in_number else (NO_CODE, *number):
            self._reply(Keyed(key))

    def _choose(self, scene: Scene, key: str) -> bool:
        if key == STAR and self._pressed.keyed:
            self._reply(Keyed(NO_CODE))
            self._pressed.forget()
            self._say_again()
            return True
        reading = self._pressed.read(scene.view, key)
        if not (reading.begins or reading.value) and self._answer_here(scene, key):
            return True
        self._pressed.take(reading)
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
        elif reading.value or (not reading.begins and LEADS_AWAY.get(key) in scene.keys):
            return
        elif reading.keyed and any(code.startswith(reading.keyed) for code in codes):
            self._say_again()
        elif reading.begins:
            self._telling.say(prompter.dialling(scene, reading.dialled + reading.keyed))
        elif self._greeted:
            self._telling.say(prompter.nothing_at(scene, key))
        else:
            self._greet()

    def _begin_view(self) -> None:
        self._sound.close()
        self._number.begin_anew()
        self._telling.begin_view()
        if self._inviting:
            self._inviting = False
            self._silence.stop()

    def _wake(self) -> None:
        if self._citizen_speaks() or self._mouth.speaking:
            self._silence.start(self._patience.untouched_seconds, self._wake)
        else:
            self._active = True
            self._welcome()

    def _welcome(self) -> None:
        """The invitation to speak; after it, unless it is accepted, the menu."""
        if not self._active or self._scene is None:
            return
        if isinstance(self._scene.view, Home) and not self._inviting and self._can_be_spoken_to():
            self._inviting = True
            self._telling.invite(self._scene)
            self._silence.start(self._patience.invited_seconds, self._wake)  # anew when it was said
        else:
            self._greet()

    def _greet(self) -> None:
        """The first thing that is said in a visit."""
        if self._scene is None:
            return
        self._inviting, self._greeted = False, not isinstance(self._scene.view, Attract)
        if self._pressed.keyed and self._greeted:
            self._say_again()
        else:
            self._telling.greet(self._scene)

    def _say_again(self) -> None:
        if not self._greeted:
            self._greet()
        elif self._scene is not None:
            self._telling.tell_view(self._scene, self._pressed.keyed)

    def _rest(self) -> None:
        self._silence.stop()
        self._sound.close()
        self._inviting = False
        if self._active:
            self._active = False
            self._telling.hush()

    def _await_key(self) -> None:
        asked = self._scene is not None and isinstance(self._scene.view, EnterNumber)
        if self._active and asked and not self._sound.is_open:
            self._silence.start(self._patience.keyless_seconds, self._remind)

    def _remind(self) -> None:
        """Nobody has pressed a key of a number for a while."""
        scene = self._scene
        if scene is None or not isinstance(scene.view, EnterNumber) or scene.idle_warning is not None:
            return
        if self._citizen_speaks():
            self._await_key()
        else:
            self._number.remind(scene, scene.view)

    def _attends(self) -> None:
        """Somebody listens; on Attract it would begin a visit."""
        if self._active and self._scene is not None and not isinstance(self._scene.view, Attract):
            self._reply(Touched())
