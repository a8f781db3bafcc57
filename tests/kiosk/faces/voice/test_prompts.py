"""Prompts on the disk: what they hold, and what they never hold."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("numpy")

from kiosk.faces.voice import prompt_texts, prompts
from kiosk.faces.voice.contract import SAMPLE_RATE, ModelMissing, VoiceError
from kiosk.faces.voice.prompt_texts import BoothTexts
from kiosk.faces.voice.prompts import Prompts, PromptSpoiled, name_of
from kiosk.faces.voice.speakers import Sound, Speakers, Voice
from kiosk.faces.voice.speakers import engines as kiosk_engines
from kiosk.faces.voice.spoken import Spoken, clauses
from kiosk.i18n.text import _, local
from kiosk.i18n.translator import Translator
from tests.kiosk.faces.voice.tones import Tones, engines, speak_in_tones

SOUND = Sound(b"\x01\x10" * 1600, SAMPLE_RATE)
VOICE = Voice(engine="tones", name="440")


@pytest.fixture
def speakers(tmp_path: Path) -> Speakers:
    return Speakers(engines(Tones()), speak_in_tones(tmp_path / "locales", "en", "zh_Hans"))


def test_what_was_written_is_found(tmp_path: Path, speakers: Speakers) -> None:
    kept = Prompts(tmp_path, speakers)
    assert kept.find("Press one.", "en") is None
    prompts.write(kept.path("Press one.", "en"), SOUND)
    assert kept.find("Press one.", "en") == SOUND
    assert kept.find("Press one.", "zh_Hans") is None
    assert [path.suffix for path in (tmp_path / "en").iterdir()] == [".wav"], "nothing half written is left"


def test_a_name_depends_on_all_that_changes_the_sound() -> None:
    names = {
        name_of("Yes", "en", VOICE, "1"),
        name_of("No", "en", VOICE, "1"),
        name_of("Yes", "fr", VOICE, "1"),
        name_of("Yes", "en", VOICE, "2"),
        name_of("Yes", "en", VOICE.model_copy(update={"rate": 0.9}), "1"),
        name_of("Yes", "en", VOICE.model_copy(update={"name": "441"}), "1"),
    }
    assert len(names) == 6
    assert not any("Yes" in name for name in names)


def test_what_was_rendered_is_found_whatever_becomes_of_the_voice(tmp_path: Path) -> None:
    locales = speak_in_tones(tmp_path / "locales", "en")
    folder = tmp_path / "prompts"
    prompts.write(Prompts(folder, Speakers(engines(Tones()), locales)).path("Press one.", "en"), SOUND)

    class Damaged(Tones):
        def check(self, voice: Voice, language: str) -> None:
            raise ModelMissing("its model is not whole")

    speakers = Speakers(engines(Damaged()), locales)
    with pytest.raises(VoiceError):
        speakers.voice("en")
    assert Prompts(folder, speakers).find("Press one.", "en") == SOUND


def test_kokoro_s_prompts_are_found_without_kokoro_s_model(tmp_path: Path) -> None:
    speakers = Speakers(kiosk_engines(tmp_path / "no models"))
    (kokoro, version), *_others = speakers.renderings("zh_Hans")
    assert kokoro.engine == "kokoro"
    prompts.write(tmp_path / "zh_Hans" / name_of("您好", "zh_Hans", kokoro, version), SOUND)
    assert Prompts(tmp_path, speakers).find("您好", "zh_Hans") == SOUND


@pytest.mark.parametrize("spoil", [b"", b"RIFF", b"not a recording at all" * 9])
def test_a_spoiled_prompt_is_as_good_as_none(tmp_path: Path, speakers: Speakers, spoil: bytes) -> None:
    kept = Prompts(tmp_path, speakers)
    path = kept.path("Yes", "en")
    prompts.write(path, SOUND)
    path.write_bytes(spoil)
    assert kept.find("Yes", "en") is None
    with pytest.raises(PromptSpoiled):
        prompts.read(path)


def test_a_prompt_cut_short_is_found_out(tmp_path: Path) -> None:
    path = tmp_path / "cut.wav"
    prompts.write(path, SOUND)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(PromptSpoiled):
        prompts.read(path)


@pytest.mark.parametrize("language", ["zh_Hans", "en"])
def test_fixed_sentences_are_those_of_the_catalogues_and_know_nothing_of_a_citizen(language: str) -> None:
    offered = ["zh_Hans", "en"]
    found = list(
        prompt_texts.fixed_sentences(
            prompt_texts.msgids(offered), ["中文", "English"], Spoken(Translator(offered)), language
        )
    )
    assert len(set(found)) == len(found) > 500
    assert not any("{" in sentence or any(map(str.isdigit, sentence)) for sentence in found)
    expected = {
        "zh_Hans": ["您要办什么事？", "步行两分钟", "请按二。", "一", "井号键"],
        "en": ["What would you like to do?", "two minutes on foot", "Press two.", "one", "hash"],
    }
    assert set(expected[language]) <= set(found)


def test_what_is_said_in_an_alarm_waits_for_nobody() -> None:
    booth = BoothTexts(
        local({"zh_Hans": "示范路 1 号", "en": "1 Demo Road"}),
        (local({"zh_Hans": "值班中心", "en": "duty centre"}),),
    )
    offered = ["zh_Hans", "en"]
    found = set(
        prompt_texts.fixed_sentences(
            prompt_texts.msgids(offered), [], Spoken(Translator(offered)), "zh_Hans", booth
        )
    )
    assert {
        "您在这里：示范路一号",
        "正在为您呼救：值班中心",
        "已接通：值班中心",
        "正在拨打幺二零",
    } <= found


@pytest.mark.parametrize(
    ("language", "unchanging"),
    [
        ("zh_Hans", {"您在这里：", "再说一遍：", "请带好身份证。"}),
        ("en", {"You are here:", "Did you mean:", "Please bring your ID card."}),
    ],
)
def test_of_sentences_with_changing_parts_the_rest_is_rendered(language: str, unchanging: set[str]) -> None:
    offered = ["zh_Hans", "en"]
    spoken = Spoken(Translator(offered))
    found = list(prompt_texts.fixed_sentences(prompt_texts.msgids(offered), [], spoken, language))
    assert unchanging <= set(found)
    where = spoken.say(_("You are here: {address}", address="1 Demo Road, Putuo"), language)
    assert clauses(where)[0] in found, "as the booth will look for it"


def test_what_counts_is_rendered_last() -> None:
    offered = ["zh_Hans", "en"]
    found = list(
        prompt_texts.fixed_sentences(prompt_texts.msgids(offered), [], Spoken(Translator(offered)), "en")
    )
    first = found.index("Here in about one minute.")
    assert found.index("What would you like to do?") < first
    assert found.index("Press two.") < first
