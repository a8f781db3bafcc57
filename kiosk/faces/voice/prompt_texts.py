"""All that can be said without knowing anything of a citizen: what is rendered at installation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from kiosk.faces.voice.contract import VoiceError
from kiosk.faces.voice.menus import keys_to_press
from kiosk.faces.voice.spoken import Spoken, clauses, keys_said, sentences
from kiosk.i18n.text import Counted, Sentence, Text, Verbatim, _
from kiosk.i18n.translator import LOCALES

Msgid = str | tuple[str, str]  # a sentence, or its singular and plural

LONGEST_COUNT = 30  # larger numbers are rare, and rendered when they come
KEYS = "0123456789*#"
MENU_KEYS = (*KEYS, *(str(number) for number in range(10, 44)), "110", "119", "120")
EMERGENCY_NUMBERS = ("110", "119", "120")
ANYTHING = "\u4e02\u4e02\u4e02\u4e02"  # stands for what is not known; a character that no sentence has


@dataclass(frozen=True, slots=True)
class BoothTexts:
    """What the booth file brings into sentences: said in an alarm, when nobody should wait for them."""

    address: Text | None = None
    contacts: tuple[Text, ...] = ()


def msgids(languages: Sequence[str], folder: Path = LOCALES) -> tuple[Msgid, ...]:
    """Those of all the languages' catalogues: that of the code's own language is empty. Raises VoiceError."""
    from babel.messages.mofile import read_mo

    found: dict[Msgid, None] = {}
    for language in languages:
        path = folder / language / "LC_MESSAGES" / "kiosk.mo"
        try:
            with path.open("rb") as file:
                messages = list(read_mo(file))
        except OSError as error:
            raise VoiceError(f"{path}: {error.strerror}") from error
        found |= {_msgid(message.id): None for message in messages if message.id}
    return tuple(found)


def fixed_sentences(
    msgids: Sequence[Msgid],
    names: Sequence[str],
    spoken: Spoken,
    language: str,
    booth: BoothTexts | None = None,
) -> Iterator[str]:
    """Each once, those first that are said most; `names` are the languages' own names.

    Of sentences with changing parts, the clauses that don't change.
    """
    texts = [
        *(Sentence(msgid) for msgid in msgids if isinstance(msgid, str) and not _places(msgid)),
        *(Verbatim(name) for name in names),
        *(keys_to_press(keys) for keys in MENU_KEYS),
        *_of_booth(msgids, booth or BoothTexts()),
    ]
    counts = [
        Counted(*msgid, number)
        for msgid in msgids
        if not isinstance(msgid, str)
        for number in range(1, LONGEST_COUNT + 1)
    ]
    yield from dict.fromkeys(
        (
            *(sentence for text in texts for sentence in sentences(spoken.say(text, language))),
            *(keys_said(key, language) for key in KEYS),
            *_unchanging(msgids, spoken, language),
            *(sentence for text in counts for sentence in sentences(spoken.say(text, language))),
        )
    )


def _msgid(of_message: str | list[str] | tuple[str, ...]) -> Msgid:
    return of_message if isinstance(of_message, str) else (of_message[0], of_message[1])


def _places(msgid: str) -> set[str]:
    return {name for _literal, name, _format, _conversion in Formatter().parse(msgid) if name}


def _of_booth(msgids: Sequence[Msgid], booth: BoothTexts) -> Iterator[Text]:
    yield from booth.contacts
    for msgid in msgids:
        places = _places(msgid) if isinstance(msgid, str) else set()
        if places == {"who"}:
            yield from (Sentence(str(msgid), (("who", contact),)) for contact in booth.contacts)
        elif places == {"address"} and booth.address is not None:
            yield Sentence(str(msgid), (("address", booth.address),))
    yield from (_("Calling {number}", number=number) for number in EMERGENCY_NUMBERS)


def _unchanging(msgids: Sequence[Msgid], spoken: Spoken, language: str) -> Iterator[str]:
    for msgid in msgids:
        places = _places(msgid) if isinstance(msgid, str) else set()
        if places:
            text = Sentence(str(msgid), tuple((place, Verbatim(ANYTHING)) for place in sorted(places)))
            for sentence in sentences(spoken.say(text, language)):
                yield from (clause for clause in clauses(sentence) if ANYTHING[0] not in clause)
