"""What can be said of a scene, and what it stands for."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from kiosk.catalogue import home_view
from kiosk.conversation.scene import GlobalKey, IdleWarning, Manner, Scene
from kiosk.conversation.stage import ALL_KEYS
from kiosk.conversation.views import (
    Alarm,
    AlarmStage,
    Attract,
    CallPhase,
    Choice,
    Choose,
    EnterNumber,
    InCall,
    ShowPlaces,
    Tone,
    View,
)
from kiosk.faces.voice.contract import NOTHING
from kiosk.faces.voice.grammar import Grammars, Kind, Meaning, meaning_of
from kiosk.faces.voice.phrases import Phrases, load_phrases
from kiosk.faces.voice.spoken import Spoken
from kiosk.i18n.text import Day, Text, Verbatim, _, counted, local
from kiosk.i18n.translator import Translator
from tests.kiosk.faces.voice.talking import LANGUAGES, TODAY

WHERE = local({"zh_Hans": "上海", "en": "Shanghai"})


@pytest.fixture(scope="module")
def grammars() -> Grammars:
    spoken = Spoken(Translator(["zh_Hans", "en"]))
    return Grammars({code: load_phrases(code) for code, _ in LANGUAGES}, spoken.say, LANGUAGES, lambda: TODAY)


def said(grammars: Grammars, view: View, language: str = "zh_Hans", **scene: object) -> dict[str, str]:
    """What each text stands for."""
    options = SimpleNamespace(keys=ALL_KEYS, idle_warning=None)
    vars(options).update(scene)
    shown = Scene(view, Manner(language), options.keys, idle_warning=options.idle_warning)
    return {phrase.text: phrase.value for phrase in grammars.of(shown).phrases}


def choose(*choices: Choice) -> Choose:
    return Choose(title=Verbatim("?"), icon="check", choices=choices)


def choice(value: str, label: Text, hint: Text | None = None) -> Choice:
    return Choice(value, label, "check", hint=hint)


def test_a_service_by_its_label_and_by_what_people_call_it(grammars: Grammars) -> None:
    home = said(grammars, home_view())
    for text in ("一键叫车", "叫差头", "打车"):
        assert home[text] == "choice:taxi"
    assert home["十五分钟生活圈"] == "choice:neighbourhood", "numbers as they are said"
    english = said(grammars, home_view(), "en")
    assert (english["Call a taxi"], english["pension"]) == ("choice:taxi", "choice:pension")


def test_the_words_that_hold_everywhere_unless_their_key_is_missing(grammars: Grammars) -> None:
    anywhere = said(grammars, choose())
    for text, value in (("救命", "emergency"), ("返回", "back"), ("人工", "person"), ("再说一遍", "repeat")):
        assert anywhere[text] == f"word:{value}"
    at_home = said(grammars, choose(), keys=ALL_KEYS - {GlobalKey.BACK, GlobalKey.PERSON})
    assert "返回" not in at_home
    assert "人工" not in at_home
    assert at_home["救命"] == "word:emergency"


def test_help_is_called_in_every_language_of_the_booth_and_as_others_hear_it(grammars: Grammars) -> None:
    number = EnterNumber(title=WHERE, icon="dialpad", check=lambda _keyed: None, done=_("Done"))
    for view in (home_view(), number, choose(), Attract(title=WHERE, icon="home")):
        for language in ("zh_Hans", "en"):
            words = said(grammars, view, language)
            for text in ("救命", "救救我", "着火了", "help", "fire", "call an ambulance"):
                assert words[text] == "word:emergency", (language, text)
    cries = load_phrases("zh_Hans").cries["en"]
    chinese, english = said(grammars, choose()), said(grammars, choose(), "en")
    assert {chinese[text] for text in cries if text in chinese} == {"word:emergency"}
    assert not english.keys() & {text for text in cries if not text.isascii()}
    alone = Grammars(
        {"en": load_phrases("en")}, lambda text, _language: str(text), [("en", "English")], date.today
    )
    assert "jiu ming" not in said(alone, choose(), "en"), "nobody is expected to cry in Mandarin"


@pytest.mark.parametrize(
    ("language", "number", "call"),
    [("zh_Hans", "幺幺零", "打幺幺零"), ("en", "one one zero", "call one one zero")],
)
def test_an_emergency_number_is_a_cry_but_where_a_number_is_dictated(
    grammars: Grammars, language: str, number: str, call: str
) -> None:
    entry = EnterNumber(title=WHERE, icon="dialpad", check=lambda _keyed: None, done=_("Done"))
    assert said(grammars, home_view(), language)[number] == "word:emergency"
    dictated = said(grammars, entry, language)
    assert number not in dictated, "a single 1 would sound like the beginning of it"
    assert dictated[call] == "word:emergency"


def test_ums_stand_for_nothing_anywhere(grammars: Grammars) -> None:
    confirm = choose(choice("yes", _("Yes")), choice("no", _("No")))
    for view in (home_view(), confirm):
        assert said(grammars, view)["嗯"] == said(grammars, view, "en")["um"] == NOTHING


def test_what_is_negated_and_what_never_is(grammars: Grammars) -> None:
    grammar = grammars.of(Scene(home_view(), Manner("zh_Hans")))
    assert "不要" in grammar.negations
    assert {"救命", "help"} <= grammar.cries


def test_a_choice_that_does_what_a_word_does_is_that_word(grammars: Grammars) -> None:
    home = said(grammars, home_view())
    assert home["一键通人工"] == home["人工服务"] == "word:person"
    assert home["报警和急救"] == home["救命"] == "word:emergency"
    without_key = said(grammars, home_view(), keys=frozenset())
    assert without_key["一键通人工"] == "choice:assistant"


def test_other_languages_by_their_names(grammars: Grammars) -> None:
    home = said(grammars, home_view())
    assert home["English please"] == home["英语"] == home["English"] == "language:en"
    assert "普通话" not in home, "it is spoken already"
    assert "日本語" not in home, "it is not offered"
    assert said(grammars, home_view(), "en")["Chinese please"] == "language:zh_Hans"


def test_words_of_a_number_only_where_one_is_entered(grammars: Grammars) -> None:
    number = EnterNumber(title=WHERE, icon="dialpad", check=lambda _keyed: None, done=_("Done"))
    assert said(grammars, number)["好了"] == "word:done"
    assert said(grammars, number)["删掉"] == "word:erase"
    assert "好了" not in said(grammars, choose())


def test_the_same_value_is_said_differently_where_it_means_something_else(grammars: Grammars) -> None:
    taxi = said(grammars, choose(choice("cancel", _("Cancel the taxi"))))
    hospital = said(grammars, choose(choice("cancel", _("Cancel an appointment"))))
    assert taxi["不要车了"] == hospital["退号"] == "choice:cancel"
    assert "退号" not in taxi


def test_names_of_places_whole_and_in_short(grammars: Grammars) -> None:
    park = local({"zh_Hans": "上海市普陀区示范公园（东门）", "en": "The Shifan Park (east gate)"})
    on_foot = counted("{n} minute on foot", "{n} minutes on foot", 3)
    places = ShowPlaces(
        title=WHERE, icon="tree", choices=(choice("p1", park, on_foot),), marks=(), shapes=(), rings=()
    )
    chinese = said(grammars, places)
    assert chinese["上海市普陀区示范公园，东门"] == chinese["示范公园"] == "choice:p1"
    assert not any("分钟" in text for text, value in chinese.items() if value == "choice:p1")
    assert said(grammars, places, "en")["Shifan Park"] == "choice:p1"


def test_names_in_a_hint_are_said_too(grammars: Grammars) -> None:
    hint = _("{hospital}, {department}", hospital=WHERE, department=local({"zh_Hans": "内科", "en": "eyes"}))
    appointment = said(grammars, choose(choice("a1", Verbatim("1"), hint)))
    assert appointment["内科"] == appointment["上海"] == "choice:a1"


def test_days_are_named_as_people_name_them(grammars: Grammars) -> None:
    days = (date(2026, 11, 22), date(2026, 11, 23), date(2026, 11, 30))
    view = choose(*(choice(day.isoformat(), Day(day)) for day in days))
    chinese = said(grammars, view)
    assert chinese["明天"] == "choice:2026-11-22"
    assert chinese["二十三号"] == chinese["十一月二十三号"] == "choice:2026-11-23"
    assert chinese["星期天"] == "choice:2026-11-22"
    assert "礼拜一" not in chinese, "there are two Mondays"
    english = said(grammars, view, "en")
    assert english["tomorrow"] == english["Sunday"] == "choice:2026-11-22"
    assert english["the thirtieth"] == english["November thirtieth"] == "choice:2026-11-30"


def test_a_day_within_a_sentence_is_named_too(grammars: Grammars) -> None:
    label = _("{day}, {half_day}", day=Day(date(2026, 11, 24)), half_day=_("Morning"))
    assert said(grammars, choose(choice("a1", label)))["礼拜二"] == "choice:a1"


def test_the_choices_of_a_list_are_named_by_their_places_too(grammars: Grammars) -> None:
    daughter, son = local({"zh_Hans": "女儿", "en": "daughter"}), local({"zh_Hans": "儿子", "en": "son"})
    people = [
        choice(f"c{number}", _("{relation} {name}", relation=relation, name="王*"))
        for number, relation in enumerate((daughter, son, son), start=1)
    ]
    family = said(grammars, choose(*people, choice("done", _("That is all"))))
    assert family["第一个"] == family["女儿"] == "choice:c1"
    assert family["第三个"] == family["最后一个"] == "choice:c3"
    assert "儿子" not in family, "there are two sons"
    assert "第四个" not in family, "that is all is not of the list"
    assert said(grammars, choose(*people), "en")["the second one"] == "choice:c2"
    assert "第一个" not in said(grammars, home_view())


def test_two_choices_of_one_name_can_only_be_touched(grammars: Grammars) -> None:
    park = local({"zh_Hans": "示范公园", "en": "Shifan Park"})
    view = choose(choice("p1", park), choice("p2", park))
    assert "示范公园" not in said(grammars, view)
    assert grammars.shared(Scene(view, Manner()))["示范公园"] == {"choice:p1", "choice:p2"}


def test_a_choice_on_the_screen_goes_before_a_word(grammars: Grammars) -> None:
    fire = choose(Choice("119", _("Fire brigade"), "fire-truck", "119", final=True))
    assert said(grammars, fire)["着火了"] == "choice:119"
    assert said(grammars, fire)["救命"] == "word:emergency"


def in_call(phase: CallPhase) -> InCall:
    answer = (Choice("answer", _("Answer"), "phone"),) if phase is CallPhase.INCOMING else ()
    hang_up = Choice("hang_up", _("Hang up"), "phone-hangup")
    return InCall(title=WHERE, icon="phone", party=WHERE, phase=phase, choices=(*answer, hang_up))


def test_nothing_is_listened_to_in_a_call(grammars: Grammars) -> None:
    for phase in (CallPhase.DIALLING, CallPhase.ALERTING, CallPhase.ACTIVE):
        assert said(grammars, in_call(phase)) == {}
    assert said(grammars, in_call(CallPhase.INCOMING))["接电话"] == "choice:answer"


@pytest.mark.parametrize("stage", AlarmStage)
def test_in_an_alarm_it_is_asked_whether_help_is_needed(grammars: Grammars, stage: AlarmStage) -> None:
    call = Choice("call_now", _("Call for help now"), "phone-alert", tone=Tone.DANGER)
    cancel = Choice("cancel", _("No, I am all right"), "close-circle", tone=Tone.QUIET)
    alarm = Alarm(title=WHERE, icon="x", stage=stage, address=WHERE, station=WHERE, choices=(call, cancel))
    words = said(grammars, alarm)
    if stage is AlarmStage.ASKING:
        for text in ("救命", "help", "立即呼救", "是的", "要", "要帮忙"):
            assert words[text] == "choice:call_now", text
        for text in ("不", "不用了", "没事"):
            assert words[text] == "choice:cancel", text
        assert words["嗯"] == NOTHING
        assert set(words.values()) == {"choice:call_now", "choice:cancel", NOTHING}
        english = said(grammars, alarm, "en")
        assert english["yes please"] == english["救命"] == "choice:call_now"
        assert english["I'm fine"] == english["no"] == "choice:cancel"
    else:
        assert words == {}


def test_somebody_is_still_there_and_somebody_comes(grammars: Grammars) -> None:
    assert said(grammars, choose(), idle_warning=IdleWarning(10))["我还在"] == "word:here"
    assert "我还在" not in said(grammars, choose())
    assert said(grammars, Attract(title=WHERE, icon="home"))["侬好"] == "word:start"


def test_a_language_without_phrases_still_has_its_labels() -> None:
    spoken = Spoken(Translator(["zh_Hans", "en"]))
    bare = Grammars({"en": Phrases()}, spoken.say, LANGUAGES, lambda: TODAY)
    phrases = said(bare, home_view(), "en")
    assert phrases["My pension"] == "choice:pension"
    assert phrases["中文"] == "language:zh_Hans"


def test_values_with_a_colon_stay_whole() -> None:
    place = Meaning(Kind.CHOICE, "osm:node/12")
    assert meaning_of(place.value) == place


def test_lasting_texts_are_the_same_for_every_citizen(grammars: Grammars) -> None:
    lasting = {phrase.text for phrase in grammars.lasting("zh_Hans")}
    assert {"叫差头", "救命", "嗯", "help"} <= lasting <= grammars.lasting_texts
    assert "taxi" in grammars.lasting_texts - lasting
