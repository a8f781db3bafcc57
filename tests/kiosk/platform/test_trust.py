"""Whom the booth trusts: real TLS on real sockets, with authorities made for the test."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import formatdate
from pathlib import Path

import pytest
import trustme

from kiosk.platform.errors import PlatformDistrusted, PlatformGone
from tests.hardware.eventually import eventually
from tests.kiosk.platform.conftest import ClientTo
from tests.kiosk.platform.peers import Peer, answer, peer, raw
from tests.kiosk.platform.test_faults import no_call_hangs

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> Path:
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


def served_with(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


async def heal(platform: Peer, authority: trustme.CA) -> None:
    platform.tls = served_with(authority.issue_cert("localhost"))
    platform.behave = answer()


async def test_a_platform_with_the_right_certificate(
    client_to: ClientTo, authority: trustme.CA, ca_file: Path
) -> None:
    with peer(answer(), served_with(authority.issue_cert("localhost"))) as platform:
        client = client_to(platform.url, ca_file=ca_file)
        for _ in range(3):
            assert (await client.hospitals()).fresh
        assert len(platform.requests) == 3
        assert platform.accepted == 1


@pytest.mark.parametrize(
    ("issue", "why"),
    [
        (lambda ca: ca.issue_cert("elsewhere.example"), "Hostname mismatch"),
        (lambda ca: trustme.CA().issue_cert("localhost"), "unable to get local issuer"),
        (lambda ca: ca.issue_cert("localhost", not_after=datetime.now(UTC) - DAY), "expired"),
        (lambda ca: ca.issue_cert("localhost", not_before=datetime.now(UTC) + DAY), "not yet valid"),
    ],
    ids=["wrong host", "unknown authority", "expired", "not yet valid"],
)
async def test_a_certificate_that_is_refused(
    issue: Callable[[trustme.CA], trustme.LeafCert],
    why: str,
    client_to: ClientTo,
    authority: trustme.CA,
    ca_file: Path,
) -> None:
    with peer(answer(), served_with(issue(authority))) as platform:
        client = client_to(platform.url, ca_file=ca_file, token_file=_token_file(ca_file.parent))
        with pytest.raises(PlatformDistrusted) as raised:
            await client.order_taxi("13800138000", "key-1")
        assert why in str(raised.value.__cause__)
        assert not [request for request in platform.requests if b"POST" in request or b"Bearer" in request]
        await heal(platform, authority)
        assert (await client.hospitals()).fresh


async def test_a_clock_that_is_a_day_off_is_told(
    client_to: ClientTo, authority: trustme.CA, ca_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """To a booth that lives a day ahead a good certificate looks expired, and the peer's Date says why."""
    yesterday = f"Date: {formatdate(time.time() - DAY.total_seconds(), usegmt=True)}"
    expired = authority.issue_cert("localhost", not_after=datetime.now(UTC) - timedelta(hours=1))
    with peer(answer(b"", "200 OK", "text/plain", (yesterday,)), served_with(expired)) as platform:
        with pytest.raises(PlatformDistrusted):
            await client_to(platform.url, ca_file=ca_file).hospitals()
        await eventually(lambda: "clock_off" in caplog.text, "the clock is told")
    assert _seconds_off(caplog) == pytest.approx(DAY.total_seconds(), abs=60)


async def test_a_peer_that_drips_its_time_holds_up_nobody(
    client_to: ClientTo, authority: trustme.CA, ca_file: Path
) -> None:
    expired = authority.issue_cert("localhost", not_after=datetime.now(UTC) - DAY)
    with peer(raw(b"HTTP/1.1 200 OK\r\nX: "), served_with(expired)) as platform:
        client = client_to(platform.url, ca_file=ca_file)
        with pytest.raises(PlatformDistrusted):
            await client.hospitals()
        await eventually(lambda: b"HEAD" in b"".join(platform.requests), "it is asked for the time")
        await heal(platform, authority)
        assert (await client.hospitals()).fresh


async def test_a_wrong_clock_is_told_also_when_the_certificate_is_good(
    client_to: ClientTo, caplog: pytest.LogCaptureFixture
) -> None:
    tomorrow = f"Date: {formatdate(time.time() + DAY.total_seconds(), usegmt=True)}"
    with peer(answer(more=(tomorrow,))) as platform:
        client = client_to(platform.url)
        assert (await client.hospitals()).fresh
        await client.hospitals()
    assert _seconds_off(caplog) == pytest.approx(-DAY.total_seconds(), abs=60)
    assert caplog.text.count("clock_off") == 1


