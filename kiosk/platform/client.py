"""The management platform, as services, reception and sender see it. README.md says how to add a call."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from kiosk.platform import cache
from kiosk.platform.aged import Aged
from kiosk.platform.cache import Cache
from kiosk.platform.calling import BUDGET_SECONDS, PATIENT_SECONDS, Calling
from kiosk.platform.calls import Answer, Call
from kiosk.platform.contract.family import (
    Family,
    FamilyCall,
    FamilyCallRequest,
    FamilyNotice,
    FamilyNoticeRequest,
    FamilySearch,
)
from kiosk.platform.contract.hospital import (
    Appointment,
    AppointmentCancellation,
    AppointmentRequest,
    Appointments,
    AppointmentSearch,
    Departments,
    Hospitals,
    Slots,
)
from kiosk.platform.contract.pension import Pension, PensionQuery
from kiosk.platform.contract.places import Arrivals, Places, Surroundings
from kiosk.platform.contract.problem import TYPE_PREFIX, Problem, ProblemKind
from kiosk.platform.contract.records import BATCH_MEDIA_TYPE, Record, RecordsAnswer
from kiosk.platform.contract.station import (
    Assistance,
    FeedbackState,
    Heartbeat,
    HeartbeatAnswer,
    Notices,
    StationProfile,
)
from kiosk.platform.contract.taxi import TaxiCode, TaxiOrder, TaxiRequest
from kiosk.platform.credentials import Credentials
from kiosk.platform.errors import PlatformGone, PlatformRefused

if TYPE_CHECKING:
    from kiosk.settings import Platform as PlatformSettings

KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")  # contract.values.Key


class Platform:
    """Every call raises the PlatformError family and nothing else, within `budget_seconds`; those that nobody
    waits for (`tell_profile`, `heartbeat`, `send_records`) within `patient_seconds`. Calls may be cancelled.

    Asked twice, at most, are calls that change nothing and those with an Idempotency-Key; a code, a
    cancellation and a family's number are asked for once. A `key` (1 to 128 signs of ASCII) is that header:
    who asks again for the same gives the same one.
    """

    def __init__(
        self,
        settings: PlatformSettings | None,
        station_id: str,
        folder: Path | None,
        *,
        budget_seconds: float = BUDGET_SECONDS,
        patient_seconds: float = PATIENT_SECONDS,
    ) -> None:
        """`settings` None: no platform, and every call says so. `folder` holds the last good answers; None:
        none are kept."""
        self._cache = Cache(folder)
        self._calling: Calling | None = None
        if settings is not None:
            base_url = f"{settings.url.rstrip('/')}/v1/stations/{station_id}"
            files = (
                settings.token_file,
                settings.ca_file,
                settings.client_cert_file,
                settings.client_key_file,
            )
            self._calling = Calling(base_url, Credentials(*files), budget_seconds, patient_seconds)

    def close(self) -> None:
        """Ends what is under way; nothing that hangs holds up the end of the process."""
        self._cache.close()
        if self._calling is not None:
            self._calling.close()

    async def order_taxi(self, phone: str, key: str) -> TaxiOrder:
        return await self._create("order_taxi", "/taxi-orders", TaxiOrder, TaxiRequest(phone), key)

    async def taxi_order(self, order_id: str) -> TaxiOrder:
        return await self._get("taxi_order", _path("taxi-orders", order_id), TaxiOrder)

    async def give_taxi_code(self, order_id: str, code: str) -> TaxiOrder:
        """Refused with CODE_WRONG or CODE_EXPIRED."""
        path = _path("taxi-orders", order_id, "code")
        return await self._post("give_taxi_code", path, TaxiOrder, TaxiCode(code))

    async def cancel_taxi(self, order_id: str) -> TaxiOrder:
        """Refused with TOO_LATE."""
        return await self._post(
            "cancel_taxi", _path("taxi-orders", order_id, "cancellation"), TaxiOrder, None
        )

    async def hospitals(self) -> Aged[Hospitals]:
        return await self._cache.through(
            cache.HOSPITALS, lambda: self._get("hospitals", "/hospitals", Hospitals)
        )

    async def departments(self, hospital_id: str) -> Aged[Departments]:
        path = _path("hospitals", hospital_id, "departments")
        return await self._cache.through(
            cache.DEPARTMENTS, lambda: self._get("departments", path, Departments), hospital_id
        )

    async def slots(self, hospital_id: str, department_id: str) -> Slots:
        path = _path("hospitals", hospital_id, "departments", department_id, "slots")
        return await self._get("slots", path, Slots)

    async def book(self, request: AppointmentRequest, key: str) -> Appointment:
        """Refused with SLOT_TAKEN or ALREADY_BOOKED."""
        return await self._create("book", "/appointments", Appointment, request, key)

    async def appointments(self, id_number: str) -> Appointments:
        return await self._query(
            "appointments", "/appointment-searches", Appointments, AppointmentSearch(id_number)
        )

    async def cancel_appointment(self, number: str, id_number: str) -> Appointment:
        """Refused with NOT_FOUND or TOO_LATE."""
        path = _path("appointments", number, "cancellation")
        return await self._post("cancel_appointment", path, Appointment, AppointmentCancellation(id_number))

    async def pension(self, query: PensionQuery) -> Pension:
        """Refused with PERSON_UNKNOWN."""
        return await self._query("pension", "/pension-queries", Pension, query)

    async def family(self, search: FamilySearch) -> Family:
        """Refused with PERSON_UNKNOWN."""
        return await self._query("family", "/family-searches", Family, search)

    async def tell_family(self, request: FamilyNoticeRequest, key: str) -> FamilyNotice:
        """Refused with NOTICE_TOO_SOON."""
        return await self._create("tell_family", "/family-notices", FamilyNotice, request, key)

    async def family_number(self, request: FamilyCallRequest) -> FamilyCall:
        return await self._post("family_number", "/family-calls", FamilyCall, request)

    async def places(self) -> Aged[Places]:
        return await self._cache.through(cache.PLACES, lambda: self._get("places", "/places", Places))

    async def surroundings(self) -> Aged[Surroundings]:
        return await self._cache.through(
            cache.SURROUNDINGS, lambda: self._get("surroundings", "/surroundings", Surroundings)
        )

    async def arrivals(self, place_id: str) -> Aged[Arrivals]:
        path = _path("bus-stops", place_id, "arrivals")
        return await self._cache.through(
            cache.ARRIVALS, lambda: self._get("arrivals", path, Arrivals), place_id
        )

    async def notices(self) -> Aged[Notices]:
        return await self._cache.through(cache.NOTICES, lambda: self._get("notices", "/notices", Notices))

    async def assistance(self) -> Aged[Assistance]:
        return await self._cache.through(
            cache.ASSISTANCE, lambda: self._get("assistance", "/assistance", Assistance)
        )

    async def feedback(self, number: str) -> FeedbackState:
        """Refused with NOT_FOUND, also for what can't be a number."""
        return await self._get("feedback", _path("feedback", number), FeedbackState)

    async def tell_profile(self, profile: StationProfile) -> None:
        await self._ask(Call("tell_profile", "PUT", "", None, profile, repeatable=True, patient=True))

    async def heartbeat(self, heartbeat: Heartbeat) -> HeartbeatAnswer:
        return await self._ask(
            Call("heartbeat", "POST", "/heartbeats", HeartbeatAnswer, heartbeat, patient=True)
        )

    async def send_records(self, records: tuple[Record, ...]) -> RecordsAnswer:
        """At most MAX_BATCH. A record that comes twice is counted once, so the sender may repeat them."""
        kind, media_type = tuple[Record, ...], BATCH_MEDIA_TYPE
        return await self._ask(
            Call("send_records", "POST", "/records", RecordsAnswer, records, kind, media_type, patient=True)
        )

    async def _get(self, name: str, path: str, answer: type[Answer]) -> Answer:
        return await self._ask(Call(name, "GET", path, answer, repeatable=True))

    async def _query(self, name: str, path: str, answer: type[Answer], message: object) -> Answer:
        """A POST only because a personal number belongs into the body; it changes nothing."""
        return await self._ask(Call(name, "POST", path, answer, message, repeatable=True))

    async def _create(self, name: str, path: str, answer: type[Answer], message: object, key: str) -> Answer:
        """Under the same key, what is ordered is ordered once."""
        return await self._ask(Call(name, "POST", path, answer, message, key=key, repeatable=True))

    async def _post(self, name: str, path: str, answer: type[Answer], message: object) -> Answer:
        return await self._ask(Call(name, "POST", path, answer, message))

    async def _ask(self, call: Call[Answer]) -> Answer:
        if self._calling is None:
            raise PlatformGone("no platform is named in the booth file")
        return await self._calling.ask(call)


def _path(*parts: str) -> str:
    """Ids go into paths as they are; what can't be an id is nowhere to be found."""
    for part in parts:
        if not KEY.fullmatch(part):
            _not_found()
    return "".join(f"/{part}" for part in parts)


def _not_found() -> NoReturn:
    kind = ProblemKind.NOT_FOUND
    raise PlatformRefused(kind, Problem(TYPE_PREFIX + kind, "that can't be an id", 404))
