"""What the booth shows the platform, and by what it knows it: token, client certificate, authorities.

The files are read when they are needed and again when they have changed, so that tokens and certificates can
be renewed while the booth runs. A file that can't be used stops no kiosk: every call to the platform fails,
in words that say what to do, until it is right.
"""

from __future__ import annotations

import os
import re
import ssl
import stat
from dataclasses import dataclass
from pathlib import Path

MAX_TOKEN_BYTES = 4_096
TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")  # RFC 6750, 2.1


class CredentialsUnusable(Exception):
    """A file that [platform] names can't be used. The words name it and what to do, not what it holds."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """`ca_file` None: the system's authorities. `client_key_file` None: the key is in `client_cert_file`."""

    token_file: Path | None = None
    ca_file: Path | None = None
    client_cert_file: Path | None = None
    client_key_file: Path | None = None

    def token(self) -> str | None:
        """Raises CredentialsUnusable."""
        if self.token_file is None:
            return None
        token = _secret(self.token_file, "token_file").decode("utf-8", "replace").strip()
        if not TOKEN.fullmatch(token):
            raise CredentialsUnusable(f"token_file {self.token_file}: holds no token (RFC 6750)")
        return token

    def tls(self) -> ssl.SSLContext:
        """Verifies certificate and host name, always; TLS 1.2 at least. Raises CredentialsUnusable."""
        try:
            context = ssl.create_default_context(cafile=self.ca_file)
        except OSError as error:  # ssl.SSLError is one
            raise _unusable("ca_file", self.ca_file, error) from error
        if self.client_cert_file is not None:
            key_file = self.client_key_file or self.client_cert_file
            _secret(key_file, "client_key_file" if self.client_key_file else "client_cert_file")
            try:
                context.load_cert_chain(self.client_cert_file, key_file, password=_nobody_to_ask)
            except (OSError, ValueError) as error:
                raise _unusable("client_cert_file", self.client_cert_file, error) from error
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context

    def stamp(self) -> tuple[object, ...]:
        """Differs when one of the files that `tls` reads has changed."""
        return tuple(_stamp(path) for path in (self.ca_file, self.client_cert_file, self.client_key_file))

    def faults(self) -> tuple[str, ...]:
        """What `boothctl check` says about the files; () when they can be used by whoever asks."""
        found = []
        for read in (self.token, self.tls):
            try:
                read()
            except CredentialsUnusable as error:
                found.append(str(error))
        return tuple(found)


def _secret(path: Path, key: str) -> bytes:
    """The file's content, when nobody but its owner can read or write it."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            content = file.read(MAX_TOKEN_BYTES)
    except OSError as error:
        raise _unusable(key, path, error) from error
    if stat.S_IMODE(mode) & 0o077:
        raise CredentialsUnusable(
            f"{key} {path}: its mode is {stat.S_IMODE(mode):04o}, and others may read it; chmod 0600 {path}"
        )
    return content


def _unusable(key: str, path: Path | None, error: Exception) -> CredentialsUnusable:
    reason = getattr(error, "strerror", None) or type(error).__name__
    return CredentialsUnusable(f"{key} {path}: can't be used ({reason})")


def _nobody_to_ask() -> str:
    """Without this OpenSSL would ask for the key's password on the terminal, and wait."""
    return ""


def _stamp(path: Path | None) -> object:
    if path is None:
        return None
    try:
        status = path.stat()
    except OSError as error:
        return error.errno
    return status.st_mtime_ns, status.st_size, status.st_ino
