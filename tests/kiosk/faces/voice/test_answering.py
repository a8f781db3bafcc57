"""What is said to somebody who speaks to the booth, when the stage puts a view."""

from __future__ import annotations

from dataclasses import replace

from kiosk.conversation.scene import Manner, Scene
from kiosk.conversation.views import Tell, Working
from kiosk.faces.voice.answering import Answering
from kiosk.faces.voice.spoken import Spoken
from kiosk.i18n.text import _
from kiosk.i18n.translator import Translator
from tests.kiosk.faces.voice.talking import Script

SORRY = Scene(Tell(title=_("The other side has hung up."), icon="x"), Manner("en"))
WORKING = Scene(Working(title=_("One moment, please"), icon="x"), Manner("en"))


def said_between(before: Scene, now: Scene) -> list[tuple[str, ...]]:
    mouth = Script()
    Answering(mouth, Spoken(Translator(["zh_Hans", "en"])), lambda: False).tell_change(before, now)
    return mouth.lines


def test_what_is_told_once_more_is_said_once_more() -> None:
    assert said_between(SORRY, SORRY) == []
    assert said_between(SORRY, replace(SORRY, showing=1)) == [("The other side has hung up.",)]


def test_a_trouble_of_the_booth_waits_until_what_is_being_said_has_been_said() -> None:
    mouth = Script()
    trouble = replace(SORRY, banner=_("Sockets are out of order"))
    Answering(mouth, Spoken(Translator(["zh_Hans", "en"])), lambda: False).tell_change(SORRY, trouble)
    assert (mouth.lines, mouth.said_next) == ([], [("Sockets are out of order",)])


def test_work_that_follows_the_same_work_is_not_announced_anew() -> None:
    assert said_between(WORKING, replace(WORKING, showing=1)) == []
