"""Renders texts in a language, from the catalogues in locales/<language>/LC_MESSAGES/kiosk.mo."""

from __future__ import annotations

import gettext
from collections.abc import Sequence
from pathlib import Path

from kiosk.i18n.formats import written_day
from kiosk.i18n.text import Counted, Day, Local, Sentence, Text, Verbatim

LOCALES = Path(__file__).resolve().parents[2] / "locales"


class CatalogueMissing(Exception):
    """A language is offered whose catalogue is not there, or not compiled."""


class Translator:
    """Knows the catalogues of the offered languages; the first one helps out for texts a station lacks."""

    def __init__(self, languages: Sequence[str], folder: Path = LOCALES) -> None:
        """Raises CatalogueMissing."""
        self.languages = tuple(languages)
        self._catalogues = {language: _catalogue(language, folder) for language in languages}

    def render(self, text: Text, language: str) -> str:
        match text:
            case Sentence(msgid, params):
                sentence = self._catalogues[language].gettext(msgid)
                return sentence.format(**{name: self._value(value, language) for name, value in params})
            case Counted(singular, plural, n):
                return self._catalogues[language].ngettext(singular, plural, n).format(n=n)
            case Local(by_language):
                texts = dict(by_language)
                return texts.get(language) or texts[self.languages[0]]
            case Verbatim(verbatim):
                return verbatim
            case Day(day):
                return written_day(day, language)

    def _value(self, value: str | int | Text, language: str) -> str:
        return str(value) if isinstance(value, str | int) else self.render(value, language)


def _catalogue(language: str, folder: Path) -> gettext.GNUTranslations:
    path = folder / language / "LC_MESSAGES" / "kiosk.mo"
    try:
        with path.open("rb") as file:
            return gettext.GNUTranslations(file)
    except OSError as error:
        raise CatalogueMissing(f"{path}: {error.strerror}; `./booth` compiles it from kiosk.po") from error
