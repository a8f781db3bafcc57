"""What an exception of the wire means, told without what it carries. Imported with the wire, at first use."""

from __future__ import annotations

import http.client
import logging
import ssl
from collections.abc import Iterator

from requests.exceptions import RequestException
from urllib3.exceptions import HTTPError

from kiosk.platform.calls import Failed
from kiosk.platform.errors import PlatformConfused, PlatformDistrusted, PlatformGone
from kiosk.platform.wire import NotHttp

log = logging.getLogger(__name__)

CERTIFICATE_NOT_YET_VALID, CERTIFICATE_HAS_EXPIRED = 9, 10  # X509_V_ERR_… of OpenSSL
CUT_OFF = (
    http.client.RemoteDisconnected,
    http.client.IncompleteRead,
    ssl.SSLEOFError,
    ssl.SSLZeroReturnError,
    ssl.SSLSyscallError,
)


def failed(error: BaseException) -> Failed:
    chain = tuple(_chain(error))
    for cause in chain:
        match cause:
            case NotHttp():
                return Failed(PlatformConfused, f"its answer is {cause}")
            case ssl.SSLCertVerificationError():
                return _certificate_refused(cause)
            case _ if isinstance(cause, CUT_OFF):
                return Failed(PlatformGone, "the connection broke off", type(cause).__name__, again=True)
            case ssl.SSLError():
                return Failed(PlatformDistrusted, "TLS does not come about", cause.reason or "SSLError")
            case http.client.HTTPException():
                return Failed(PlatformConfused, "its answer is no HTTP", type(cause).__name__)
            case OSError(errno=int()):
                words = f"{type(cause).__name__}: {cause.strerror}"
                return Failed(PlatformGone, "no connection", words, again=True)
    if isinstance(error, RequestException | HTTPError | TimeoutError) and not isinstance(error, ValueError):
        return Failed(PlatformGone, "no connection", type(chain[-1]).__name__, again=True)
    log.error("platform_call_broke error=%s at=%s", type(error).__name__, _place(error))
    return Failed(PlatformConfused, "the call could not be made", type(error).__name__)


def _certificate_refused(error: ssl.SSLCertVerificationError) -> Failed:
    return Failed(
        PlatformDistrusted,
        "its certificate is refused",
        error.verify_message,
        clock_doubtful=error.verify_code in (CERTIFICATE_NOT_YET_VALID, CERTIFICATE_HAS_EXPIRED),
    )


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The exception and what is behind it: urllib3 keeps causes as `reason` or among the arguments."""
    waiting, seen = [error], set[int]()
    while waiting:
        current = waiting.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        behind = (getattr(current, "reason", None), *current.args, current.__cause__, current.__context__)
        waiting += [cause for cause in behind if isinstance(cause, BaseException)]


def _place(error: BaseException) -> str:
    """Where it was raised, for whoever has to mend it."""
    frames = error.__traceback__
    while frames is not None and frames.tb_next is not None:
        frames = frames.tb_next
    return f"{frames.tb_frame.f_globals.get('__name__')}:{frames.tb_lineno}" if frames else "nowhere"
