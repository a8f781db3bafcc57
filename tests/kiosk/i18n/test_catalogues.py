"""The catalogues hold every sentence of the code, and no other; places in a sentence survive translation."""

from __future__ import annotations

import string
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from kiosk.i18n.languages import load_languages
from kiosk.i18n.translator import LOCALES

SOURCE_LANGUAGE = "en"
KIOSK = LOCALES.parent / "kiosk"
LANGUAGES = sorted(path.parent.name for path in LOCALES.glob("*/language.toml"))


def sentences_in_code() -> set[str]:
    found = extract_from_dir(KIOSK, keywords={"_": None, "counted": (1, 2)}, comment_tags=())
    return {first(message) for _, _, message, _, _ in found}


def first(message: str | tuple[str, ...] | list[str]) -> str:
    return message if isinstance(message, str) else message[0]


def catalogue(language: str) -> Catalog:
    path = LOCALES / language / "LC_MESSAGES" / "kiosk.po"
    return read_po(BytesIO(path.read_bytes()), locale=language)


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_missing_or_left_over(language: str) -> None:
    in_catalogue = {first(message.id) for message in catalogue(language) if message.id}
    in_code = sentences_in_code()
    assert in_code - in_catalogue == set(), "not yet in the catalogue"
    assert in_catalogue - in_code == set(), "no longer in the code"


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != SOURCE_LANGUAGE])
def test_every_sentence_is_translated(language: str) -> None:
    untranslated = [message.id for message in catalogue(language) if message.id and not message.string]
    assert untranslated == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_places_survive_translation(language: str) -> None:
    for message in catalogue(language):
        if isinstance(message.id, str) and message.string:
            assert places(str(message.string)) == places(message.id), message.id


def test_every_language_has_its_own_name() -> None:
    names = [language.name for language in load_languages(LANGUAGES)]
    assert len(set(names)) == len(names)
    assert all(names)


def test_a_language_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    from kiosk.i18n.languages import LanguageMissing

    with pytest.raises(LanguageMissing, match=r"xx.*zh_Hans"):
        load_languages(["xx"])
