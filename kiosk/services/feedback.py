"""At goodbye: how it was, in one touch; and what is wrong, with a number to ask after it by."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from kiosk.conversation.questions import GO_ON
from kiosk.conversation.views import Choice, Choose, EnterNumber, Tell, Tone
from kiosk.i18n.formats import in_groups
from kiosk.i18n.text import Text, _, local
from kiosk.platform.contract.records import FeedbackGiven, Mood, Trouble
from kiosk.platform.contract.station import FeedbackProgress

if TYPE_CHECKING:
    from kiosk.visit import Visit

NUMBER_DIGITS = 8
WRONG, EARLIER, NOTHING = "wrong", "earlier", "nothing"

TROUBLES: dict[Trouble, tuple[Text, str]] = {
    Trouble.TELEPHONE: (_("The telephone or the handset"), "phone-off"),
    Trouble.SCREEN: (_("The screen or the keys"), "monitor-off"),
    Trouble.SERVICE: (_("A service did not work"), "close-octagon-outline"),
    Trouble.HARD_TO_USE: (_("It is hard to use"), "help-circle-outline"),
    Trouble.WRONG_INFORMATION: (_("Something shown is not true"), "text-box-remove-outline"),
    Trouble.SOMETHING_ELSE: (_("Something else"), "dots-horizontal-circle-outline"),
}
PROGRESS: dict[FeedbackProgress, Text] = {
    FeedbackProgress.RECEIVED: _("Your report has been received."),
    FeedbackProgress.IN_WORK: _("Somebody is working on it."),
    FeedbackProgress.DONE: _("It has been put right. Thank you!"),
}


async def run(visit: Visit, service_id: str) -> None:
    """Ask about the visit whose last service was `service_id`."""
    answer = await visit.ask(
        Choose(
            title=_("How was it?"),
            icon="hand-heart",
            choices=(
                Choice(Mood.GOOD, _("Good"), "emoticon-happy-outline", "1", tone=Tone.PRIMARY),
                Choice(Mood.FAIR, _("Fair"), "emoticon-neutral-outline", "2", tone=Tone.PRIMARY),
                Choice(Mood.BAD, _("Bad"), "emoticon-sad-outline", "3", tone=Tone.PRIMARY),
                Choice(WRONG, _("Something is wrong"), "alert-circle-outline", "4"),
                Choice(NOTHING, _("Goodbye"), "hand-wave", "5", tone=Tone.QUIET),
            ),
        )
    )
    if answer == WRONG:
        await report_trouble(visit, service_id)
    elif answer != NOTHING:
        visit.note(FeedbackGiven(service_id, Mood(answer)))


async def report_trouble(visit: Visit, service_id: str) -> None:
    answer = await visit.ask(
        Choose(
            title=_("What is wrong?"),
            icon="alert-circle-outline",
            choices=(
                *(
                    Choice(kind, label, icon, str(number), final=True)
                    for number, (kind, (label, icon)) in enumerate(TROUBLES.items(), start=1)
                ),
                Choice(EARLIER, _("Ask about an earlier report"), "magnify", "7", tone=Tone.QUIET),
            ),
        )
    )
    if answer == EARLIER:
        await ask_after(visit)
        return
    number = new_number()
    visit.note(FeedbackGiven(service_id, Mood.BAD, Trouble(answer), number))
    await visit.tell(
        Tell(
            title=_("Thank you. Your number is {number}.", number=in_groups(number, 4)),
            icon="check-circle",
            paragraphs=(
                _("We will look after it."),
                _("With this number you can ask how far we are, at any booth or on the phone."),
            ),
            choices=(GO_ON,),
        )
    )


async def ask_after(visit: Visit) -> None:
    number = await visit.ask(
        EnterNumber(
            title=_("What is the number of your report?"),
            icon="magnify",
            check=lambda keyed: None if len(keyed) == NUMBER_DIGITS else _("The number has eight digits."),
            done=_("Ask"),
            max_digits=NUMBER_DIGITS,
            groups=(4, 4),
        )
    )
    state = await visit.working(_("Checking your report"), visit.platform.feedback(number))
    await visit.tell(
        Tell(
            title=PROGRESS[state.progress],
            icon="check-circle" if state.progress is FeedbackProgress.DONE else "progress-wrench",
            paragraphs=(local(state.answer),) if state.answer else (),
            choices=(GO_ON,),
        )
    )


def new_number() -> str:
    """Eight random digits, not beginning with 0: nothing can be told from them."""
    return str(secrets.randbelow(9 * 10 ** (NUMBER_DIGITS - 1)) + 10 ** (NUMBER_DIGITS - 1))
