"""The demonstration's own paths, none of them in the contract: its page for passers-by, and its knobs."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from ipaddress import ip_address
from pathlib import Path
from string import Template
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import FileResponse, HTMLResponse

from deploy.demo.platform.demo import TheDemo
from deploy.demo.platform.knobs import FaultKind, Knobs
from deploy.demo.platform.page.live import live
from deploy.demo.platform.problems import Refusal
from kiosk.platform.contract.problem import ProblemKind

FOLDER = Path(__file__).parent
SAFE = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
FAULT_NAMES = {
    FaultKind.SLOW: "慢 slow: 5 s",
    FaultKind.FAILING: "出错 failing: 500",
    FaultKind.BUSY: "繁忙 busy: 429",
    FaultKind.HALF_BODY: "半截 half a body",
    FaultKind.WRONG_JSON: "乱码 wrong JSON",
    FaultKind.WRONG_TYPES: "错型 wrong types",
    FaultKind.HUGE: "巨大 huge: 20 MB",
    FaultKind.ABSENT: "断开 absent",
    FaultKind.LATE: "迟到 done, told late: 5 s",
    FaultKind.LOST: "丢失 done, answer lost",
}


@dataclass(frozen=True, slots=True)
class Health:
    status: str = "ok"
    demonstration: bool = True


async def _from_this_machine(request: Request) -> None:
    """Not from the network, and not from another site's page in this machine's browser."""
    near = request.client is not None and ip_address(request.client.host).is_loopback
    if not near or request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
        raise Refusal(ProblemKind.FORBIDDEN, "the knobs turn on this machine only")


router = APIRouter(include_in_schema=False)
OnThisMachine = Annotated[None, Depends(_from_this_machine)]


@router.get("/health")
async def health() -> Health:
    return Health()


@router.get("/demo/knobs")
async def knobs(demo: TheDemo, _near: OnThisMachine) -> Knobs:
    return demo.knobs.knobs


@router.put("/demo/knobs")
async def turn(demo: TheDemo, knobs: Knobs, _near: OnThisMachine) -> Knobs:
    demo.knobs.knobs = knobs
    return knobs


@router.post("/demo/reset", status_code=204)
def reset(demo: TheDemo, _near: OnThisMachine) -> None:
    """Forgets everything that stations have told, and turns all knobs back."""
    demo.store.empty()
    demo.knobs.knobs = Knobs()


@router.get("/")
def page(demo: TheDemo) -> HTMLResponse:
    template = Template((FOLDER / "page.html").read_text("utf-8"))
    station = demo.station
    names = (
        f'<span lang="{escape(each.replace("_", "-"))}">{escape(name)}</span>'
        for each, name in station.name.items()
    )
    faults = (f'<button data-fault="{kind}">{escape(name)}</button>' for kind, name in FAULT_NAMES.items())
    told = template.substitute(
        station=f"{escape(station.id)} · {' · '.join(names)}", faults="\n".join(faults), live=live(demo)
    )
    return HTMLResponse(told, headers=SAFE)


@router.get("/demo/live")
def live_part(demo: TheDemo) -> HTMLResponse:
    """What the page shows anew each second."""
    return HTMLResponse(live(demo), headers=SAFE)


@router.get("/demo/page.css")
async def style() -> FileResponse:
    return FileResponse(FOLDER / "page.css", media_type="text/css", headers=SAFE)


@router.get("/demo/page.js")
async def script() -> FileResponse:
    return FileResponse(FOLDER / "page.js", media_type="text/javascript", headers=SAFE)
