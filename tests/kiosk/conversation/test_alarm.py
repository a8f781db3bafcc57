"""What an alarm's moments look like, and what can be answered to each."""

from __future__ import annotations

import pytest

from hardware.link.messages import Alarm, AlarmOrigin, AlarmPhase, State
from kiosk.conversation.alarm import Whereabouts, alarm_view, is_running
from kiosk.conversation.views import AlarmStage
from kiosk.i18n.text import Verbatim, local
from tests.kiosk.citizen import words

ADDRESS = local({"zh_Hans": "示范路 1 号", "en": "1 Demo Road"})
WHEREABOUTS = Whereabouts(Verbatim("booth"), ADDRESS, {"duty": local({"zh_Hans": "值班中心"})})


@pytest.mark.parametrize(
    ("phase", "origin", "stage", "answers"),
    [
        (AlarmPhase.HOLDING, AlarmOrigin.BUTTON, AlarmStage.HOLDING, []),
        (AlarmPhase.ASKING, AlarmOrigin.BUTTON, AlarmStage.ASKING, ["call_now", "cancel"]),
        (AlarmPhase.ANNOUNCED, AlarmOrigin.BUTTON, AlarmStage.ANNOUNCED, ["call_now", "cancel"]),
        (AlarmPhase.DIALLING, AlarmOrigin.BUTTON, AlarmStage.CALLING, []),
        (AlarmPhase.WAITING, AlarmOrigin.BUTTON, AlarmStage.CALLING, []),
        (AlarmPhase.DIALLING, AlarmOrigin.CITIZEN, AlarmStage.CALLING, ["hang_up"]),
        (AlarmPhase.CONNECTED, AlarmOrigin.BUTTON, AlarmStage.CONNECTED, []),
        (AlarmPhase.CONNECTED, AlarmOrigin.CITIZEN, AlarmStage.CONNECTED, ["hang_up"]),
        (AlarmPhase.ANSWERED, AlarmOrigin.BUTTON, AlarmStage.ANSWERED, ["call_now", "safe"]),
    ],
)
def test_what_can_be_answered(
    phase: AlarmPhase, origin: AlarmOrigin, stage: AlarmStage, answers: list[str]
) -> None:
    view = alarm_view(Alarm(phase, origin, "duty"), WHEREABOUTS, now=0.0)
    assert view.stage is stage
    assert [choice.value for choice in view.choices] == answers
    assert view.address is ADDRESS


def test_the_window_runs_from_nought_to_one() -> None:
    alarm = Alarm(AlarmPhase.ANNOUNCED, AlarmOrigin.BUTTON, window_seconds=5, since=100)
    halfway = alarm_view(alarm, WHEREABOUTS, now=102.5)
    assert (halfway.progress, halfway.remaining_seconds) == (0.5, 3)
    over = alarm_view(alarm, WHEREABOUTS, now=300)
    assert (over.progress, over.remaining_seconds) == (1.0, 0)


def test_a_second_attempt_says_that_it_goes_on() -> None:
    view = alarm_view(Alarm(AlarmPhase.DIALLING, AlarmOrigin.BUTTON, "duty", attempt=2), WHEREABOUTS, now=0)
    assert "We keep calling" in words(view.paragraphs[0])


def test_a_number_speaks_for_itself() -> None:
    assert WHEREABOUTS.who("110") == Verbatim("110")


def test_the_test_call_is_no_alarm_for_the_citizen() -> None:
    assert not is_running(None)
    assert not is_running(State())
    assert not is_running(State(alarm=Alarm(AlarmPhase.DIALLING, AlarmOrigin.TEST)))
    assert is_running(State(alarm=Alarm(AlarmPhase.DIALLING, AlarmOrigin.BUTTON)))
