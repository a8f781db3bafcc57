"""A PC/SC reader of social-security cards (LD/T 32): what is asked of a card, and whoever waits for one.

It needs pyscard, which the extra `cards` installs; without it the reader is absent.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import time
from collections.abc import AsyncIterator, Callable, Generator
from datetime import date
from typing import Any, Final, Literal, NoReturn

from pydantic import Field

from hardware.drivers.card_wish import CardWish, CardWishes
from hardware.drivers.contract import (
    Card,
    CardAbsent,
    CardKind,
    CardUnreadable,
    DeviceHealth,
    PortUnavailable,
    Report,
    UnreadableReason,
)
from hardware.drivers.port import HealthReport, keep_open
from hardware.link.booth_file import Section

log = logging.getLogger(__name__)

SELECT_ENVIRONMENT: Final = bytes.fromhex("00A404000F 7378312E73682EC9E7BBE1B1A3D5CF")  # sx1.sh.社会保障
SELECT_ISSUER: Final = bytes.fromhex("00A4020002 EF05")
SELECT_HOLDER: Final = bytes.fromhex("00A4020002 EF06")
VALID_UNTIL, CARD_NUMBER, NAME = 0x06, 0x07, 0x09
"""Records by their tags: of the issuer's file the first two, of the holder's the third."""

DONE: Final = b"\x90\x00"
NOT_FOUND: Final = (b"\x6a\x82", b"\x6a\x81", b"\x6d\x00", b"\x6e\x00")
"""ISO 7816-4: no such file, function, instruction, class."""

Reading = Generator[bytes, bytes, Card]
Exchange = Generator[bytes, bytes, bytes]


def reading() -> Reading:
    """Yields commands (ISO 7816-4), is sent their answers with status words, returns the card.

    Raises CardUnreadable.
    """
    yield from _select(SELECT_ENVIRONMENT)
    yield from _select(SELECT_ISSUER)
    number = (yield from _record(CARD_NUMBER)).decode("ascii", "replace").rstrip(" \0")
    valid_until = _last_day((yield from _record(VALID_UNTIL)).hex())
    yield from _select(SELECT_HOLDER)
    name = (yield from _record(NAME)).decode("gb18030", "replace").rstrip(" \0")
    if re.fullmatch("[0-9A-Z]{9}", number) is None or not name or "\ufffd" in name or min(name) < " ":
        raise CardUnreadable(UnreadableReason.DAMAGED)
    return Card(CardKind.SOCIAL_SECURITY, name, number, valid_until)


def _select(command: bytes) -> Exchange:
    answer = yield from _exchange(command)
    if answer[-2:] in NOT_FOUND:
        raise CardUnreadable(UnreadableReason.WRONG_CARD)
    if answer[-2:] != DONE:
        raise CardUnreadable(UnreadableReason.DAMAGED)
    return answer


def _record(tag: int) -> Exchange:
    """The value of one record, which is a tag, a length and the value."""
    answer = yield from _exchange(bytes((0x00, 0xB2, tag, 0x00, 0x00)))
    if answer[-2:] != DONE or len(answer) < 4 or answer[0] != tag or answer[1] != len(answer) - 4:
        raise CardUnreadable(UnreadableReason.DAMAGED)
    return answer[2:-2]


def _exchange(command: bytes) -> Exchange:
    """A command, and what T=0 may want besides (ISO 7816-3, 12.2): the right length, to be asked for data."""
    answer = yield command
    if answer[-2:-1] == b"\x6c":
        answer = yield command[:4] + answer[-1:]
    if answer[-2:-1] == b"\x61":
        answer = yield bytes.fromhex("00C00000") + answer[-1:]
    return answer


def _last_day(digits: str) -> date | None:
    """None where the issuer has left it empty: filled with F or 0."""
    if set(digits) <= set("f0"):
        return None
    if re.fullmatch("[0-9]{8}", digits) is None:
        raise CardUnreadable(UnreadableReason.DAMAGED)
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError as error:
        raise CardUnreadable(UnreadableReason.DAMAGED) from error


class SocialSecuritySettings(Section):
    """`reader`: a part of the PC/SC reader's name; without it, the first there is."""

    driver: Literal["social_security"]
    reader: str = ""
    poll_ms: float = Field(default=300, ge=100, le=2000)
    check_seconds: float = Field(default=5, ge=1, le=300)

    def build(self, name: str) -> SocialSecurityReader:
        return SocialSecurityReader(name, self)