async def test_a_right_clock_is_not_told(client_to: ClientTo, caplog: pytest.LogCaptureFixture) -> None:
    with peer(answer(more=(f"Date: {formatdate(usegmt=True)}",))) as platform:
        await client_to(platform.url).hospitals()
    assert "clock_off" not in caplog.text


@pytest.mark.parametrize(
    ("said", "error"),
    [(b"HTTP/1.1 400 Bad Request\r\n\r\n", PlatformDistrusted), (b"", PlatformGone)],
    ids=["speaks no TLS", "hangs up"],
)
async def test_a_handshake_that_fails(
    said: bytes, error: type[Exception], client_to: ClientTo, ca_file: Path
) -> None:
    def shake(listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                connection.recv(10_000)
                connection.sendall(said)
                connection.shutdown(socket.SHUT_RDWR)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        shaking = asyncio.get_running_loop().run_in_executor(None, shake, listener)
        with pytest.raises(error) as raised:
            await client_to(f"https://localhost:{listener.getsockname()[1]}", ca_file=ca_file).hospitals()
        assert type(raised.value) is error
        listener.shutdown(socket.SHUT_RDWR)
        await shaking


async def test_a_handshake_that_hangs(client_to: ClientTo, ca_file: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"https://localhost:{listener.getsockname()[1]}"
        with pytest.raises(PlatformGone):
            await client_to(url, seconds=0.5, ca_file=ca_file).hospitals()
        await no_call_hangs()


async def test_a_client_certificate_is_shown(
    client_to: ClientTo, authority: trustme.CA, ca_file: Path, tmp_path: Path
) -> None:
    """Also one that came later: the files are read again when they change."""
    demanding = served_with(authority.issue_cert("localhost"))
    demanding.verify_mode = ssl.CERT_REQUIRED
    authority.configure_trust(demanding)
    cert_file, key_file = tmp_path / "booth.pem", tmp_path / "booth.key"
    _write(trustme.CA().issue_cert("booth.example"), cert_file, key_file)
    with peer(answer(), demanding) as platform:
        client = client_to(
            platform.url, ca_file=ca_file, client_cert_file=cert_file, client_key_file=key_file
        )
        with pytest.raises((PlatformDistrusted, PlatformGone)):
            await client.hospitals()
        assert platform.requests == []
        _write(authority.issue_cert("booth.example"), cert_file, key_file)
        assert (await client.hospitals()).fresh


async def test_the_token_is_read_anew(client_to: ClientTo, tmp_path: Path) -> None:
    token_file = _token_file(tmp_path)
    with peer(answer()) as platform:
        client = client_to(platform.url, token_file=token_file)
        await client.hospitals()
        token_file.write_text("another-one", "utf-8")
        await client.hospitals()
        first, second = platform.requests
    assert b"Authorization: Bearer the-token\r\n" in first
    assert b"Authorization: Bearer another-one\r\n" in second


async def test_a_token_that_others_may_read_is_not_sent(
    client_to: ClientTo, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    token_file = _token_file(tmp_path)
    token_file.chmod(0o640)
    with peer(answer()) as platform:
        client = client_to(platform.url, token_file=token_file)
        with pytest.raises(PlatformGone, match="mode is 0640"):
            await client.hospitals()
        assert platform.requests == []
        token_file.chmod(0o600)
        assert (await client.hospitals()).fresh
    assert "chmod 0600" in caplog.text
    assert "the-token" not in caplog.text


def _token_file(folder: Path) -> Path:
    path = folder / "token"
    path.touch(mode=0o600)
    path.write_text("the-token\n", "utf-8")
    return path


def _write(certificate: trustme.LeafCert, cert_file: Path, key_file: Path) -> None:
    key_file.touch(mode=0o600)
    certificate.cert_chain_pems[0].write_to_path(str(cert_file))
    certificate.private_key_pem.write_to_path(str(key_file))


def _seconds_off(caplog: pytest.LogCaptureFixture) -> float:
    said = next(record for record in caplog.records if "clock_off" in record.getMessage())
    assert said.levelno == logging.ERROR
    return float(said.getMessage().rpartition("=")[2])
