"""What the booth file names for the platform: each fault in words that say what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
import trustme

from hardware.link.booth_file import BoothFileError
from kiosk.platform.credentials import Credentials, CredentialsUnusable
from kiosk.settings import load_kiosk_settings
from tests.booth_processes import DEMO_FILE


@pytest.fixture
def token_file(tmp_path: Path) -> Path:
    path = tmp_path / "token"
    path.touch(mode=0o600)
    path.write_text("a-token_1.2~3+/==\n", "utf-8")
    return path


def test_a_token_is_read_without_its_line_end(token_file: Path) -> None:
    assert Credentials(token_file).token() == "a-token_1.2~3+/=="
    assert Credentials(token_file).faults() == ()


def test_no_file_no_token() -> None:
    assert Credentials().token() is None


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o666, 0o644])
def test_others_may_not_read_it(mode: int, token_file: Path) -> None:
    token_file.chmod(mode)
    (fault,) = Credentials(token_file).faults()
    assert fault == (
        f"token_file {token_file}: its mode is {mode:04o}, and others may read it; chmod 0600 {token_file}"
    )


def test_a_stricter_mode_is_welcome(token_file: Path) -> None:
    token_file.chmod(0o400)
    assert Credentials(token_file).faults() == ()


@pytest.mark.parametrize("content", ["", "two words", "line\nline", "令牌", "x\r\nX-Header: y", "\0"])
def test_what_is_no_token_is_not_sent(content: str, token_file: Path) -> None:
    token_file.write_text(content, "utf-8")
    with pytest.raises(CredentialsUnusable, match="holds no token") as raised:
        Credentials(token_file).token()
    assert not content or content not in str(raised.value)


def test_every_fault_names_its_key(tmp_path: Path) -> None:
    missing = tmp_path / "none"
    garbage = tmp_path / "garbage"
    garbage.touch(mode=0o600)
    garbage.write_text("not a certificate", "utf-8")
    assert [fault.split(" ")[0] for fault in Credentials(missing, missing).faults()] == [
        "token_file",
        "ca_file",
    ]
    assert "ca_file" in Credentials(ca_file=garbage).faults()[0]
    assert "client_cert_file" in Credentials(client_cert_file=garbage).faults()[0]
    assert "client_cert_file" in Credentials(client_cert_file=missing).faults()[0]
    assert "No such file" in Credentials(client_cert_file=missing).faults()[0]


def test_a_key_that_others_may_read_is_not_used(tmp_path: Path) -> None:
    certificate = trustme.CA().issue_cert("booth.example")
    both = tmp_path / "booth.pem"
    certificate.private_key_and_cert_chain_pem.write_to_path(str(both))
    both.chmod(0o644)
    assert "its mode is 0644" in Credentials(client_cert_file=both).faults()[0]
    both.chmod(0o600)
    assert Credentials(client_cert_file=both).faults() == ()


def test_a_key_with_a_password_does_not_ask_for_it(tmp_path: Path) -> None:
    from cryptography.hazmat.primitives import serialization

    certificate = trustme.CA().issue_cert("booth.example")
    key = serialization.load_pem_private_key(certificate.private_key_pem.bytes(), None)
    cert_file, key_file = tmp_path / "booth.pem", tmp_path / "booth.key"
    certificate.cert_chain_pems[0].write_to_path(str(cert_file))
    key_file.touch(mode=0o600)
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"secret"),
        )
    )
    (fault,) = Credentials(client_cert_file=cert_file, client_key_file=key_file).faults()
    assert "can't be used" in fault


def test_a_changed_file_changes_the_stamp(tmp_path: Path) -> None:
    ca_file = tmp_path / "ca.pem"
    credentials = Credentials(ca_file=ca_file)
    absent = credentials.stamp()
    trustme.CA().cert_pem.write_to_path(str(ca_file))
    present = credentials.stamp()
    assert absent != present == credentials.stamp()


def test_a_key_without_its_certificate_is_a_fault_of_the_booth_file(tmp_path: Path) -> None:
    booth_file = tmp_path / "booth.toml"
    booth_file.write_text(
        DEMO_FILE.read_text("utf-8").partition("[platform]")[0]
        + '[platform]\nurl = "https://platform.example"\nclient_key_file = "booth.key"\n',
        "utf-8",
    )
    with pytest.raises(BoothFileError, match="client_cert_file, which is missing"):
        load_kiosk_settings(booth_file)
