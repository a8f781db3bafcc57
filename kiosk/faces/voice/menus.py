"""Choices as a spoken menu: "Call a taxi. Press 1." with keys, "You can say: call a taxi" by voice.

A choice and its key are sentences of their own, so that each is found among the prompts that were rendered at
installation.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from kiosk.conversation.putting import can_be_spoken_to
from kiosk.conversation.views import DIGITS, Choice, Home, InCall, Reveal, View
from kiosk.faces.voice.rewording import Mode
from kiosk.i18n.text import Text, _

HANG_UP = "hang_up"
NAMED_ONE_BY_ONE = 12  # choices; of a longer list only the first and the last behind each key are named


def choices_said(view: View, mode: Mode, keyed: str = "") -> Iterator[tuple[str, Text]]:
    """The value of each choice, "" for what is said of several, and the texts said for it."""
    if mode is Mode.VOICE and can_be_spoken_to(view):
        yield from _by_voice(view)
    elif mode is Mode.VOICE and isinstance(view, InCall):
        yield from _how_to_hang_up(view)
    elif isinstance(view, Home) and view.groups:
        yield from _by_category(view, keyed)
    elif not keyed and len(view.choices) > len(DIGITS) and all(len(c.digit) > 1 for c in view.choices):
        yield from _by_first_key(view.choices)
    else:
        if isinstance(view, Reveal):
            yield "", _("Hear it")
            yield "", keys_to_press(key_to_reveal(view))
        yield from _by_key(view.choices, keyed)
        if isinstance(view, InCall):
            yield from _how_to_hang_up(view)


def _how_to_hang_up(view: InCall) -> Iterator[tuple[str, Text]]:
    if any(choice.value == HANG_UP for choice in view.choices):
        yield HANG_UP, _("To end the call, hang up the handset.")


def keys_to_press(keys: str) -> Text:
    return _("Press {keys}.", keys=keys)


def key_to_reveal(view: Reveal) -> str:
    """The key that has a secret said: the first one that chooses nothing."""
    return next(key for key in DIGITS if all(not choice.digit.startswith(key) for choice in view.choices))


def _by_voice(view: View) -> Iterator[tuple[str, Text]]:
    if view.choices:
        yield "", _("You can say:")
    for choice in view.choices:
        yield choice.value, choice.label
        if choice.hint is not None:
            yield choice.value, choice.hint


def _by_key(choices: tuple[Choice, ...], pressed: str = "") -> Iterator[tuple[str, Text]]:
    """Choices that keys lead to, after `pressed` have been pressed."""
    for choice in choices:
        rest = choice.digit.removeprefix(pressed)
        if rest and choice.digit.startswith(pressed):
            yield choice.value, choice.label
            if choice.hint is not None:
                yield choice.value, choice.hint
            yield choice.value, keys_to_press(rest)


def _by_first_key(choices: tuple[Choice, ...]) -> Iterator[tuple[str, Text]]:
    """A list that needs two keys for each choice, in portions: what is behind each first key."""
    for key, portion in groupby(choices, lambda choice: choice.digit[:1]):
        behind = tuple(portion)
        if len(choices) <= NAMED_ONE_BY_ONE or len(behind) == 1:
            for choice in behind:
                yield choice.value, choice.label
        else:
            yield "", _("From {first} to {last}", first=behind[0].label, last=behind[-1].label)
        yield "", keys_to_press(key)


def _by_category(view: Home, keyed: str) -> Iterator[tuple[str, Text]]:
    """The categories by their common first key; once it was pressed, what is in the category."""
    opened = next((group for group in view.groups if keyed and group.digit == keyed), None)
    if opened is not None:
        yield "", opened.title
        yield from _by_key(opened.choices, keyed)
        return
    for group in view.groups:
        key = group.digit
        if not key:
            yield from _by_key(group.choices)
            continue
        yield "", group.title
        for choice in group.choices:
            yield choice.value, choice.label
        yield "", keys_to_press(key)
