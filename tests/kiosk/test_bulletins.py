"""Notices come and go by themselves on an empty booth."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta, tzinfo

import pytest

from kiosk.bulletins import Bulletins
from kiosk.conversation.views import Tone
from kiosk.i18n.text import local
from kiosk.platform.aged import Aged
from kiosk.platform.client import Platform
from kiosk.platform.contract.station import Notice, NoticeKind, Notices
from tests.kiosk.services.scripted_platform import texts

A_DAY = timedelta(days=1)
SOON = timedelta(seconds=0.1)


class Clock:
    """Stands still until the test puts it on: in place of kiosk.bulletins.datetime."""

    def __init__(self) -> None:
        self.moment = datetime.now(UTC)

    def now(self, _zone: tzinfo) -> datetime:
        return self.moment


class Noticeboard(Platform):
    def __init__(self, *notices: Notice) -> None:
        super().__init__(None, "SH-TEST-0001", None)
        self.asked = 0
        self._notices = Notices(notices)

    async def notices(self) -> Aged[Notices]:
        self.asked += 1
        return Aged(self._notices, datetime.now(UTC), fresh=True)


def notice(
    name: str,
    begins: timedelta,
    ends: timedelta,
    kind: NoticeKind = NoticeKind.NOTICE,
    since: datetime | None = None,
) -> Notice:
    """Valid from `begins` to `ends`, counted from `since` or from now."""
    now = since or datetime.now(UTC)
    return Notice(name, kind, texts(name), texts("…"), now + begins, now + ends)


async def test_what_ends_disappears_and_what_begins_appears_though_nobody_asks_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock, seen = Clock(), list[list[object]]()
    monkeypatch.setattr("kiosk.bulletins.datetime", clock)
    began = clock.moment
    board = Noticeboard(
        notice("ends", -A_DAY, SOON, since=began), notice("begins", 2 * SOON, A_DAY, since=began)
    )
    bulletins, shown = Bulletins(board), asyncio.Queue[list[object]]()
    bulletins.changed = lambda: shown.put_nowait([bulletin.title for bulletin in bulletins.valid()])
    keeping = asyncio.create_task(bulletins.keep_up())
    try:
        async with asyncio.timeout(30):
            for times in range(3):
                clock.moment = began + times * SOON
                seen.append(await shown.get())
    finally:
        keeping.cancel()
    assert seen == [[local(texts("ends"))], [], [local(texts("begins"))]]
    assert board.asked == 1


async def test_the_same_notices_change_nothing() -> None:
    board = Noticeboard(notice("stays", -A_DAY, A_DAY))
    bulletins, changes = Bulletins(board, ask_every_seconds=0.01), list[int]()
    bulletins.changed = lambda: changes.append(board.asked)
    keeping = asyncio.create_task(bulletins.keep_up())
    async with asyncio.timeout(5):
        while board.asked < 5:  # noqa: ASYNC110  # the board tells nobody
            await asyncio.sleep(0.01)
    keeping.cancel()
    assert changes == [1]


async def test_warnings_of_fraud_come_first() -> None:
    board = Noticeboard(
        notice("sale", -A_DAY, A_DAY), notice("fraud", -A_DAY, A_DAY, NoticeKind.FRAUD_WARNING)
    )
    bulletins, shown = Bulletins(board), asyncio.Event()
    bulletins.changed = shown.set
    keeping = asyncio.create_task(bulletins.keep_up())
    async with asyncio.timeout(5):
        await shown.wait()
    keeping.cancel()
    assert [bulletin.tone for bulletin in bulletins.valid()] == [Tone.TROUBLE, Tone.PLAIN]
