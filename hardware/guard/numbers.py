"""Telephone numbers as the guard judges them. Pure."""

from __future__ import annotations

import re
from typing import Final

EMERGENCY_NUMBERS: Final = frozenset({"110", "119", "120", "122", "12395", "112"})
"""Police, fire, ambulance, traffic accidents and rescue at sea on the Chinese mainland; and 112, which every
mobile network takes for an emergency (3GPP TS 22.101, 10.1.1). Calls to them are never refused.

911 and 999 are left out on purpose: no service answers them on the mainland.
"""

DIALLED_WITHOUT_SERVICE: Final = frozenset({"000", "08", "112", "110", "118", "119", "911", "999"})
"""What a phone without SIM or service may still dial: 3GPP TS 22.101, 10.1.1. 120 is not among them."""

MAX_DIGITS: Final = 20  # E.164: 15 digits; and room for a prefix
_DIALLABLE: Final = re.compile(rf"\+?[0-9]{{3,{MAX_DIGITS}}}")
_CHINA: Final = re.compile(r"^(\+86|0086)")
_SAME_ENDING_DIGITS: Final = 7  # the shortest subscriber number that means anything without its area code


def national(number: str) -> str:
    """The number without China's country code."""
    return _CHINA.sub("", number)


def comparable(number: str) -> str:
    """One spelling of a number within the country, which networks show with and without country code and
    trunk prefix 0: +862150001111 and 02150001111, +8613800000000 and 013800000000."""
    within = national(number)
    return within if within.startswith(("+", "00")) else within.removeprefix("0")


def is_emergency(number: str) -> bool:
    return national(number) in EMERGENCY_NUMBERS


def may_be_called_free(number: str) -> bool:
    """Whether a citizen's free call may go there: a number within the country.

    `*` and `#` are codes to the network, not numbers (3GPP TS 22.030): one of them would forward the booth's
    incoming calls, and with them the call-backs of an alarm.
    """
    if not _DIALLABLE.fullmatch(number):
        return False
    return not national(number).startswith(("+", "00"))


def is_same(one: str, other: str) -> bool:
    """Whether two spellings, such as with and without a country code, mean the same number."""
    short, long = sorted((national(one), national(other)), key=len)
    return short == long or (len(short) >= _SAME_ENDING_DIGITS and long.endswith(short.lstrip("0")))
