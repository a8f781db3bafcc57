"""Questions that the stage itself asks, on top of what it shows; and the answer to a mere statement."""

from __future__ import annotations

from kiosk.conversation.views import Choice, Choose, Tone
from kiosk.i18n.text import Text, _

YES, NO = "yes", "no"
GO_ON = Choice("ok", _("Go on"), "arrow-right", "1", tone=Tone.PRIMARY)


def did_you_mean(said: Text) -> Choose:
    return Choose(
        title=_("Did you mean: {what}?", what=said),
        icon="ear-hearing",
        choices=(
            Choice(YES, _("Yes"), "check", "1", tone=Tone.PRIMARY),
            Choice(NO, _("No"), "close", "2", tone=Tone.QUIET),
        ),
    )
