"""What is said of each view, read instead of heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pytest

from kiosk import catalogue
from kiosk.conversation.scene import GlobalKey, IdleWarning, Manner, Scene
from kiosk.conversation.views import (
    CallPhase,
    Choice,
    Choose,
    EnterNumber,
    InCall,
    Line,
    Reveal,
    ShowBoard,
    ShowTaxi,
    Tell,
    View,
    Working,
)
from kiosk.faces.voice.rewording import SAID_INSTEAD, Mode
from kiosk.faces.voice.saying import Part, Saying, echo, news, read_back, sayings, secret_said
from kiosk.faces.voice.spoken import Spoken
from kiosk.i18n.text import Verbatim, _, counted, local
from kiosk.i18n.translator import Translator
from kiosk.services.distances import distance
from tests.kiosk.faces.screen.scenes import scenes

ENGLISH = Manner(language="en")
TAXI = ShowTaxi(
    title=_("Your taxi is coming"),
    icon="taxi",
    plate="沪A·D12345",
    colour=local({"zh_Hans": "白色", "en": "white"}),
    company=Verbatim("强生"),
    distance=_("{distance} away", distance=distance(850)),
    minutes=4,
    choices=(Choice("ok", _("I have seen it"), "check", "1"), Choice("cancel", _("Cancel"), "close", "2")),
)
NUMBER = EnterNumber(
    title=_("Your mobile number, please"),
    icon="cellphone",
    check=lambda _keyed: None,
    done=_("Done"),
    groups=(3, 4, 4),
)
REVEAL = Reveal(
    title=_("Your pension this month"),
    icon="cash",
    secret=Verbatim("¥3,210.00"),
    hold=_("Hold to see the amount"),
)


@pytest.fixture(scope="module")
def spoken() -> Spoken:
    return Spoken(Translator(["zh_Hans", "en"]))


def texts(said: Sequence[Saying]) -> list[str]:
    return [saying.text for saying in said]


def said(spoken: Spoken, view: View, mode: Mode = Mode.KEYPAD, **changes: object) -> list[str]:
    scene = replace(Scene(view, ENGLISH), **changes)  # type: ignore[arg-type]  # fields of Scene, by name
    return texts(sayings(scene, spoken, mode))


def test_a_menu_by_keys_names_each_choice_and_its_key(spoken: Spoken) -> None:
    view = Choose(
        title=_("Is there anything else we can do?"),
        icon="hand",
        choices=(
            Choice("yes", _("Yes, please"), "home", "1"),
            Choice("no", _("No, thank you"), "hand-wave", "2"),
        ),
    )
    assert said(spoken, view) == [
        "Is there anything else we can do?",
        "Yes, please",
        "Press one.",
        "No, thank you",
        "Press two.",
        "To go back, press star.",
        "For a person, press nine.",
        "To hear this again, press zero.",
    ]
    assert said(spoken, view, Mode.VOICE)[1:] == ["You can say:", "Yes, please", "No, thank you"]


def test_keys_that_the_view_takes_itself_are_not_offered_otherwise(spoken: Spoken) -> None:
    view = Choose(title=_("Which day?"), icon="x", choices=(Choice("nine", Verbatim("Nine"), "x", "9"),))
    lines = said(spoken, view, keys=frozenset(GlobalKey) - {GlobalKey.BACK})
    assert "For a person, press nine." not in lines
    assert "To go back, press star." not in lines


def test_the_home_menu_goes_by_category(spoken: Spoken) -> None:
    home = Scene(catalogue.home_view(), ENGLISH)
    first = texts(sayings(home, spoken, Mode.KEYPAD))
    assert first[first.index("Urgent help") + 4] == "Press three."
    assert "In an emergency, dial one one zero, one one nine or one two zero." in first
    opened = sayings(home, spoken, Mode.KEYPAD, keyed="3")
    free_call = [saying.text for saying in opened if saying.value == "free_call"]
    assert free_call == ["Free phone call", "Press two."], "3, then 2"
    assert not any(saying.value == "taxi" for saying in opened)


def test_every_service_is_reached_by_the_keys_that_are_said(spoken: Spoken) -> None:
    view = catalogue.home_view()
    for group in view.groups:
        key = group.choices[0].digit[0]
        opened = sayings(Scene(view, ENGLISH), spoken, Mode.KEYPAD, keyed=key)
        assert [c.value for c in group.choices] == list(dict.fromkeys(s.value for s in opened if s.value))


def test_the_plate_is_said_twice_letter_by_letter(spoken: Spoken) -> None:
    lines = said(spoken, TAXI)
    assert "Here in about four minutes." in lines
    assert sum("D one two three four five" in line for line in lines) == 2


def test_only_what_is_new_is_said_when_the_same_view_changes(spoken: Spoken) -> None:
    before = sayings(Scene(TAXI, ENGLISH), spoken, Mode.KEYPAD)
    nearer = replace(TAXI, distance=_("{distance} away", distance=distance(400)))
    assert news(before, sayings(Scene(nearer, ENGLISH), spoken, Mode.KEYPAD)) == ()
    sooner = replace(nearer, minutes=3)
    assert texts(news(before, sayings(Scene(sooner, ENGLISH), spoken, Mode.KEYPAD))) == [
        "Here in about three minutes."
    ]
    here = replace(sooner, title=_("Your taxi is here"), minutes=None)
    assert texts(news(before, sayings(Scene(here, ENGLISH), spoken, Mode.KEYPAD)))[0] == "Your taxi is here"


def test_a_waiting_time_is_not_counted_aloud(spoken: Spoken) -> None:
    def waiting(seconds: int) -> tuple[Saying, ...]:
        so_far = counted("You have waited {n} second.", "You have waited {n} seconds.", seconds)
        view = Working(title=_("Looking for a taxi"), icon="taxi", paragraphs=(so_far,))
        return sayings(Scene(view, ENGLISH), spoken, Mode.KEYPAD)

    assert "You have waited four seconds." in texts(waiting(4))
    assert news(waiting(4), waiting(6)) == ()


def test_the_idle_warning_is_said_once(spoken: Spoken) -> None:
    calm = Scene(REVEAL, ENGLISH)
    warned = sayings(replace(calm, idle_warning=IdleWarning(30)), spoken, Mode.KEYPAD)
    later = sayings(replace(calm, idle_warning=IdleWarning(29)), spoken, Mode.KEYPAD)
    assert texts(news(sayings(calm, spoken, Mode.KEYPAD), warned)) == [
        "Are you still there?",
        "This visit ends in thirty seconds.",
    ]
    assert news(warned, later) == ()


@pytest.mark.parametrize("phase", [CallPhase.DIALLING, CallPhase.ALERTING])
def test_nobody_is_told_what_to_say_where_the_booth_is_deaf(spoken: Spoken, phase: CallPhase) -> None:
    hang_up = Choice("hang_up", _("Hang up"), "phone-hangup")
    call = InCall(title=_("Calling"), icon="phone", phase=phase, party=Verbatim("120"), choices=(hang_up,))
    heard = said(spoken, call, Mode.VOICE)
    assert "To end the call, hang up the handset." in heard
    assert "You can say:" not in heard


@pytest.mark.parametrize(("keyed", "other"), [("11", "nine"), ("11", "zero"), ("12", "zero")])
def test_keys_that_complete_an_emergency_number_are_offered_for_nothing_else(
    spoken: Spoken, keyed: str, other: str
) -> None:
    numbers = tuple(Choice(number, Verbatim(number), "phone", number) for number in ("110", "119", "120"))
    menu = Scene(
        Choose(title=_("Whom do you need?"), icon="x", choices=numbers), ENGLISH, frozenset(GlobalKey)
    )
    heard = texts(sayings(menu, spoken, Mode.KEYPAD, keyed=keyed))
    assert sum(f"ress {other}" in text for text in heard) == 1


def test_a_secret_is_said_into_the_handset_only(spoken: Spoken) -> None:
    for private in (False, True):
        by_key = texts(sayings(Scene(REVEAL, ENGLISH), spoken, Mode.KEYPAD, private=private))
        assert not any("yuan" in line for line in by_key), "with keys, only when it is asked for"
    secret = ["three thousand two hundred and ten yuan"]
    assert texts(secret_said(Scene(REVEAL, ENGLISH), spoken, private=True)) == secret
    hint = ["Please lift the handset to hear it."]
    assert texts(secret_said(Scene(REVEAL, ENGLISH), spoken, private=False)) == hint
    by_voice = partial(sayings, Scene(REVEAL, ENGLISH), spoken, Mode.VOICE)
    assert set(secret) < set(texts(by_voice(private=True)))
    assert set(secret).isdisjoint(texts(by_voice(private=False)))
    assert secret_said(Scene(TAXI, ENGLISH), spoken, private=True) == ()


def test_nothing_is_said_into_a_call_but_its_end(spoken: Spoken) -> None:
    talking = InCall(
        title=_("Please speak"), icon="phone", party=Verbatim("13812345678"), phase=CallPhase.ACTIVE
    )
    assert said(spoken, talking) == []
    ending = replace(talking, title=_("The call ends soon"), ends_soon=True)
    assert said(spoken, ending) == ["The call ends soon"]


def test_a_keyed_number_is_echoed_and_read_back_in_groups(spoken: Spoken) -> None:
    assert echo("7", "zh_Hans").text == "七"
    assert echo("#", "en").text == "hash"
    draft = read_back(Scene(NUMBER, ENGLISH, draft="13812345678"))
    assert draft is not None
    assert draft.text == "one three eight, one two three four, five six seven eight"
    assert read_back(Scene(NUMBER, ENGLISH)) is None
    fault = sayings(Scene(NUMBER, ENGLISH, fault=_("Please key the number first.")), spoken, Mode.KEYPAD)
    assert fault[0].part is Part.FAULT


def test_a_board_is_read_line_by_line(spoken: Spoken) -> None:
    line = Line(Verbatim("63路"), _("to {place}", place=Verbatim("Zhenbei Road")), Verbatim("3 min"))
    board = ShowBoard(title=Verbatim("Caoyang Road"), icon="bus", lines=(line, line))
    assert said(spoken, board).count("bus sixty-three, to Zhenbei Road, three minutes.") == 2


def test_a_sentence_that_speaks_of_touching_is_said_otherwise(spoken: Spoken) -> None:
    view = Tell(
        title=_("Please wait"), icon="x", paragraphs=(_("A person can help you: touch the headset key."),)
    )
    assert "A person can help you: press nine." in said(spoken, view)
    assert "A person can help you: say “a person”." in said(spoken, view, Mode.VOICE)


def test_reworded_sentences_are_those_of_the_code() -> None:
    catalogued = Translator(["zh_Hans"])
    for msgid in SAID_INSTEAD:
        assert catalogued.render(_(msgid), "zh_Hans") != msgid, "no such sentence any more"


@pytest.mark.parametrize("language", ["zh_Hans", "en"])
@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize(
    ("name", "scene"), list(scenes()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_scene_of_the_screen_can_be_said(
    spoken: Spoken, name: str, scene: Scene, mode: Mode, language: str
) -> None:
    lines = sayings(replace(scene, manner=Manner(language=language)), spoken, mode)
    if name != "call_talking":
        assert lines
    for saying in lines:
        assert saying.text.strip() == saying.text != ""
        assert not any(sign in saying.text for sign in "{}\u2060")
        assert saying.language == (saying.value if saying.value in spoken.languages else language)
