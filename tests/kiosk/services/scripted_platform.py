"""A platform whose answers a test writes, for what the demonstration never answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from kiosk.platform.aged import Aged
from kiosk.platform.client import Platform
from kiosk.platform.contract.hospital import (
    Department,
    Departments,
    HalfDay,
    Hospital,
    Hospitals,
    Slot,
    Slots,
)
from kiosk.platform.contract.places import Place, Places, Surroundings
from kiosk.platform.contract.problem import TYPE_PREFIX, Problem, ProblemKind
from kiosk.platform.contract.taxi import Taxi, TaxiOrder, TaxiState
from kiosk.platform.errors import PlatformError, PlatformRefused

CAR = Taxi("沪A12345", {"zh_Hans": "白色", "en": "white"}, "Demo Taxi", 500, 3)
YESTERDAY = datetime.now(UTC) - timedelta(days=1)


def texts(name: str) -> dict[str, str]:
    return {"zh_Hans": name, "en": name}


def refused(kind: ProblemKind) -> PlatformRefused:
    return PlatformRefused(kind, Problem(TYPE_PREFIX + kind, "as scripted", 409))


def order(state: TaxiState, taxi: Taxi | None = None, order_id: str = "o1") -> TaxiOrder:
    return TaxiOrder(order_id, state, datetime.now(UTC), taxi)


class ScriptedPlatform(Platform):
    """What is asked for without a script is refused as by a platform that is away."""

    def __init__(self) -> None:
        super().__init__(None, "SH-TEST-0001", None)
        self.taxi = order(TaxiState.LOOKING)
        self.cancelling: list[PlatformError] = []  # what the next attempts to cancel meet
        self.cancelled: list[str] = []
        self.departments_there: tuple[Department, ...] = (Department("d1", texts("Eyes")),)
        self.hospitals_there: tuple[Hospital, ...] = (
            Hospital("h1", texts("Demo"), texts("1 Road"), 31.2, 121.4, 100, 2),
        )
        tomorrow = datetime.now(UTC).date() + timedelta(days=1)
        self.slots_there: tuple[Slot, ...] = (Slot("s1", tomorrow, HalfDay.MORNING, 3, 100),)
        self.slots_of: dict[str, tuple[Slot, ...]] = {}  # by department, where it has others
        self.places_there: tuple[Place, ...] = ()
        self.places_fresh = True

    async def order_taxi(self, phone: str, key: str) -> TaxiOrder:
        return self.taxi

    async def taxi_order(self, order_id: str) -> TaxiOrder:
        return self.taxi

    async def cancel_taxi(self, order_id: str) -> TaxiOrder:
        if self.cancelling:
            raise self.cancelling.pop(0)
        self.cancelled.append(order_id)
        self.taxi = order(TaxiState.CANCELLED, order_id=order_id)
        return self.taxi

    async def hospitals(self) -> Aged[Hospitals]:
        return Aged(Hospitals(self.hospitals_there), YESTERDAY, fresh=False)

    async def departments(self, hospital_id: str) -> Aged[Departments]:
        return Aged(Departments(self.departments_there), YESTERDAY, fresh=False)

    async def slots(self, hospital_id: str, department_id: str) -> Slots:
        return Slots(self.slots_of.get(department_id, self.slots_there))

    async def places(self) -> Aged[Places]:
        return Aged(Places(self.places_there), YESTERDAY, self.places_fresh)

    async def surroundings(self) -> Aged[Surroundings]:
        return Aged(Surroundings(()), YESTERDAY, fresh=False)
