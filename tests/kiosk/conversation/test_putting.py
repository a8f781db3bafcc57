"""A view put on stage: which showing it is, which keys it has, and whether the handset's are in use."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace

from kiosk.conversation.departures import WentHome
from kiosk.conversation.scene import GlobalKey, Scene
from kiosk.conversation.views import (
    Alarm,
    AlarmStage,
    CallPhase,
    Choice,
    Choose,
    InCall,
    View,
)
from kiosk.i18n.text import Verbatim, local
from tests.kiosk.citizen import Citizen

YES_NO = (Choice("yes", Verbatim("Yes"), "check", "1"), Choice("no", Verbatim("No"), "close", "2"))
QUESTION = Choose(title=Verbatim("?"), icon="help", choices=YES_NO)


async def test_another_showing_of_the_same_view_can_be_told_from_a_redraw() -> None:
    citizen = Citizen()
    for _ in range(2):
        asking = asyncio.create_task(citizen.stage.ask(QUESTION))
        await asyncio.sleep(0)
        citizen.stage.announce(Verbatim("trouble"))
        citizen.stage.announce(None)
        citizen.choose("yes")
        await asking
    showings = [scene.showing for scene in citizen.scenes if scene.view is QUESTION]
    assert showings == sorted(showings)
    assert len(set(showings)) == 2


def in_phase(phase: CallPhase) -> InCall:
    return InCall(title=Verbatim("call"), icon="phone", party=Verbatim("x"), phase=phase)


def in_alarm(stage: AlarmStage) -> Alarm:
    where = local({"zh_Hans": "示范路"})
    return Alarm(title=Verbatim("alarm"), icon="phone", stage=stage, address=where, station=Verbatim("SH"))


async def test_the_key_to_listen_is_there_only_where_speech_counts() -> None:
    citizen = Citizen()

    async def views() -> AsyncIterator[View]:
        for phase in (CallPhase.INCOMING, CallPhase.ACTIVE):
            yield in_phase(phase)
        for stage in (AlarmStage.ASKING, AlarmStage.ANNOUNCED, AlarmStage.CONNECTED):
            yield in_alarm(stage)

    with suppress(WentHome):
        await citizen.stage.follow(views())

    def offered(scene: Scene) -> object:
        view = scene.view
        if GlobalKey.LISTEN not in scene.keys:
            return None
        return view.phase if isinstance(view, InCall) else view.stage if isinstance(view, Alarm) else None

    assert {offered(scene) for scene in citizen.scenes} - {None} == {CallPhase.INCOMING, AlarmStage.ASKING}


async def test_it_is_seen_whether_keys_or_the_screen_are_used() -> None:
    citizen = Citizen()
    asking = asyncio.create_task(
        citizen.stage.ask(replace(QUESTION, choices=(replace(YES_NO[0], digit="34"),)))
    )
    await asyncio.sleep(0)
    assert citizen.scene.keyed is None
    citizen.key("3")
    await citizen.sees(lambda s: s.keyed == "3")
    citizen.key("4")
    assert await asking == "yes"
    asking = asyncio.create_task(citizen.stage.ask(QUESTION))
    scene = await citizen.sees(lambda s: s.view is QUESTION)
    assert scene.keyed == ""
    citizen.press(GlobalKey.CONTRAST)
    await citizen.sees(lambda s: s.keyed is None)
    citizen.choose("no")
    assert await asking == "no"
