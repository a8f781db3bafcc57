"""Texts in the citizen's language."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.i18n.text import Verbatim, _, local
from kiosk.i18n.translator import CatalogueMissing, Translator


@pytest.fixture(scope="module")
def translator() -> Translator:
    return Translator(["zh_Hans", "en"])


def test_a_sentence_with_a_place(translator: Translator) -> None:
    text = _("Calling {number}", number="110")
    assert translator.render(text, "en") == "Calling 110"
    assert translator.render(text, "zh_Hans") == "正在拨打 110"


def test_a_text_within_a_text(translator: Translator) -> None:
    text = _("Connected: {who}", who=local({"zh_Hans": "值班中心", "en": "duty centre"}))
    assert translator.render(text, "zh_Hans") == "已接通：值班中心"
    assert translator.render(text, "en") == "Connected: duty centre"


def test_a_local_text_falls_back_to_chinese(translator: Translator) -> None:
    assert translator.render(local({"zh_Hans": "示范路"}), "en") == "示范路"


def test_verbatim_is_never_translated(translator: Translator) -> None:
    assert translator.render(Verbatim("Police"), "zh_Hans") == "Police"


def test_a_missing_catalogue_says_how_it_is_made(tmp_path: Path) -> None:
    with pytest.raises(CatalogueMissing, match="compiles"):
        Translator(["en"], tmp_path)
