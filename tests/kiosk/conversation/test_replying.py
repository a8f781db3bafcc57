"""What a reply means depends on the scene that it meets."""

from __future__ import annotations

import pytest

from kiosk.conversation.departures import AskedForPerson, DialledEmergency, WentBack
from kiosk.conversation.replying import Meaning, meaning_of
from kiosk.conversation.scene import (
    START,
    ChoseLanguage,
    Chosen,
    Doubtful,
    Entered,
    GlobalKey,
    Keyed,
    Manner,
    PressedGlobalKey,
    Reply,
    Scene,
    Touched,
)
from kiosk.conversation.views import Alarm, AlarmStage, CallPhase, Choice, Choose, InCall, View
from kiosk.i18n.text import Verbatim, local
from tests.kiosk.citizen import NOBODY

YES = Choice("yes", Verbatim("yes"), "check", "1")
QUESTION = Choose(title=Verbatim("?"), icon="help", choices=(YES,))
CALL = InCall(title=Verbatim("call"), icon="phone", party=Verbatim("x"), phase=CallPhase.ACTIVE)
ALARM = Alarm(
    title=Verbatim("alarm"),
    icon="phone",
    stage=AlarmStage.ANNOUNCED,
    address=local({"zh_Hans": "示范路"}),
    station=Verbatim("SH"),
)
PERHAPS_YES = Doubtful(Chosen("yes"), Verbatim("yes"))


def on(view: View, *, without: GlobalKey | None = None, keyed: str = "", dialled: str = "") -> Scene:
    keys = frozenset(GlobalKey) - {without}
    return Scene(view, Manner(), keys=keys, keyed=keyed, dialled=dialled)


@pytest.mark.parametrize(
    "reply",
    [Chosen("start"), Touched(), Keyed("5"), ChoseLanguage("en"), PressedGlobalKey(GlobalKey.CONTRAST)],
    ids=lambda reply: type(reply).__name__,
)
def test_whatever_is_done_at_an_empty_booth_begins_a_visit(reply: Reply) -> None:
    assert meaning_of(reply, on(NOBODY)).answer == START


def test_the_key_that_wakes_is_read_with_the_next_one() -> None:
    assert meaning_of(Keyed("1"), on(NOBODY)).scene == on(NOBODY, keyed="1")


def test_what_is_doubtful_is_asked_about() -> None:
    assert meaning_of(PERHAPS_YES, on(QUESTION)) == Meaning(doubtful=PERHAPS_YES)


@pytest.mark.parametrize("view", [ALARM, CALL, NOBODY], ids=lambda view: type(view).__name__)
def test_a_call_and_an_empty_booth_are_covered_by_no_question(view: View) -> None:
    assert meaning_of(PERHAPS_YES, on(view)) == Meaning()


@pytest.mark.parametrize("key", ["1", "9", "*"])
def test_keys_in_a_call_are_for_the_other_side(key: str) -> None:
    assert meaning_of(Keyed(key), on(CALL, keyed="11")) == Meaning()


@pytest.mark.parametrize("reply", [Chosen("no"), Touched(), Entered("5")], ids=repr)
def test_what_a_question_does_not_offer_means_nothing(reply: Reply) -> None:
    assert meaning_of(reply, on(QUESTION)) == Meaning()


def test_one_may_begin_an_emergency_number_and_so_waits() -> None:
    assert meaning_of(Keyed("1"), on(QUESTION)) == Meaning(scene=on(QUESTION, keyed="1"), pending="yes")
    with pytest.raises(DialledEmergency):
        meaning_of(Keyed("0"), on(QUESTION, keyed="11"))


def test_the_star_leads_back_where_that_is_possible() -> None:
    with pytest.raises(WentBack):
        meaning_of(Keyed("*"), on(QUESTION))
    assert meaning_of(Keyed("*"), on(QUESTION, without=GlobalKey.BACK)) == Meaning()


def test_nine_is_a_person_where_that_is_possible() -> None:
    with pytest.raises(AskedForPerson):
        meaning_of(Keyed("9"), on(QUESTION))
    impersonal = on(QUESTION, without=GlobalKey.PERSON)
    assert meaning_of(Keyed("9"), impersonal) == Meaning()
