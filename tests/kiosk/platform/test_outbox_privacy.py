"""Whatever is tried, nothing of a citizen is in the database, the log or on the wire."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import fields, replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from hardware.link.emergency_records import EmergencyRecord
from kiosk.emergency_records import happened
from kiosk.platform.client import Platform
from kiosk.platform.contract.records import Happening
from kiosk.platform.outbox_words import NoRecord
from kiosk.platform.sender import Sender
from kiosk.settings import Platform as PlatformSettings
from tests.hardware.eventually import eventually
from tests.kiosk.platform.outboxes import DEVICE, VISIT, WORDS, emergency, emptied, feedback, opened, use
from tests.platform_process import PlatformProcess, running_platform

PLANTED = ("13812345678", "310101194912310123", "Zhang Guifang", "张桂芳", "zhang_guifang", "ZhangGuifang")


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlatformProcess]:
    with running_platform(tmp_path_factory.mktemp("platform")) as running:
        yield running


@asynccontextmanager
async def overheard(platform: PlatformProcess) -> AsyncIterator[tuple[str, bytearray]]:
    """Another URL of the platform, and what passes there in both directions."""
    heard = bytearray()
    far = urlsplit(platform.url)

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while content := await reader.read(65_536):
                heard.extend(content)
                writer.write(content)
        writer.close()

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(far.hostname, far.port)
        await asyncio.gather(pass_on(reader, far_writer), pass_on(far_reader, writer))

    server = await asyncio.start_server(connect, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", heard
    finally:
        server.close()


def tampered() -> Iterator[Happening]:
    """Every record with every planted value in every field."""
    for record in (emergency(1), use(1), VISIT, feedback(1), DEVICE):
        for field in fields(record):
            for planted in PLANTED:
                yield replace(record, **{field.name: planted})  # type: ignore[arg-type]  # that is the point


def content_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


async def test_planted_values_are_found_nowhere(
    tmp_path: Path, platform: PlatformProcess, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with overheard(platform) as (url, wire), opened(tmp_path) as outbox:
        for record in tampered():
            outbox.note(record)
            with pytest.raises(NoRecord):
                await outbox.put(record)
        for number, planted in enumerate(PLANTED):
            told = EmergencyRecord(f"a-{number}", planted, planted, planted, planted, 1, planted)
            await outbox.take_over([happened(told, WORDS)])
        await outbox.put(use(4711))
        database = content_of(tmp_path)
        client = Platform(
            PlatformSettings(url=url, token_file=platform.token_file), platform.station_id, None
        )
        sending = asyncio.create_task(Sender(outbox, client).run())
        await emptied(outbox)
        await eventually(lambda: b"4711" in wire, "the wire is overheard")
        sending.cancel()
        client.close()
    assert b"4711" in database
    kept = content_of(tmp_path)
    for planted in PLANTED:
        for place in (database, kept, bytes(wire), caplog.text.encode(), platform.log().encode()):
            assert planted.encode() not in place
