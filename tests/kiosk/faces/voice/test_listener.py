"""What was heard becomes what is done, a question whether it was meant, or word that it was not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.conversation.scene import (
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
from kiosk.conversation.views import Alarm, AlarmStage, Attract, Choice, Choose, EnterNumber, Tone
from kiosk.faces.voice.contract import NOTHING, SURE, UNSURE, Heard
from kiosk.faces.voice.listener import ALARMING, ASKED_AGAIN, LIKELY, Decision, Spoken, decide, joined
from kiosk.faces.voice.phrases import Word
from kiosk.i18n.text import Text, Verbatim, _, local

NAMES = {"zh_Hans": "中文", "en": "English"}
TAXI = Choice("taxi", _("Call a taxi"), "taxi")
POLICE = Choice("110", _("Police"), "shield", final=True)
YES, NO = Choice("yes", _("Yes"), "check"), Choice("no", _("No"), "close")
SERVICES = Scene(Choose(title=Verbatim("?"), icon="home", choices=(TAXI, POLICE)), Manner())
CONFIRM = Scene(Choose(title=Verbatim("?"), icon="check", choices=(YES, NO)), Manner())
EMERGENCY = PressedGlobalKey(GlobalKey.EMERGENCY)
PERSON = PressedGlobalKey(GlobalKey.PERSON)


def eleven_digits(number: str) -> Text | None:
    return None if len(number) == 11 else Verbatim("11 digits")


NUMBER = EnterNumber(
    title=Verbatim("?"),
    icon="dialpad",
    check=eleven_digits,
    done=_("Done"),
    max_digits=11,
    at_once=("110", "119", "120"),
)
ID_NUMBER = replace(NUMBER, max_digits=18, last_sign="X", check=lambda number: None)


def hear(value: str | None, sure: float, scene: Scene = SERVICES, misses: int = 0) -> Decision:
    return decide(Spoken(Heard("what was said", value, sure), misses=misses), scene, NAMES)


def entering(draft: str = "", view: EnterNumber = NUMBER) -> Scene:
    return Scene(view, Manner(), draft=draft)


def dictate(digits: str, draft: str = "", sure: float = 0.9, words: Heard | None = None) -> Decision:
    spoken = Spoken(words or Heard("", None, 0.0), Heard(digits, digits, sure))
    return decide(spoken, entering(draft), NAMES)


def test_what_is_sure_is_done_and_what_is_not_is_asked() -> None:
    assert hear("choice:taxi", SURE).reply == Chosen("taxi")
    for sure in (SURE - 0.01, UNSURE):
        assert hear("choice:taxi", sure).reply == Doubtful(Chosen("taxi"), TAXI.label)
    assert hear("choice:taxi", SURE).heard == Verbatim("what was said")


def test_what_spends_sends_or_dials_is_never_done_unasked() -> None:
    assert hear("choice:110", 1.0).reply == Doubtful(Chosen("110"), POLICE.label)
    assert hear("word:person", 1.0).reply == Doubtful(PERSON, _("Talk to a person"))
    final_yes = Scene(Choose(title=Verbatim("?"), icon="x", choices=(replace(YES, final=True), NO)), Manner())
    assert hear("choice:yes", 1.0, final_yes).reply == Doubtful(Chosen("yes"), YES.label)


def test_emergency_words_lead_to_the_emergency_screen_even_when_unsure() -> None:
    asked = Doubtful(EMERGENCY, _("Emergency"))
    for sure, reply in ((1.0, EMERGENCY), (0.3, EMERGENCY), (0.29, asked), (0.1, asked), (0.09, None)):
        assert hear("word:emergency", sure).reply == reply, sure


def test_the_bounds_of_certainty() -> None:
    """What they are was measured: who changes one has to measure again."""
    assert (UNSURE, ALARMING, LIKELY, SURE) == (0.1, 0.3, 0.5, 0.85)


def test_a_confirmation_is_not_confirmed_again() -> None:
    assert hear("choice:yes", LIKELY, CONFIRM).reply == Chosen("yes")
    unsure = hear("choice:yes", LIKELY - 0.01, CONFIRM)
    assert (unsure.reply, unsure.misses) == (None, 1)
    assert hear("choice:no", UNSURE, CONFIRM).reply == Chosen("no")
    assert hear("choice:no", UNSURE - 0.01, CONFIRM).reply is None


def test_to_cancel_for_good_is_confirmed_once() -> None:
    yes = Choice("yes", _("Yes, cancel it"), "check", final=True)
    keep = Choice("no", _("No, keep it"), "close")
    cancelling = Scene(Choose(title=Verbatim("?"), icon="x", choices=(yes, keep)), Manner())
    for sure in (UNSURE, SURE, 1.0):
        assert hear("choice:yes", sure, cancelling).reply == Doubtful(Chosen("yes"), yes.label)
    assert hear("choice:yes", LIKELY, CONFIRM).reply == Chosen("yes"), "the question about it"
    assert hear("choice:no", UNSURE, cancelling).reply == Chosen("no")


@pytest.mark.parametrize(
    ("word", "key"), [("back", GlobalKey.BACK), ("home", GlobalKey.HOME), ("text_size", GlobalKey.TEXT_SIZE)]
)
def test_words_press_the_keys_of_the_screen(word: str, key: GlobalKey) -> None:
    assert hear(f"word:{word}", 0.9).reply == PressedGlobalKey(key)
    asked = hear(f"word:{word}", 0.5).reply
    assert isinstance(asked, Doubtful)
    assert asked.reply == PressedGlobalKey(key)


@pytest.mark.parametrize("word", [Word.REPEAT, Word.SLOWER, Word.FASTER, Word.LOUDER, Word.SOFTER, Word.STOP])
def test_words_about_the_voice_go_to_the_mouth(word: Word) -> None:
    decision = hear(f"word:{word}", LIKELY)
    assert (decision.word, decision.reply, decision.understood) == (word, None, True)
    assert hear(f"word:{word}", LIKELY - 0.01).word is None


def test_a_language_by_its_name() -> None:
    assert hear("language:en", 0.9).reply == ChoseLanguage("en")
    assert hear("language:en", 0.4).reply == Doubtful(ChoseLanguage("en"), Verbatim("English"))


@pytest.mark.parametrize(
    ("word", "reply"),
    [("here", Touched()), ("start", Chosen("start")), ("erase", Keyed("erase")), ("clear", Entered(""))],
)
def test_what_is_easily_undone_needs_less(word: str, reply: Reply) -> None:
    assert hear(f"word:{word}", LIKELY).reply == reply
    assert hear(f"word:{word}", LIKELY - 0.01).reply is None


def test_it_says_so_twice_and_then_offers_a_person_once() -> None:
    first = hear(None, 0.0)
    second = hear("choice:taxi", UNSURE - 0.01, misses=first.misses)
    assert [first.misses, second.misses] == [1, 2]
    assert first.heard == second.heard == ASKED_AGAIN
    third = hear(None, 0.0, misses=second.misses)
    assert third.reply == Doubtful(PERSON, _("Talk to a person"))
    assert hear(None, 0.0, misses=third.misses).reply is None
    assert hear("choice:taxi", SURE, misses=2).misses == 0, "what was understood begins anew"


def test_no_person_is_offered_where_there_is_none_to_ask() -> None:
    without = replace(SERVICES, keys=frozenset())
    assert hear(None, 0.0, without, misses=2).reply is None
    nobody = Scene(Attract(title=Verbatim("?"), icon="home"), Manner())
    assert hear(None, 0.0, nobody, misses=2).reply is None


def test_a_choice_that_is_gone_was_not_understood() -> None:
    assert hear("choice:hospital", 1.0).misses == 1


def test_help_is_called_as_soon_as_it_is_likely_and_called_off_only_when_sure() -> None:
    call = Choice("call_now", _("Call for help now"), "phone-alert", tone=Tone.DANGER)
    cancel = Choice("cancel", _("No, I am all right"), "close-circle", tone=Tone.QUIET)
    where = local({"zh_Hans": "这里"})
    view = Alarm(
        title=where, icon="x", stage=AlarmStage.ASKING, address=where, station=where, choices=(call, cancel)
    )
    asking = Scene(view, Manner())
    assert hear("choice:call_now", ALARMING, asking).reply == Chosen("call_now")
    assert hear("choice:call_now", ALARMING - 0.01, asking, misses=2).reply is None
    assert hear("choice:cancel", SURE, asking).reply == Chosen("cancel")
    assert hear("choice:cancel", SURE - 0.01, asking).reply is None


def test_an_um_is_neither_understood_nor_missed() -> None:
    for misses in (0, 1, 2):
        um = hear(NOTHING, 0.9, misses=misses)
        assert um == Decision(misses=misses, idle=True)
        assert not um.understood
    assert hear(NOTHING, UNSURE - 0.01).misses == 1, "it was hardly an um"


def test_a_number_is_entered_and_still_has_to_be_done() -> None:
    assert dictate("13812345678").reply == Entered("13812345678")
    assert dictate("13812345678", sure=0.4).reply == Entered("13812345678"), "it is read back"
    assert dictate("138", sure=UNSURE - 0.01).reply is None


def test_done_is_done_when_sure_and_asked_when_not() -> None:
    assert hear("word:done", SURE, entering("13812345678")).reply == Keyed("done")
    assert hear("word:done", 0.6, entering("13812345678")).reply == Doubtful(Keyed("done"), NUMBER.done)
    grouped = entering("13812345678", replace(NUMBER, groups=(3, 4, 4)))
    assert hear("word:done", 0.6, grouped).reply == Doubtful(Keyed("done"), Verbatim("138 1234 5678"))


def test_the_likelier_of_a_word_and_a_number_is_taken() -> None:
    back = Heard("返回", "word:back", 0.7)
    asked = dictate("8", sure=0.3, words=back).reply
    assert isinstance(asked, Doubtful)
    assert asked.reply == PressedGlobalKey(GlobalKey.BACK)
    assert dictate("88", sure=0.8, words=back).reply == Entered("88")


def test_a_cry_goes_before_the_number_it_was_taken_for() -> None:
    def cry(sure: float, digits: float) -> Reply | None:
        return dictate("9", sure=digits, words=Heard("救命", "word:emergency", sure)).reply

    for sure, digits in ((ALARMING, 0.4), (0.84, 0.85), (ALARMING, 1.0)):
        assert cry(sure, digits) == EMERGENCY
    for sure in (ALARMING - 0.01, UNSURE):
        assert cry(sure, SURE - 0.01) == Doubtful(EMERGENCY, _("Emergency"))
    assert cry(ALARMING - 0.01, SURE) == Entered("9"), "a nine, said clearly, is no cry"
    assert cry(UNSURE - 0.01, 0.9) == Entered("9")


def test_an_um_is_no_part_of_a_number() -> None:
    um = Heard("嗯", NOTHING, 0.6)
    assert dictate("2", sure=0.3, words=um).idle
    assert dictate("138", sure=0.7, words=um).reply == Entered("138")


def test_an_emergency_number_said_as_a_cry_has_to_be_sure() -> None:
    def cry(sure: float) -> Reply | None:
        spoken = Spoken(Heard("幺幺零", "word:emergency", sure), says_number=True)
        return decide(spoken, SERVICES, NAMES).reply

    assert cry(SURE) == EMERGENCY
    assert cry(SURE - 0.01) == Doubtful(EMERGENCY, _("Emergency"))


def test_an_emergency_number_leads_to_the_emergency_screen() -> None:
    assert dictate("110").reply == EMERGENCY
    assert dictate("110", draft="138").reply == Entered("138110")


def test_people_pause_within_a_number_and_say_it_all_again() -> None:
    assert joined("", "138", NUMBER) == "138"
    assert joined("138", "1234", NUMBER) == "1381234"
    assert joined("138", "13812345678", NUMBER) == "13812345678", "all of it again"
    assert joined("13812345678", "139", NUMBER) == "139", "another one"
    assert joined("138", "123456789012", NUMBER) is None
    assert joined("", "12X", NUMBER) is None


def test_the_last_sign_stands_only_in_the_last_place() -> None:
    assert joined("", "11010519491231002X", ID_NUMBER) == "11010519491231002X"
    view = replace(ID_NUMBER, check=lambda number: None if len(number) == 18 else Verbatim("18"))
    assert joined("11010519491231002", "X", view) == "11010519491231002X"
    assert joined("1101", "X", view) is None
