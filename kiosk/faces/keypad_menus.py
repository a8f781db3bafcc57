"""What the eyes-free booth says besides the views: numbers as they are keyed, and the menu of the sound.

Pure, like kiosk.faces.voice.saying: from a scene to sentences. Keys are sentences of their own, so that all
of it is found among the prompts that were rendered at installation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum

from kiosk.conversation.scene import GlobalKey, Scene
from kiosk.conversation.views import EnterNumber
from kiosk.faces.voice.menus import keys_to_press
from kiosk.faces.voice.rewording import Mode
from kiosk.faces.voice.saying import Part, Saying, echo, how_to_enter, read_back, sentences_said
from kiosk.faces.voice.spoken import Spoken
from kiosk.i18n.text import Text, _


class SoundKey(StrEnum):
    """The keys of the menu that "#" opens; "*" closes it. None is 1, with which 110, 119 and 120 begin."""

    REPEAT = "0"
    SLOWER = "2"
    FASTER = "3"
    LOUDER = "4"
    SOFTER = "5"
    LANGUAGE = "6"


_SOUND: dict[SoundKey, Text] = {
    SoundKey.REPEAT: _("Once more"),
    SoundKey.SLOWER: _("Slower"),
    SoundKey.FASTER: _("Faster"),
    SoundKey.LOUDER: _("Louder"),
    SoundKey.SOFTER: _("Softer"),
}


class Prompter:
    """Makes sayings of a scene, in its citizen's language."""

    def __init__(self, spoken: Spoken) -> None:
        self._spoken = spoken

    def sound_menu(self, scene: Scene) -> tuple[Saying, ...]:
        texts: list[Text] = []
        for key, text in _SOUND.items():
            texts += [text, keys_to_press(key)]
        other_languages: tuple[Saying, ...] = ()
        if GlobalKey.LANGUAGE in scene.keys:
            other_languages = self._in_other_languages(scene, _("For this language, press 6."))
        person = [_("For a person, press 9.")] if GlobalKey.PERSON in scene.keys else []
        return (
            *self._said(scene, texts),
            *other_languages,
            *self._said(scene, [*person, _("To go back, press star.")]),
        )

    def sound_changed(self, scene: Scene, key: SoundKey, changed: bool) -> tuple[Saying, ...]:
        """The word for it, in the new sound; `changed`: it was not at its end already."""
        return self._said(scene, [_SOUND[key] if changed else _("It is as far as it goes.")])

    def in_other_languages(self, scene: Scene) -> tuple[Saying, ...]:
        """How to have another language, each in its own words, for who does not understand the rest."""
        return self._in_other_languages(scene, _("For this language, press hash, then 6."))

    def draft_changed(self, before: str, scene: Scene, view: EnterNumber) -> tuple[Saying, ...]:
        """What a key has done to the number: the digit that is new, or that was taken back."""
        draft, language = scene.draft, scene.manner.language
        if draft == before[:-1]:
            taken = (*self._said(scene, [_("Taken back:")], Part.READING), echo(before[-1], language))
            return taken if draft else (*taken, *self.how_to_begin(scene, view))
        if draft[:-1] == before:
            return (echo(draft[-1], language),)
        return self.read_back(scene)

    def read_back(self, scene: Scene) -> tuple[Saying, ...]:
        number = read_back(scene)
        return () if number is None else (number,)

    def asked_if_right(self, scene: Scene) -> tuple[Saying, ...]:
        """After the whole number: how to say that it is right."""
        return self._said(scene, [_("If it is right, press hash."), _("Star takes one digit back.")])

    def how_to_begin(self, scene: Scene, view: EnterNumber) -> tuple[Saying, ...]:
        return self._said(scene, [view.title, *how_to_enter(scene, view, Mode.KEYPAD)])

    def how_to_go_on(self, scene: Scene, view: EnterNumber) -> tuple[Saying, ...]:
        """With a number that will not do yet: what is keyed, and what can be done."""
        if not scene.draft:
            return self.how_to_begin(scene, view)
        so_far = self._said(scene, [_("So far:")], Part.READING)
        return (*so_far, *self.read_back(scene), *self._said(scene, how_to_enter(scene, view, Mode.KEYPAD)))

    def nothing_at(self, scene: Scene, key: str) -> tuple[Saying, ...]:
        nothing = self._said(scene, [_("This key does nothing here."), _("To hear this again, press 0.")])
        return (echo(key, scene.manner.language), *nothing)

    def dialling(self, scene: Scene, keyed: str) -> tuple[Saying, ...]:
        """An emergency number is begun: nobody should dial one without knowing."""
        keys = (echo(key, scene.manner.language) for key in keyed)
        begun = self._said(scene, [_("An emergency number begins like this. To take it back, press star.")])
        return (*keys, *begun)

    def invitation(self, scene: Scene) -> tuple[Saying, ...]:
        """For who has lifted the handset of a booth that can be spoken to."""
        return self._said(scene, [_("Hello. Please say what you need, or press any key for the menu.")])

    def how_to_stay(self, scene: Scene) -> tuple[Saying, ...]:
        return self._said(scene, [_("Press any key to go on.")])

    def _in_other_languages(self, scene: Scene, text: Text) -> tuple[Saying, ...]:
        others = [language for language in self._spoken.languages if language != scene.manner.language]
        return tuple(saying for other in others for saying in sentences_said(text, self._spoken, other))

    def _said(self, scene: Scene, texts: Iterable[Text], part: Part = Part.HINT) -> tuple[Saying, ...]:
        return tuple(self._each(texts, scene.manner.language, part))

    def _each(self, texts: Iterable[Text], language: str, part: Part) -> Iterator[Saying]:
        for text in texts:
            yield from sentences_said(text, self._spoken, language, part)
