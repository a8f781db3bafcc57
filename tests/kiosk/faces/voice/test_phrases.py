"""What people say, in each offered language: for everything, for one thing only, and not too alike."""

from __future__ import annotations

from itertools import chain, product
from pathlib import Path

import pytest

from kiosk.catalogue import SERVICES, home_view
from kiosk.conversation.scene import IdleWarning, Manner, Scene
from kiosk.conversation.stage import ALL_KEYS
from kiosk.conversation.views import Alarm, AlarmStage, Attract, Choice, Choose, EnterNumber, Tone, View
from kiosk.faces.voice.contract import Phrase, VoiceError
from kiosk.faces.voice.grammar import Grammars, meaning_of
from kiosk.faces.voice.phrases import Phrases, Word, load_phrases, too_alike
from kiosk.faces.voice.spoken import Spoken
from kiosk.i18n.text import Sentence, Text, Verbatim, _, local
from kiosk.i18n.translator import Translator
from kiosk.platform.contract.hospital import HalfDay
from kiosk.platform.contract.places import PlaceKind
from kiosk.platform.contract.records import Mood, Trouble
from kiosk.services.feedback import TROUBLES
from kiosk.services.hospital_times import HALF_DAYS
from kiosk.services.neighbourhood import KINDS
from kiosk.settings import Languages
from tests.kiosk.faces.voice.talking import TODAY

OFFERED = Languages().offered
NAMES = (("zh_Hans", "中文"), ("en", "English"), ("ja", "日本語"), ("fr", "Français"))


def choice(value: str, label: Text, *, final: bool = False) -> Choice:
    return Choice(value, label, "check", final=final)


def choose(*choices: Choice) -> Choose:
    return Choose(title=Verbatim("?"), icon="check", choices=choices)


CANCEL, LATER, PERSON = (
    choice("cancel", _("Cancel")),
    choice("later", _("Later")),
    choice("person", _("Talk to a person")),
)
THAT_IS_ALL = choice("done", _("That is all"))
GO_ON = choice("ok", _("Go on"))
NUMBER = EnterNumber(
    title=Verbatim("?"), icon="dialpad", check=lambda _number: None, done=_("Done"), choices=(CANCEL,)
)
ASKING = Alarm(
    title=Verbatim("?"),
    icon="help-circle",
    stage=AlarmStage.ASKING,
    address=local({"en": "", "zh_Hans": ""}),
    station=Verbatim("?"),
    choices=(
        Choice("call_now", _("Call for help now"), "phone-alert", tone=Tone.DANGER),
        Choice("cancel", _("No, I am all right"), "close-circle", tone=Tone.QUIET),
    ),
)
VIEWS: dict[str, View] = {
    "alarm": ASKING,
    "home": home_view(),
    "attract": Attract(title=Verbatim("?"), icon="home"),
    "number": NUMBER,
    "confirm": choose(choice("yes", _("Yes")), choice("no", _("No"))),
    "anything else": choose(choice("yes", _("Yes, please")), choice("no", _("No, thank you"))),
    "appointment": choose(choice("yes", _("Yes, make it")), choice("no", _("No, leave it"))),
    "cancelling": choose(choice("yes", _("Yes, cancel it")), choice("no", _("No, keep it"))),
    "contacts": choose(*(choice(f"c{number}", local({"en": "", "zh_Hans": ""})) for number in range(8))),
    "places": choose(*(choice(kind, label) for kind, (label, _icon) in KINDS.items())),
    "place": choose(
        choice("buses", _("When does the bus come?")),
        choice("menu", _("Today's menu")),
        choice("call", _("Call them")),
        choice("phone", _("Take it with my phone")),
        choice("others", _("Look for something else")),
        THAT_IS_ALL,
    ),
    "hospital": choose(
        choice("book", _("Make an appointment")), choice("cancel", _("Cancel an appointment"))
    ),
    "no time": choose(choice("another", _("Choose another department")), PERSON, LATER),
    "half day": choose(*(choice(half, label) for half, (label, _icon) in HALF_DAYS.items())),
    "emergency": choose(
        choice("110", _("Police")), choice("119", _("Fire brigade")), choice("120", _("Ambulance"))
    ),
    "taxi": choose(choice("ok", _("I have seen it")), choice("cancel", _("Cancel the taxi"))),
    "no taxi": choose(choice("again", _("Call another one")), PERSON, LATER),
    "no answer": choose(choice("again", _("Call again")), choice("sign", _("Sign language")), LATER),
    "failed": choose(choice("again", _("Try again")), GO_ON, PERSON),
    "hotline": choose(
        choice("call", _("Call 12345")), choice("sign", _("Sign language on my phone")), PERSON
    ),
    "assistant": choose(
        choice("call", _("Call now")), choice("sign", _("Sign language on my phone")), PERSON
    ),
    "family": choose(choice("call", _("Call")), choice("tell", _("Tell them where I am")), THAT_IS_ALL),
    "charging": choose(choice("charging", _("Charge my phone")), choice("wifi", _("Free Wi-Fi"))),
    "card": choose(choice("key_it", _("Key the number instead"))),
    "phone instead": choose(choice("key_it", _("Key my phone number instead"))),
    "no card": choose(choice("none", _("I have no card with me"))),
    "amount": choose(GO_ON, choice("amount", _("See the amount"))),
    "moods": choose(
        choice(Mood.GOOD, _("Good")),
        choice(Mood.FAIR, _("Fair")),
        choice(Mood.BAD, _("Bad")),
        choice("wrong", _("Something is wrong")),
        choice("nothing", _("Goodbye")),
    ),
    "troubles": choose(
        *(choice(trouble, label) for trouble, (label, _icon) in TROUBLES.items()),
        choice("earlier", _("Ask about an earlier report")),
    ),
    "wrong code": choose(choice("ok", _("Key it again"))),
}


