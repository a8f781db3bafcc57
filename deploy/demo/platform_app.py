"""The demonstration platform: it answers for the booth of $BOOTH_FILE, and says plainly that it is no more.

The management platform of a city is the operator's own. This one runs beside `./booth run`, at the address
that the booth file gives in `[platform] url`, so that the booth has a peer on that wire. It knows one
station, keeps nothing and takes no orders.
"""

from __future__ import annotations

import html
import logging
import signal
import sys
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI, HTTPException
from fastapi.responses import HTMLResponse
from pydantic import BaseModel

from hardware.link.booth_file import BoothFileError, Station, booth_file_path
from kiosk.settings import load_kiosk_settings

logger = logging.getLogger(__name__)

PAGE = """<!doctype html>
<html lang="zh-Hans">
<meta charset="utf-8">
<title>Hello老友 · demonstration platform</title>
<h1>这是演示平台 · This is a demonstration</h1>
<p lang="zh-Hans">它只认识一座亭，不保存任何数据，也不会真的办理任何业务。</p>
<p lang="en">It knows one booth, keeps no data, and nothing that is asked here is carried out.</p>
<dl>
<dt>{id}</dt>
{names}
</dl>
"""


class Health(BaseModel):
    status: str = "ok"
    demonstration: bool = True


def make_app(station: Station) -> FastAPI:
    """The platform that knows `station` and no other."""
    app = FastAPI(title="Hello老友 demonstration platform", docs_url=None, redoc_url=None)

    @app.get("/health")
    async def health() -> Health:
        return Health()

    @app.get("/v1/stations/{station_id}")
    async def profile(station_id: str) -> Station:
        if station_id != station.id:
            raise HTTPException(404, "this demonstration platform knows only the station of its booth file")
        return station

    @app.get("/")
    async def page() -> HTMLResponse:
        names = "\n".join(
            f'<dd lang="{html.escape(language.replace("_", "-"))}">{html.escape(name)}</dd>'
            for language, name in station.name.items()
        )
        return HTMLResponse(PAGE.format(id=html.escape(station.id), names=names))

    return app


def main() -> None:
    """Serves until a signal comes; stands by where the booth file names no platform on this machine."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    try:
        settings = load_kiosk_settings(booth_file_path())
    except BoothFileError as error:
        sys.exit(str(error))
    place = urlsplit(settings.platform.url if settings.platform else "")
    if place.scheme != "http" or place.hostname is None:
        logger.warning("the booth file names no platform on this machine, so this one stands by")
        signal.pause()
        return
    uvicorn.run(make_app(settings.station), host=place.hostname, port=place.port or 80, log_level="warning")


if __name__ == "__main__":
    main()
