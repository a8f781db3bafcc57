"""A free call within the country, limited in time; the same number once in half an hour.

The guard keeps both limits; this conversation asks for the number and says what to expect.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from hardware.link.messages import Dial, State
from kiosk.conversation.calls import ENDINGS
from kiosk.conversation.keying import EMERGENCY_NUMBERS
from kiosk.conversation.questions import GO_ON
from kiosk.conversation.views import EnterNumber, Tell
from kiosk.i18n.formats import in_groups
from kiosk.i18n.text import Text, Verbatim, _, counted
from kiosk.services.emergency_call import call_emergency
from kiosk.services.identity import fault_in_mobile

if TYPE_CHECKING:
    from kiosk.visit import Visit

LONGEST_DOMESTIC_DIGITS = 12
SUBSCRIBER_DIGITS = 8  # of a number in Shanghai, dialled without its area code
NATIONWIDE = ("400", "800")
AREAS_BEGIN = tuple("2345678")  # behind the 0; 010 and 09xx begin like numbers of other kinds


async def run(visit: Visit) -> None:
    number = await visit.ask(
        EnterNumber(
            title=_("Which number would you like to call?"),
            icon="phone-dial",
            paragraphs=(how_long(visit.state),) if visit.state else (),
            check=partial(fault_in, area_code=visit.place.area_code),
            done=_("Call"),
            final=True,
            max_digits=LONGEST_DOMESTIC_DIGITS,
            groups=(3, 4, 4),
            at_once=EMERGENCY_NUMBERS,
            example=_("A mobile number, or a number in this country"),
        )
    )
    if number in EMERGENCY_NUMBERS:
        await call_emergency(visit, number)
        return
    ending = await visit.call(
        in_groups(number, 3, 4) if fault_in_mobile(number) is None else Verbatim(number),
        Dial(in_full(number, visit.place.area_code)),
        _("Never tell anybody on the phone a password or a code, and never send money to strangers."),
    )
    await visit.tell(
        Tell(
            title=ENDINGS[ending],
            icon="phone-check",
            choices=(GO_ON,),
        )
    )


def how_long(state: State) -> Text:
    minutes = round(state.free_call_seconds / 60)
    return counted(
        "The call is free and lasts up to {n} minute.",
        "The call is free and lasts up to {n} minutes.",
        minutes,
    )


def in_full(number: str, area_code: str) -> str:
    """The number as the network needs it from a mobile line: local numbers with their area code."""
    local = len(number) == SUBSCRIBER_DIGITS and number[0] not in "01"
    return area_code + number if local and not number.startswith(NATIONWIDE) else number


def fault_in(number: str, *, area_code: str) -> Text | None:
    """What keeps a keyed number from being a free domestic call, in words for the citizen."""
    # Its tables take 60 ms to import: only when somebody has keyed a number.
    import phonenumbers

    dialled = in_full(number, area_code)
    if number in EMERGENCY_NUMBERS:
        return None
    if not number:
        return _("Please key the number first.")
    if number.startswith("00"):
        return _("Calls abroad are not possible here. Please key a number in this country.")
    try:
        parsed = phonenumbers.parse(dialled, "CN")
    except phonenumbers.NumberParseException:
        return _("This number is not complete. Please check it.")
    if phonenumbers.is_valid_short_number_for_region(parsed, "CN"):
        cost = phonenumbers.expected_cost_for_region(parsed, "CN")
        free = cost in (phonenumbers.ShortNumberCost.TOLL_FREE, phonenumbers.ShortNumberCost.STANDARD_RATE)
        return None if free else _("This number costs extra and can't be called from here.")
    national = phonenumbers.national_significant_number(parsed)
    if not phonenumbers.is_valid_number(parsed) or not _is_whole(dialled, national):
        return _("This number is not complete or not right. Please check it.")
    if phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.PREMIUM_RATE:
        return _("This number costs extra and can't be called from here.")
    return None


def _is_whole(dialled: str, national: str) -> bool:
    """Whether the network takes it as phonenumbers read it.

    That reads on behind a carrier's code, and does without the 0 of an area code, which a mobile line needs.
    A digit too many in front, as when a recogniser hears the first one twice, could pass for either.
    """
    if dialled.removeprefix("0") != national:
        return False
    return dialled.startswith("0") or dialled.startswith(NATIONWIDE) or not dialled.startswith(AREAS_BEGIN)