@pytest.fixture(scope="module")
def spoken() -> Spoken:
    return Spoken(Translator(OFFERED))


def scene_of(view: View, language: str) -> Scene:
    return Scene(view, Manner(language), ALL_KEYS, idle_warning=IdleWarning(20))


def grammars_of(language: str, spoken: Spoken) -> Grammars:
    return Grammars({language: load_phrases(language)}, spoken.say, NAMES, lambda: TODAY)


@pytest.mark.parametrize("language", OFFERED)
def test_every_service_and_every_word_can_be_said_in_several_ways(language: str) -> None:
    phrases = load_phrases(language)
    for service in SERVICES:
        assert len(phrases.services.get(service, ())) >= (1 if service == "emergency_call" else 2), service
    for word in Word:
        assert len(phrases.words.get(word, ())) >= 2, word
    for value in (*PlaceKind, *HalfDay, *Mood, *Trouble, "yes", "no", "110", "119", "120"):
        assert len(phrases.choices.get(value, ())) >= 2, value
    assert phrases.services.keys() <= SERVICES.keys(), "a service that is gone"


@pytest.mark.parametrize(("language", "view"), list(product(OFFERED, VIEWS)))
def test_no_phrase_stands_for_two_things_and_none_sound_alike(
    language: str, view: str, spoken: Spoken
) -> None:
    grammars, scene = grammars_of(language, spoken), scene_of(VIEWS[view], language)
    shared = grammars.shared(scene)
    if view == "emergency":  # where help is called already, its words name which
        shared = {text: values for text, values in shared.items() if "word:emergency" not in values}
    assert shared == {}
    ordinals = set(chain.from_iterable(load_phrases(language).ordinals.in_turn))  # differ as numbers do
    alike = [
        (each.one, each.other)
        for each in too_alike(grammars.of(scene).phrases, language)
        if not {each.one.text, each.other.text} <= ordinals
    ]
    assert alike == []


@pytest.mark.parametrize("language", OFFERED)
def test_labels_are_those_of_the_code(language: str) -> None:
    used = {
        each.label.msgid
        for view in VIEWS.values()
        for each in view.choices
        if isinstance(each.label, Sentence)
    }
    elsewhere = {"Done", "Hang up"}
    assert load_phrases(language).labels.keys() <= used | elsewhere


@pytest.mark.parametrize("language", OFFERED)
def test_every_digit_can_be_said_and_each_word_is_one_of_them(language: str) -> None:
    digits = load_phrases(language).digits
    assert set(digits.said) == set("0123456789")
    words = [*digits.alone, *(word for words in digits.also.values() for word in words), *digits.repeats]
    assert len(set(words)) == len(words)


def test_the_search_for_what_sounds_alike_finds_it() -> None:
    pair = (Phrase("choice:a", "上海"), Phrase("choice:b", "商海"), Phrase("choice:a", "尚海"))
    assert [(each.one.text, each.other.text) for each in too_alike(pair, "zh_Hans")] == [
        ("上海", "商海"),
        ("商海", "尚海"),
    ]
    assert meaning_of("choice:a:b").name == "a:b"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[services\n", "phrases.toml"),
        ("[services]\ntaxi = []", "services.taxi"),
        ('[words]\nhepl = ["help"]', "words"),
        ('[names]\nleave_out = ["("]', "names.leave_out"),
        ('[days]\nmonths = ["January"]', "12 are needed, there are 1"),
    ],
)
def test_a_fault_in_the_file_is_named(tmp_path: Path, text: str, fault: str) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "phrases.toml").write_text(text, encoding="utf-8")
    with pytest.raises(VoiceError, match=fault):
        load_phrases("en", tmp_path)


def test_all_texts_of_a_file_are_lasting() -> None:
    phrases = Phrases(
        services={"taxi": ("taxi",)}, words={Word.BACK: ("back",)}, languages={"en": ("English",)}
    )
    assert phrases.texts == {"taxi", "back", "English"}
