"""Whether the booth's clock is right, as far as the platform's `Date` header tells.

A clock that is off makes good certificates look expired, so a technician is told before the certificate is
suspected.
"""

from __future__ import annotations

import http.client
import logging
import ssl
import time
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from kiosk.platform.threads import Leash

log = logging.getLogger(__name__)

TOLERATED_SECONDS = 60
SAY_AGAIN_SECONDS = 3_600


class ClockWatch:
    def __init__(self) -> None:
        self._said_at: float | None = None

    def compare(self, date_header: str) -> None:
        """Logs how far the booth's clock is ahead of the platform's, when it is much; once an hour."""
        try:
            off_seconds = time.time() - parsedate_to_datetime(date_header).timestamp()
        except (ValueError, OverflowError):
            return  # none, or no date
        if abs(off_seconds) <= TOLERATED_SECONDS:
            self._said_at = None
        elif self._said_at is None or time.monotonic() - self._said_at >= SAY_AGAIN_SECONDS:
            self._said_at = time.monotonic()
            log.error("clock_off seconds=%d", round(off_seconds))

    def ask(self, url: str, seconds: float, leash: Leash) -> None:
        """Asks a peer whose certificate was refused for its time, and logs as `compare` does.

        Nothing is sent but the question, without a token, and nothing is believed: it is a hint for a person.
        """
        unverified = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        unverified.check_hostname = False
        unverified.verify_mode = ssl.CERT_NONE
        place = urlsplit(url)
        connection = http.client.HTTPSConnection(
            place.hostname or "", place.port, timeout=seconds, context=unverified
        )
        try:
            connection.connect()
            leash.hold(connection.sock)
            connection.request("HEAD", "/")
            date = connection.getresponse().getheader("Date", "")
        except (OSError, http.client.HTTPException) as error:
            log.info("platform_time_unknown error=%s", type(error).__name__)
            return
        finally:
            leash.hold(None)
            connection.close()
        self.compare(date)
