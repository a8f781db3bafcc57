"""Sentences of the screen that speak of touching and seeing, as they are said to somebody who does neither.

A sentence that is not here is said as it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from kiosk.i18n.text import Sentence, Text, _


class Mode(StrEnum):
    """How the citizen answers what is said."""

    KEYPAD = "keypad"
    VOICE = "voice"


NOTHING: Text | None = None  # it is not said at all

_PRESS_9 = _("A person can help you: press 9.")
_SAY_PERSON = _("A person can help you: say “a person”.")
_WRONG_PRESS_9 = _("If you think this is wrong, a person can help you: press 9.")
_WRONG_SAY_PERSON = _("If you think this is wrong, a person can help you: say “a person”.")

SAID_INSTEAD: Mapping[str, Mapping[Mode, Text | None]] = {
    "Touch the screen to begin": {
        Mode.KEYPAD: _("Welcome. Press any key to begin."),
        Mode.VOICE: _("Welcome. What would you like to do?"),
    },
    "A person can help you: touch the headset key.": {Mode.KEYPAD: _PRESS_9, Mode.VOICE: _SAY_PERSON},
    "If you think this is wrong, a person can help you: touch the headset key.": {
        Mode.KEYPAD: _WRONG_PRESS_9,
        Mode.VOICE: _WRONG_SAY_PERSON,
    },
    "One touch calls at once. The call is free.": {
        Mode.KEYPAD: _("The call is free."),
        Mode.VOICE: _("The call is free."),
    },
    "Press the red button again, or touch the red key.": {
        Mode.KEYPAD: _("Press the red button again, or press 1."),
        Mode.VOICE: _("Press the red button again, or say “call for help now”."),
    },
    "It is seen only while you hold the key. Cover it with your hand.": {
        Mode.KEYPAD: NOTHING,
        Mode.VOICE: NOTHING,
    },
    "This screen goes on showing the plate.": {Mode.KEYPAD: NOTHING, Mode.VOICE: NOTHING},
    "I have seen it": {Mode.KEYPAD: _("Go on")},
    "See the amount": dict.fromkeys(Mode, _("Hear the amount")),
    "Scan this code with your phone's camera": {
        Mode.KEYPAD: _("The screen shows a code for the camera of a phone.")
    },
}


def reworded(text: Text, mode: Mode) -> Text | None:
    """What is said for it; None when nothing is."""
    if isinstance(text, Sentence) and text.msgid in SAID_INSTEAD:
        return SAID_INSTEAD[text.msgid].get(mode, text)
    return text
