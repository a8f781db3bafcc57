"""A site with files: a real HTTP server with ranges, that can be told to cut connections or to stall."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Site:
    files: dict[str, bytes]
    etag: str = '"one"'
    cut_after: list[int] = field(default_factory=list)  # bytes of the next answers; then whole ones
    stall: threading.Event | None = None  # an answer that was cut waits for it instead of ending
    cuts_only: str = ""  # only answers with this file are cut; "" for all
    asked: list[str] = field(default_factory=list)  # the Range of each request, "" for none
    url: str = ""


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(site))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    site.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield site
    finally:
        if site.stall:
            site.stall.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _type_of(body: bytes) -> str:
    """As pip and npm want it of an index and of a description."""
    return {b"<": "text/html", b"{": "application/json"}.get(body[:1], "application/octet-stream")


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = self.headers.get("Range", "")
            site.asked.append(asked)
            body = site.files.get(self.path.lstrip("/"))
            if body is None:
                self.send_error(404)
                return
            start = 0
            match = re.fullmatch(r"bytes=(\d+)-", asked)
            if match and self.headers.get("If-Range") == site.etag:
                start = int(match[1])
                if start >= len(body):
                    self.send_error(416)
                    return
            self.send_response(206 if start else 200)
            if start:
                self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
            self.send_header("Content-Type", _type_of(body))
            self.send_header("ETag", site.etag)
            self.send_header("Content-Length", str(len(body) - start))
            self.end_headers()
            self._send(body[start:])

        def _send(self, body: bytes) -> None:
            if not site.cut_after or site.cuts_only not in self.path:
                self.wfile.write(body)
                return
            self.wfile.write(body[: site.cut_after.pop(0)])
            self.wfile.flush()
            if site.stall:
                site.stall.wait(30)
            self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the base class names it so
            pass

    return Handler