class SocialSecurityReader:
    """PC/SC blocks, so that each look at the reader is a thread's."""

    def __init__(
        self, name: str, settings: SocialSecuritySettings, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._name = name
        self._settings = settings
        self._clock = clock
        self._wishes = CardWishes(clock)

    @property
    def name(self) -> str:
        return self._name

    async def run(self, report: Report) -> NoReturn:
        health = HealthReport(self._name, report)
        await keep_open(health, self._open, lambda reader: self._serve(reader, health))

    async def read(self, patience_seconds: float) -> Card:
        return await self._wishes.read(patience_seconds)

    @contextlib.asynccontextmanager
    async def _open(self) -> AsyncIterator[Any]:
        yield await asyncio.to_thread(_find_reader, self._settings.reader)

    async def _serve(self, reader: Any, health: HealthReport) -> NoReturn:
        health(DeviceHealth.READY)
        with self._wishes.served():
            while True:
                await self._serve_once(reader)

    async def _serve_once(self, reader: Any) -> None:
        """A coroutine of its own, as a wish that stayed in the loop's would keep the card."""
        wish = await self._wishes.next(self._settings.check_seconds)
        await asyncio.to_thread(_find_reader, str(reader))
        if wish is not None:
            await self._fulfil(wish, reader)

    async def _fulfil(self, wish: CardWish, reader: Any) -> None:
        try:
            while wish.holds:
                card = await asyncio.to_thread(_read_now, reader)
                if card is not None:
                    wish.grant(card)
                    log.info("card_read device=%s", self._name)
                elif self._clock() + self._settings.poll_ms / 1000 > wish.until:
                    await asyncio.to_thread(_find_reader, str(reader))
                    wish.refuse(CardAbsent("no card was put into the reader"))
                else:
                    await asyncio.sleep(self._settings.poll_ms / 1000)
        except CardUnreadable as error:
            log.info("card_not_read device=%s reason=%s", self._name, error.reason)
            wish.refuse(error)


def _find_reader(name: str) -> Any:
    """The PC/SC reader with `name` in its name. Raises PortUnavailable."""
    try:
        from smartcard.pcsc.PCSCExceptions import BaseSCardException
        from smartcard.System import readers
    except ImportError as error:
        raise PortUnavailable("pyscard is not installed") from error
    try:
        found = [reader for reader in readers() if name in str(reader)]
    except BaseSCardException as error:
        raise PortUnavailable("the PC/SC service does not answer") from error
    if not found:
        raise PortUnavailable("there is no such PC/SC reader")
    return found[0]


def _read_now(reader: Any) -> Card | None:
    """The card in the reader; None when there is none. Raises CardUnreadable."""
    from smartcard.Exceptions import CardConnectionException, NoCardException

    connection = reader.createConnection()
    try:
        connection.connect()
        steps = reading()
        command = next(steps)
        while True:
            data, sw1, sw2 = connection.transmit(list(command))
            command = steps.send(bytes((*data, sw1, sw2)))
    except StopIteration as ended:
        card: Card = ended.value
        return card
    except NoCardException:
        return None
    except CardConnectionException as error:
        raise CardUnreadable(UnreadableReason.LIFTED_TOO_EARLY) from error
    finally:
        with contextlib.suppress(CardConnectionException):
            connection.disconnect()
        connection.release()
