"""What the eyes-free booth has told of the scene on stage, and what it tells next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from kiosk.conversation.scene import GlobalKey, Scene
from kiosk.conversation.timer import Timer
from kiosk.conversation.views import Alarm, Attract, EnterNumber, InCall, Working
from kiosk.faces.keypad_menus import Prompter
from kiosk.faces.voice.playing import Outlet
from kiosk.faces.voice.rewording import Mode
from kiosk.faces.voice.saying import Part, Saying, news, sayings, secret_said
from kiosk.faces.voice.spoken import Spoken
from kiosk.faces.voice.volume import Hearing

SPOKEN_AT_ONCE = (Part.WARNING, Part.FAULT)  # in place of what is being said
LANGUAGES_FIRST = 2  # so many other languages are named before the first menu; more of them after it
NOT_ASKING = (InCall, Alarm, Working, Attract)  # put again, they have nothing new to say
IN_PROGRESS = (InCall, Alarm)  # one view in many steps: of each step only what is new


class Mouth(Protocol):
    """What says it: kiosk.faces.voice.speaking.Mouth."""

    @property
    def speaking(self) -> bool: ...

    @property
    def hearing(self) -> Hearing: ...

    @property
    def outlet(self) -> Outlet: ...

    def say(self, sayings: Sequence[Saying]) -> None: ...

    def say_next(self, sayings: Sequence[Saying]) -> None: ...

    def stop(self) -> None: ...

    def louder(self, steps: int = 1) -> None: ...

    def faster(self, steps: int = 1) -> None: ...

    def forget(self) -> None: ...


class Telling:
    def __init__(
        self, mouth: Mouth, spoken: Spoken, attentive_seconds: float, attends: Callable[[], None]
    ) -> None:
        """`attends` is called every `attentive_seconds` while an answer or a view is being heard."""
        self.prompter = Prompter(spoken)
        self._mouth = mouth
        self._spoken = spoken
        self._attentive_seconds = attentive_seconds
        self._attends = attends
        self._attention = Timer()
        self._said: tuple[Saying, ...] = ()
        self._read_back = self._reading_back = ""
        self._asking_if_right: tuple[Saying, ...] = ()  # once the number has been read back

    def say(self, said: Sequence[Saying], *, attentive: bool = True) -> None:
        """Instead of what is being said. `attentive`: it answers somebody."""
        self._reading_back = ""
        self._mouth.say(said)
        if attentive:
            self._attention.start(self._attentive_seconds, self._keep_attention)

    def hush(self) -> None:
        """Silence; a number that was being read back was not heard. Where the mouth can say nothing the
        screen has to do."""
        self._attention.stop()
        if self._reading_back and not self._mouth.speaking:
            self._read_back = self._reading_back
        self._reading_back = ""
        self._mouth.stop()

    def has_spoken(self) -> None:
        self._attention.stop()
        if self._reading_back:
            self._read_back, self._reading_back = self._reading_back, ""
            self._mouth.say_next(self._asking_if_right)

    def catch_up(self, scene: Scene, keyed: str) -> None:
        """Take the scene as known, though nothing was said of it."""
        self._said = self._sayings(scene, keyed)

    def begin_view(self) -> None:
        self._read_back = self._reading_back = ""

    def forget(self) -> None:
        self._said = ()
        self._attention.stop()
        self.begin_view()
        self._mouth.forget()

    def tell_view(self, scene: Scene, keyed: str, first: Sequence[Saying] = ()) -> None:
        """All of the scene, after `first`; once the first of two keys was pressed, what it leads to."""
        now = self._said = self._sayings(scene, keyed)
        if keyed:
            now = tuple(saying for saying in now if saying.part in (Part.CHOICE, Part.HINT))
        if isinstance(scene.view, EnterNumber):
            now = (*now, *self.prompter.read_back(scene))
        if now:
            self.say((*first, *now))
        else:
            self.hush()

    def greet(self, scene: Scene) -> None:
        """The view, and how to have another language, for who does not understand this one."""
        languages: tuple[Saying, ...] = ()
        if not isinstance(scene.view, Attract | InCall | Alarm) and GlobalKey.LANGUAGE in scene.keys:
            languages = self.prompter.in_other_languages(scene)
        few = len(self._spoken.languages) - 1 <= LANGUAGES_FIRST
        self.tell_view(scene, "", languages if few else ())
        if not few:
            self._mouth.say_next(languages)

    def invite(self, scene: Scene) -> None:
        self.catch_up(scene, "")
        self.say(self.prompter.invitation(scene), attentive=False)

    def tell_step(self, before: Scene, scene: Scene) -> None:
        """Another view that follows the one before."""
        known = self._said
        if not isinstance(scene.view, IN_PROGRESS) or type(before.view) is not type(scene.view):
            self.tell_view(scene, "")
            return
        self._said = self._sayings(scene, "")
        fresh = tuple(saying for saying in self._said if saying not in known)
        if fresh:
            self.say(fresh)
        else:
            self.hush()

    def tell_change(self, before: Scene, scene: Scene, keyed: str) -> None:
        """What has changed in the view that is on stage."""
        as_before = replace(scene, ears=before.ears, keyed=before.keyed, dialled=before.dialled)
        if as_before == before != scene:
            return
        view, now = scene.view, self._sayings(scene, keyed)
        fresh, self._said = news(self._said, now), now
        if before.manner.language != scene.manner.language or (
            before.idle_warning and not scene.idle_warning
        ):
            self.tell_view(scene, keyed)
        elif scene.idle_warning is not None:
            if before.idle_warning is None:
                self.say((*fresh, *self.prompter.how_to_stay(scene)), attentive=False)
        elif isinstance(view, EnterNumber) and scene.draft != before.draft:
            self._tell_draft(before.draft, scene, view)
        elif any(saying.part in SPOKEN_AT_ONCE for saying in fresh):
            self.say(fresh)
        elif fresh:
            self._mouth.say_next(fresh)

    def call_out(self, before: Scene, scene: Scene) -> None:
        """An alarm, to whoever is there, though the handset is on its hook: they may not see the screen."""
        if not isinstance(scene.view, Alarm):
            if isinstance(before.view, Alarm):
                self.hush()
        elif is_another(before, scene):
            self.tell_step(before, scene)
        else:
            self.tell_change(before, scene, "")

    def tell_secret(self, scene: Scene) -> None:
        self.say(secret_said(scene, self._spoken, private=self._private))

    def tell_fault_again(self) -> None:
        """What is wrong with a number is news once more."""
        self._said = tuple(saying for saying in self._said if saying.part is not Part.FAULT)

    def is_reading_back(self, scene: Scene) -> bool:
        """Whether the citizen is just hearing this very number, whole."""
        return bool(scene.draft) and self._reading_back == scene.draft and self._mouth.speaking

    def was_read_back(self, scene: Scene) -> bool:
        """Whether the citizen has heard this very number, to its last digit. If not, it is said now."""
        if self._read_back == scene.draft:
            return True
        self._read_aloud(scene)
        return False

    def tell_how_to_go_on(self, scene: Scene, view: EnterNumber, *, attentive: bool = True) -> None:
        if view.check(scene.draft) is None:
            self._read_aloud(scene, attentive=attentive)
        else:
            self.say(self.prompter.how_to_go_on(scene, view), attentive=attentive)

    def _tell_draft(self, before: str, scene: Scene, view: EnterNumber) -> None:
        """A number that is full is read back at once."""
        said = self.prompter.draft_changed(before, scene, view)
        full = len(scene.draft) == view.max_digits > len(before)
        if full and view.check(scene.draft) is None:
            self._read_aloud(scene, () if said == self.prompter.read_back(scene) else said)
        else:
            self.say(said)

    def _read_aloud(self, scene: Scene, first: Sequence[Saying] = (), *, attentive: bool = True) -> None:
        """The number, which counts as read back when its last digit was heard."""
        self.say((*first, *self.prompter.read_back(scene)), attentive=attentive)
        self._reading_back, self._asking_if_right = scene.draft, self.prompter.asked_if_right(scene)

    def _sayings(self, scene: Scene, keyed: str) -> tuple[Saying, ...]:
        return sayings(scene, self._spoken, Mode.KEYPAD, private=self._private, keyed=keyed)

    @property
    def _private(self) -> bool:
        return self._mouth.outlet is Outlet.HANDSET

    def _keep_attention(self) -> None:
        if self._mouth.speaking:
            self._attends()
            self._attention.start(self._attentive_seconds, self._keep_attention)


def is_another(before: Scene, now: Scene) -> bool:
    """A question that is put anew, though it be equal to the one before, and not the same one amended."""
    if (type(before.view), before.view.title) != (type(now.view), now.view.title):
        return True
    return before.showing != now.showing and not isinstance(now.view, NOT_ASKING)
