"""Which voice speaks a language; espeak-ng and Kokoro themselves, where they are installed."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("numpy")

import numpy as np

from kiosk.faces.voice.contract import SAMPLE_RATE, EngineMissing, ModelMissing, VoiceError
from kiosk.faces.voice.kokoro_speaker import KokoroSpeaker
from kiosk.faces.voice.loudness import TARGET_DBFS, levelled, resampled
from kiosk.faces.voice.phonemes import phonemes
from kiosk.faces.voice.pyttsx3_speaker import Pyttsx3Speaker
from kiosk.faces.voice.speakers import Sound, Speakers, Voice, engines, voices_of
from tests.kiosk.faces.voice.tones import Tones
from tests.kiosk.faces.voice.tones import engines as tone_engines
from tests.recordings import models_dir, require_model

ESPEAK = Voice(engine="pyttsx3", name="gmw/en-us", rate=0.75)


def language_file(locales: Path, language: str, text: str) -> Path:
    (locales / language).mkdir(parents=True)
    (locales / language / "language.toml").write_text(text, encoding="utf-8")
    return locales


def test_every_language_of_the_booth_names_a_voice_that_an_engine_has() -> None:
    for language in ("zh_Hans", "en"):
        voices = voices_of(language)
        assert voices
        assert {voice.engine for voice in voices} <= engines(Path()).keys()


def test_the_first_voice_that_works_speaks(tmp_path: Path) -> None:
    text = '[[voices]]\nengine = "absent"\nname = "x"\n[[voices]]\nengine = "tones"\nname = "440"\n'
    speakers = Speakers(tone_engines(Tones()), language_file(tmp_path, "en", text))
    assert speakers.voice("en").engine == "tones"
    assert speakers.synthesise("Hello", "en").seconds > 0


def test_a_voice_that_does_not_load_is_passed_over(tmp_path: Path) -> None:
    text = '[[voices]]\nengine = "damaged"\nname = "x"\n[[voices]]\nengine = "tones"\nname = "440"\n'

    class Damaged(Tones):
        def prepare(self, voice: Voice, language: str) -> None:
            raise RuntimeError("not what any engine raises knowingly")

    makers = {"damaged": Damaged, **tone_engines(Tones())}
    speakers = Speakers(makers, language_file(tmp_path, "en", text))
    assert speakers.voice("en").engine == "damaged"
    speakers.settle("en")
    assert speakers.voice("en").engine == "tones"


def test_a_language_that_nobody_speaks_says_why(tmp_path: Path) -> None:
    silent = language_file(tmp_path, "fr", 'name = "français"\n')
    language_file(tmp_path, "ko", '[[voices]]\nengine = "tones"\nname = "1"\n')
    speakers = Speakers(tone_engines(Tones()), silent)
    with pytest.raises(VoiceError, match="no voices"):
        speakers.voice("fr")
    with pytest.raises(VoiceError, match="do not speak Korean"):
        speakers.synthesise("안녕하세요", "ko")


def test_a_voice_that_is_described_wrongly_is_named_with_its_file(tmp_path: Path) -> None:
    with pytest.raises(VoiceError, match=r"language\.toml"):
        voices_of("en", language_file(tmp_path, "en", '[[voices]]\nengine = "tones"\npitch = 3\n'))


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("zh_Hans", "cmn"),
        ("zh_Hant", "sit/cmn"),
        ("zh_Hans", "gmw/en-us"),
        ("wuu", "sit/cmn-latn-pinyin"),
        ("en", "cmn"),
    ],
)
def test_espeak_never_speaks_mandarin(language: str, name: str) -> None:
    with pytest.raises(VoiceError, match="nobody understands"):
        Pyttsx3Speaker().synthesise("您好", language, Voice(engine="pyttsx3", name=name))


def test_a_language_whose_only_voice_is_espeak_s_mandarin_is_silent(tmp_path: Path) -> None:
    text = '[[voices]]\nengine = "pyttsx3"\nname = "sit/cmn"\n'
    speakers = Speakers(engines(tmp_path), language_file(tmp_path, "zh_Hans", text))
    with pytest.raises(VoiceError, match=r"pyttsx3 sit/cmn: .*nobody understands"):
        speakers.voice("zh_Hans")


@pytest.mark.parametrize(
    ("language", "name", "sentence"),
    [
        ("fr", "roa/fr", "Veuillez patienter, le taxi arrive."),
        ("es", "roa/es", "Espere, por favor. El taxi ya llega."),
    ],
)
def test_a_language_file_is_all_that_another_language_needs_to_be_spoken(
    tmp_path: Path, language: str, name: str, sentence: str
) -> None:
    text = f'[[voices]]\nengine = "pyttsx3"\nname = "{name}"\nrate = 0.75\n'
    speakers = Speakers(engines(tmp_path), language_file(tmp_path, language, text))
    try:
        speakers.voice(language)
    except VoiceError as error:
        pytest.skip(str(error))
    sound = speakers.synthesise(sentence, language)
    assert 1.0 < sound.seconds < 6.0
    assert loudness_db(sound) == pytest.approx(TARGET_DBFS, abs=1.5)


def test_espeak_speaks_english_at_the_rate_that_is_wanted() -> None:
    speaker = Pyttsx3Speaker()
    try:
        speaker.check(ESPEAK, "en")
    except EngineMissing as error:
        pytest.skip(str(error))
    slow = speaker.synthesise("Where would you like to go today?", "en", ESPEAK)
    fast = speaker.synthesise(
        "Where would you like to go today?", "en", ESPEAK.model_copy(update={"rate": 1.5})
    )
    assert slow.rate_hz == fast.rate_hz == SAMPLE_RATE
    assert slow.seconds > 1.5 * fast.seconds > 0.5
    assert loudness_db(slow) == pytest.approx(TARGET_DBFS, abs=1.5)


def test_without_its_model_kokoro_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if importlib.util.find_spec("kokoro_onnx") is None:
        pytest.skip("kokoro-onnx is not installed")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("VOSK_MODEL_PATH", raising=False)
    with pytest.raises(ModelMissing, match="boothctl models install kokoro"):
        KokoroSpeaker(tmp_path).check(Voice(engine="kokoro", name="zf_xiaoxiao"), "zh_Hans")


def test_kokoro_speaks_what_espeak_must_not(kokoro: KokoroSpeaker) -> None:
    sound = kokoro.synthesise("车牌是沪 A，D 幺二三。", "zh_Hans", Voice(engine="kokoro", name="zf_xiaoxiao"))
    assert 1 < sound.seconds < 6
    assert loudness_db(sound) == pytest.approx(TARGET_DBFS, abs=1.5)


def test_kokoro_names_the_voices_there_are(kokoro: KokoroSpeaker) -> None:
    with pytest.raises(ModelMissing, match="zf_xiaoxiao"):
        kokoro.check(Voice(engine="kokoro", name="zf_nobody"), "zh_Hans")


@pytest.fixture(scope="module")
def kokoro() -> KokoroSpeaker:
    for library in ("kokoro_onnx", "misaki", "jieba"):
        if importlib.util.find_spec(library) is None:
            pytest.skip(f"{library} is not installed")
    require_model("kokoro")
    require_model("kokoro-voices")
    return KokoroSpeaker(models_dir())


def test_signs_of_another_script_get_their_own_sounds() -> None:
    pytest.importorskip("misaki")
    pytest.importorskip("jieba")
    asked: list[tuple[str, str]] = []

    def espeak(text: str, voice: str) -> str:
        asked.append((text, voice))
        return f"<{text}>"

    plate = phonemes("沪 A，D 幺二。", "zh_Hans", espeak)
    assert asked == [("D", "en-us")]
    assert " ei→ " in plate, "A alone is a letter, not an article"
    assert "↘" in plate, "Mandarin has tones"
    assert phonemes("Press one.", "en", espeak) == "<Press one.>"
    assert "<" in phonemes("bus 曹杨路", "en", espeak)
    assert phonemes("B, F one A two A", "en", espeak) == "<B, F one > ˈeɪ < two > ˈeɪ <>"
    assert phonemes("A white car", "en", espeak) == "<A white car>"
    assert "↗" in phonemes("曹杨路", "en", espeak)


def test_speech_that_is_off_loads_no_engine() -> None:
    script = (
        "import sys; from pathlib import Path;"
        "from kiosk.faces.voice import speakers, prompts, speaking, saying;"
        "speakers.Speakers(speakers.engines(Path()));"
        "engines = ('numpy', 'onnxruntime', 'kokoro_onnx', 'pyttsx3', 'sounddevice', 'misaki', 'jieba');"
        "print([engine for engine in engines if engine in sys.modules])"
    )
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"


@pytest.mark.parametrize("from_hz", [22_050, 24_000, 48_000])
def test_resampling_keeps_speech_and_drops_what_does_not_fit(from_hz: int) -> None:
    at = np.arange(from_hz) / from_hz
    speech, above = np.sin(2 * np.pi * 3000 * at), np.sin(2 * np.pi * 9500 * at)
    kept = resampled(speech.astype(np.float32), from_hz)
    assert kept.size == pytest.approx(SAMPLE_RATE, abs=2)
    middle = slice(1000, 15_000)
    assert np.sqrt((kept[middle] ** 2).mean()) == pytest.approx(np.sqrt(0.5), rel=0.02)
    assert np.sqrt((resampled(above.astype(np.float32), from_hz)[middle] ** 2).mean()) < 0.01


@pytest.mark.parametrize("amplitude", [0.02, 0.2, 1.0])
def test_every_voice_is_as_loud_as_the_other_and_never_cut(amplitude: float) -> None:
    at = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    sound = Sound(levelled((amplitude * np.sin(2 * np.pi * 300 * at)).astype(np.float32)), SAMPLE_RATE)
    assert loudness_db(sound) == pytest.approx(TARGET_DBFS, abs=0.5)
    assert np.abs(np.frombuffer(sound.samples, "<i2").astype(int)).max() < 32_000
    assert set(levelled(np.zeros(1000, np.float32))) == {0}, "silence stays silent"


def loudness_db(sound: Sound) -> float:
    samples = np.frombuffer(sound.samples, "<i2").astype(float) / 32768
    frames = samples[: samples.size // 320 * 320].reshape(-1, 320)
    power = (frames**2).mean(axis=1)
    return float(10 * np.log10(power[power > 1e-4].mean()))
