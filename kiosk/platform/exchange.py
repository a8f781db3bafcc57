"""One call to the platform, as it happens in its thread: encode, send, read, judge.

What went wrong comes back as a value, in words that hold nothing of what was sent or answered: exceptions of
requests carry the request with its body, those of pydantic the answer, and every traceback the numbers of the
frames it went through.

| what came | is |
|---|---|
| no connection, a broken one, none in time | PlatformGone |
| a problem (RFC 9457) with 4xx, or with 500: it choked on this request | PlatformRefused |
| 429, 500 without one, 5xx: it can't serve now | PlatformGone |
| a certificate that is not the platform's, TLS that does not come about | PlatformDistrusted |
| anything else: redirects, other media types, too large, not the contract | PlatformConfused |
"""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from hardware.link.version import VERSION
from kiosk.platform.calls import JSON_MEDIA_TYPE, Answer, Answered, Call, Failed, Outcome, Refused
from kiosk.platform.clock import ClockWatch
from kiosk.platform.contract.problem import MEDIA_TYPE as PROBLEM_MEDIA_TYPE
from kiosk.platform.contract.problem import TYPE_PREFIX, Problem, ProblemKind
from kiosk.platform.credentials import Credentials, CredentialsUnusable
from kiosk.platform.errors import PlatformConfused, PlatformGone
from kiosk.platform.messages import NotTheContract, decoded, encoded
from kiosk.platform.threads import Leash

if TYPE_CHECKING:
    from kiosk.platform.wire import Wire, WireAnswer

log = logging.getLogger(__name__)


class Exchange:
    def __init__(self, base_url: str, credentials: Credentials, clock: ClockWatch) -> None:
        """`base_url`: the station's, without a / at its end."""
        self._base_url = base_url
        self._credentials = credentials
        self._clock = clock
        self._lock = threading.Lock()
        self._wire: Wire | None = None
        self._stamp: tuple[object, ...] = ()

    def __call__(self, call: Call[Answer], seconds: float, leash: Leash) -> Outcome[Answer]:
        """Blocks, for `seconds` or, where the peer goes on sending, until `leash` is cut."""
        try:
            body = _body(call)
            answer = self._connected().send(
                call.method, self._base_url + call.path, self._headers(call), body, seconds, leash
            )
        except CredentialsUnusable as error:
            return Failed(PlatformGone, str(error))
        except Exception as error:  # whatever it is, it must not leave this thread with what it carries
            from kiosk.platform.failures import failed

            return failed(error)
        self._clock.compare(answer.date)
        return _judged(call, answer)

    def close(self) -> None:
        with self._lock:
            if self._wire is not None:
                self._wire.close()
                self._wire = None

    def _headers(self, call: Call[Answer]) -> dict[str, str]:
        headers = {
            "Accept": f"{JSON_MEDIA_TYPE}, {PROBLEM_MEDIA_TYPE}",
            "Accept-Encoding": "gzip",
            "User-Agent": f"hello-laoyou/{VERSION}",
        }
        if call.message is not None:
            headers["Content-Type"] = call.media_type
        if call.key:
            headers["Idempotency-Key"] = call.key
        token = self._credentials.token()
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        return headers

    def _connected(self) -> Wire:
        """The wire, made anew when its certificates have changed. Raises CredentialsUnusable."""
        from kiosk.platform.wire import Wire

        with self._lock:
            stamp = self._credentials.stamp()
            if self._wire is None or stamp != self._stamp:
                made = Wire(self._credentials.tls())
                if self._wire is not None:
                    log.info("platform_certificates_changed")
                    self._wire.close()
                self._wire, self._stamp = made, stamp
            return self._wire


def _body(call: Call[Answer]) -> bytes:
    if call.message is None:
        return b""
    return encoded(call.message_kind or type(call.message), call.message)


def _judged(call: Call[Answer], answer: WireAnswer) -> Outcome[Answer]:
    told_why = answer.media_type == PROBLEM_MEDIA_TYPE
    if answer.status > 500 or (answer.status in (429, 500) and not told_why):
        return Failed(PlatformGone, f"it can't serve now: {answer.status}", again=answer.status != 429)
    try:
        if answer.status in (200, 201, 204) and call.answer is None:
            return Answered(None)  # type: ignore[arg-type]  # Answer is None where call.answer is
        if answer.status in (200, 201) and answer.media_type == JSON_MEDIA_TYPE:
            return Answered(decoded(call.answer, answer.body))
        if answer.status >= 400 and told_why:
            return _refused(decoded(Problem, answer.body))
    except NotTheContract as error:
        return Failed(PlatformConfused, f"{answer.status} is not what the contract says", str(error))
    return Failed(PlatformConfused, f"{answer.status} with another content than the contract's")


def _refused(problem: Problem) -> Refused:
    """Without the problem's detail, which may quote what was sent."""
    try:
        kind = ProblemKind(problem.type.removeprefix(TYPE_PREFIX))
    except ValueError:
        kind = ProblemKind.INTERNAL
    return Refused(kind, replace(problem, detail=""))
