"""For each service that asks the platform: the way to the touch that asks, and the bare calls behind it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import uuid4

import requests

from kiosk.conversation.scene import GlobalKey, Scene
from kiosk.conversation.views import Choose, EnterNumber, Home, ShowCode
from kiosk.platform.contract.records import BATCH_MEDIA_TYPE
from kiosk.services.feedback import PROGRESS
from tests.kiosk.citizen import words
from tests.kiosk.conftest import Booth
from tests.kiosk.demo_people import PEOPLE, card_of
from tests.platform_process import PlatformProcess

LAY_CARD = "Please lay your ID card on the reader"
PERSON = "wang"
SLOW_TAXI_PHONE = "13900009904"  # one is looked for so long that it can be cancelled
REPORT_NUMBER = "40712655"
TIMEOUT_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Request:
    """A call as anybody would make it with requests. `path` follows the station; `once`: it creates."""

    method: str
    path: str
    body: object = None
    once: bool = False

    def send(self, session: requests.Session, station_url: str) -> requests.Response:
        """The answer, read to its end. Raises what requests raises, also for a refusal."""
        headers = {"Idempotency-Key": uuid4().hex} if self.once else {}
        response = session.request(
            self.method, station_url + self.path, json=self.body, headers=headers, timeout=TIMEOUT_SECONDS
        )
        response.raise_for_status()
        return response


async def go_home(booth: Booth) -> None:
    booth.citizen.press(GlobalKey.HOME)
    await booth.citizen.sees_view(Home)


@dataclass(frozen=True, slots=True)
class Question:
    """`come` leads from home to where `ask` is the reply that asks; `leave` from the answer back home.

    `requests` are the calls that the service makes for it, one after the other.
    """

    service: str
    come: Callable[[Booth], Awaitable[object]]
    ask: Callable[[Booth], None]
    is_answer: Callable[[Scene], bool]
    requests: tuple[Request, ...]
    leave: Callable[[Booth], Awaitable[object]] = go_home


def questions_to(platform: PlatformProcess, session: requests.Session) -> tuple[Question, ...]:
    """Tells the platform what has to be there, and looks up what its hospitals are called."""
    report_trouble(platform, session)
    hospital_id, department_id = first_department(platform, session)
    by_id_number = {"id_number": PEOPLE[PERSON]["id_number"]}
    return (
        Question(
            "taxi",
            _come_to_taxi,
            lambda booth: booth.citizen.key("#"),
            _titled("Looking for a taxi"),
            (Request("POST", "/taxi-orders", {"phone": SLOW_TAXI_PHONE}, once=True),),
            _cancel_taxi,
        ),
        Question(
            "hospital",
            lambda booth: _come_to_department(booth, hospital_id),
            lambda booth: booth.citizen.choose(department_id),
            _titled("Which day?"),
            (slots_request(hospital_id, department_id),),
        ),
        Question(
            "pension",
            lambda booth: _come_to_card(booth, "pension"),
            lambda booth: booth.guard.lay(card_of(PERSON)),
            _titled("This month's pension has come."),
            (Request("POST", "/pension-queries", by_id_number),),
        ),
        Question(
            "family",
            lambda booth: _come_to_card(booth, "family"),
            lambda booth: booth.guard.lay(card_of(PERSON)),
            _titled("Whom do you want to reach?"),
            (Request("POST", "/family-searches", by_id_number),),
        ),
        Question(
            "neighbourhood",
            _stay_home,
            lambda booth: booth.citizen.choose("neighbourhood"),
            _titled("What are you looking for?"),
            (Request("GET", "/places"), Request("GET", "/surroundings")),
        ),
        Question(
            "hotline",
            _stay_home,
            lambda booth: booth.citizen.choose("hotline"),
            lambda scene: any(choice.value == "sign" for choice in scene.view.choices),
            (Request("GET", "/assistance"),),
        ),
        Question(
            "feedback",
            _come_to_report_number,
            lambda booth: booth.citizen.key("#"),
            lambda scene: scene.view.title in PROGRESS.values(),
            (Request("GET", f"/feedback/{REPORT_NUMBER}"),),
        ),
    )


def report_trouble(platform: PlatformProcess, session: requests.Session) -> None:
    """So that there is a report to ask after."""
    data = {
        "type": "station.feedback.given", "service": "charging", "mood": "bad",
        "trouble": "telephone", "number": REPORT_NUMBER,
    }  # fmt: skip
    record = {
        "specversion": "1.0", "id": uuid4().hex, "source": f"/stations/{platform.station_id}",
        "type": data["type"], "time": "2026-05-01T09:30:00+08:00",
        "datacontenttype": "application/json", "data": data,
    }  # fmt: skip
    session.post(
        f"{platform.station_url}/records",
        json=[record],
        headers={"Content-Type": BATCH_MEDIA_TYPE},
        timeout=TIMEOUT_SECONDS,
    ).raise_for_status()


def first_department(platform: PlatformProcess, session: requests.Session) -> tuple[str, str]:
    """The ids of the nearest hospital and of its first department."""
    hospitals = Request("GET", "/hospitals").send(session, platform.station_url).json()["hospitals"]
    hospital_id = str(hospitals[0]["id"])
    request = Request("GET", f"/hospitals/{hospital_id}/departments")
    departments = request.send(session, platform.station_url).json()["departments"]
    return hospital_id, str(departments[0]["id"])


def first_free_day(
    platform: PlatformProcess, session: requests.Session, hospital_id: str, department_id: str
) -> str:
    """Such as 2026-05-01."""
    slots = slots_request(hospital_id, department_id).send(session, platform.station_url).json()["slots"]
    return str(next(slot["day"] for slot in slots if slot["free"]))


def slots_request(hospital_id: str, department_id: str) -> Request:
    return Request("GET", f"/hospitals/{hospital_id}/departments/{department_id}/slots")


def _titled(title: str) -> Callable[[Scene], bool]:
    return lambda scene: words(scene.view.title) == title


async def _stay_home(booth: Booth) -> None:
    await booth.citizen.sees_view(Home)


async def _come_to_taxi(booth: Booth) -> None:
    booth.citizen.choose("taxi")
    await booth.citizen.sees_view(EnterNumber)
    booth.citizen.key(SLOW_TAXI_PHONE)
    await booth.citizen.sees(lambda scene: scene.draft == SLOW_TAXI_PHONE)


async def _cancel_taxi(booth: Booth) -> None:
    booth.citizen.choose("cancel")
    await booth.citizen.sees_title("The taxi has been cancelled.")
    await go_home(booth)


async def _come_to_department(booth: Booth, hospital_id: str) -> None:
    booth.citizen.choose("hospital")
    await booth.answer("What would you like?", "book")
    await booth.answer("Which hospital?", hospital_id)
    await booth.citizen.sees_title("Which department?")


async def _come_to_card(booth: Booth, service_id: str) -> None:
    booth.guard.take_away_card()
    booth.citizen.choose(service_id)
    await booth.citizen.sees_title(LAY_CARD)


async def _come_to_report_number(booth: Booth) -> None:
    """The report is asked after at goodbye, when another service is done."""
    booth.citizen.choose("charging")
    await booth.citizen.sees_view(Choose)
    booth.citizen.choose("wifi")
    await booth.citizen.sees_view(ShowCode)
    booth.citizen.choose("ok")
    await booth.answer("Is there anything else we can do?", "no")
    await booth.answer("How was it?", "wrong")
    await booth.answer("What is wrong?", "earlier")
    await booth.citizen.sees_view(EnterNumber)
    booth.citizen.key(REPORT_NUMBER)
    await booth.citizen.sees(lambda scene: scene.draft == REPORT_NUMBER)
