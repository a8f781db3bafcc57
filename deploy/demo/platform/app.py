"""The platform's application: the contract's endpoints, and the demonstration's own beside them."""

from __future__ import annotations

from fastapi import FastAPI

from deploy.demo.platform import appointments, citizens, page, places, problems, records, stations, taxis
from deploy.demo.platform.demo import Demo
from deploy.demo.platform.faults import BoundedBodies, FaultLayer

CONTRACT_VERSION = "1"
STATION = "/v1/stations/{station_id}"


def make_app(demo: Demo) -> FastAPI:
    app = contract_app()
    app.state.demo = demo
    app.include_router(page.router)
    app.add_middleware(BoundedBodies)
    app.add_middleware(FaultLayer, board=demo.knobs)
    return app


def contract_app() -> FastAPI:
    """The endpoints of the contract alone; its `openapi()` is the published document."""
    app = FastAPI(
        title="Hello老友 · booth and platform",
        version=CONTRACT_VERSION,
        description="The contract between a booth and a city's management platform: kiosk/platform/contract.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        separate_input_output_schemas=False,
        redirect_slashes=False,
    )
    problems.install(app)
    for part in (stations, records, taxis, appointments, citizens, places):
        app.include_router(part.router, prefix=STATION)
    return app
