"""15分钟生活圈: what is within fifteen minutes on foot, as a list and a map; when the next bus comes."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from hardware.link.messages import Dial
from kiosk.conversation.calls import ENDINGS
from kiosk.conversation.questions import GO_ON
from kiosk.conversation.views import (
    Choice,
    Choose,
    Line,
    Mark,
    Ring,
    Shape,
    ShapeKind,
    ShowBoard,
    ShowCode,
    ShowPlaces,
    Tell,
    Tone,
)
from kiosk.i18n.formats import as_of, in_groups, money
from kiosk.i18n.text import Text, Verbatim, _, counted, local
from kiosk.platform.aged import Aged
from kiosk.platform.contract.places import Place, PlaceKind, Places, Position, Surroundings
from kiosk.platform.errors import PlatformError
from kiosk.services.distances import distance
from kiosk.services.listing import MOST_NUMBERED, numbered, tell_nothing

if TYPE_CHECKING:
    from kiosk.visit import Visit

METRES_A_MINUTE = 1000 / 15  # TD/T 1062-2021, community life circles: 15 min on foot are about 1,000 m
RING_MINUTES = (5, 10, 15)
METRES_A_DEGREE = 111_320  # of latitude, and of longitude at the equator
CALL, BUSES, MENU, PHONE, OTHERS, DONE = "call", "buses", "menu", "phone", "others", "done"

KINDS: dict[PlaceKind, tuple[Text, str]] = {
    PlaceKind.CANTEEN: (_("Canteens"), "silverware-fork-knife"),
    PlaceKind.BUS_STOP: (_("Bus stops"), "bus-stop"),
    PlaceKind.HOSPITAL: (_("Hospitals"), "hospital-building"),
    PlaceKind.PHARMACY: (_("Pharmacies"), "pill"),
    PlaceKind.TOILET: (_("Toilets"), "human-male-female"),
    PlaceKind.MARKET: (_("Markets"), "basket"),
    PlaceKind.COMMUNITY_CENTRE: (_("Community centres"), "account-group"),
    PlaceKind.METRO: (_("Metro"), "train-variant"),
    PlaceKind.PARK: (_("Parks"), "tree"),
    PlaceKind.BANK: (_("Banks"), "bank"),
}


async def run(visit: Visit) -> None:
    found = await visit.working(_("Looking around this booth"), visit.platform.places())
    ground = await visit.working(_("Looking around this booth"), surroundings(visit))
    known = [place for place in found.answer.features if place.properties.kind in KINDS]
    if not known:
        await tell_nothing(visit, _("We know of no place near here."), "map-search-outline")
        return
    while True:
        kind = await choose_kind(visit, known)
        near = [place for place in known if place.properties.kind is kind][:MOST_NUMBERED]
        places = {place.id: place for place in near}
        chosen = await visit.ask(places_view(visit, kind, places, ground, found))
        if await look_at(visit, places[chosen], found) != OTHERS:
            return


async def surroundings(visit: Visit) -> Surroundings:
    """What the map is drawn of; without it, the places still have their directions and distances."""
    try:
        return (await visit.platform.surroundings()).answer
    except PlatformError:
        return Surroundings(())


async def choose_kind(visit: Visit, places: list[Place]) -> PlaceKind:
    kinds = {place.properties.kind for place in places}
    there = [kind for kind in KINDS if kind in kinds]
    chosen = await visit.ask(
        Choose(
            title=_("What are you looking for?"),
            icon="map-search-outline",
            choices=tuple(
                Choice(kind, KINDS[kind][0], KINDS[kind][1], digits) for digits, kind in numbered(there)
            ),
        )
    )
    return PlaceKind(chosen)


def places_view(
    visit: Visit,
    kind: PlaceKind,
    places: dict[str, Place],
    ground: Surroundings,
    found: Aged[Places],
) -> ShowPlaces:
    title, icon = KINDS[kind]
    return ShowPlaces(
        title=title,
        icon=icon,
        choices=tuple(
            Choice(place.id, local(place.properties.name), icon, digits, hint=on_foot(place))
            for digits, place in numbered(places.values())
        ),
        marks=tuple(
            Mark(place.id, *from_booth(visit, place.geometry.coordinates)) for place in places.values()
        ),
        shapes=shapes(visit, ground),
        rings=tuple(Ring(minutes, minutes * METRES_A_MINUTE) for minutes in RING_MINUTES),
        as_of=None if found.fresh else as_of(found.at),
    )


def from_booth(visit: Visit, position: Position) -> tuple[float, float]:
    """Metres east and north of the booth; flat, which over a kilometre is true to the millimetre."""
    longitude, latitude = position
    across = METRES_A_DEGREE * math.cos(math.radians(visit.place.latitude))
    return (longitude - visit.place.longitude) * across, (latitude - visit.place.latitude) * METRES_A_DEGREE


def shapes(visit: Visit, ground: Surroundings) -> tuple[Shape, ...]:
    found = []
    for feature in ground.features:
        match feature.geometry.type:
            case "LineString":
                positions = feature.geometry.coordinates
            case "Polygon":
                positions = feature.geometry.coordinates[0]
        name = local(feature.properties.name) if feature.properties.name else None
        points = tuple(from_booth(visit, position) for position in positions)
        found.append(Shape(ShapeKind(feature.properties.kind), points, name))
    return tuple(found)


def on_foot(place: Place) -> Text:
    return counted("{n} minute on foot", "{n} minutes on foot", max(1, place.properties.walk_minutes))


async def look_at(visit: Visit, place: Place, found: Aged[Places]) -> str:
    """A place, and what can be done about it, until the citizen goes on."""
    about = place.properties
    while True:
        wanted = await visit.ask(place_view(place, found))
        if wanted == BUSES:
            await show_arrivals(visit, place)
        elif wanted == MENU:
            await visit.tell(menu_view(place))
        elif wanted == PHONE:
            await visit.tell(code_view(place))
        elif wanted == CALL and about.phone:
            ending = await visit.call(local(about.name), Dial(about.phone))
            await visit.tell(Tell(title=ENDINGS[ending], icon="phone-check", choices=(GO_ON,)))
        else:
            return wanted


def place_view(place: Place, found: Aged[Places]) -> Tell:
    """What holds of today only, its menu and whether it is open, is told of a fresh answer."""
    about = place.properties
    offers = (
        (
            about.kind is PlaceKind.BUS_STOP,
            Choice(BUSES, _("When does the bus come?"), "bus-clock", tone=Tone.PRIMARY),
        ),
        (bool(about.menu) and found.fresh, Choice(MENU, _("Today's menu"), "food", tone=Tone.PRIMARY)),
        (about.phone is not None, Choice(CALL, _("Call them"), "phone", final=True)),
        (True, Choice(PHONE, _("Take it with my phone"), "qrcode")),
        (True, Choice(OTHERS, _("Look for something else"), "map-search-outline")),
        (True, Choice(DONE, _("That is all"), "check", tone=Tone.QUIET)),
    )
    wanted = [choice for there, choice in offers if there]
    return Tell(
        title=local(about.name),
        icon=KINDS[about.kind][1],
        paragraphs=(
            _("{minutes}, {distance}", minutes=on_foot(place), distance=distance(about.distance_m)),
            local(about.address),
            *hours(place, about.open_now if found.fresh else None),
            *((_("Telephone {number}", number=in_groups(about.phone, 3, 4)),) if about.phone else ()),
            *(() if found.fresh else (as_of(found.at),)),
        ),
        choices=tuple(replace(choice, digit=str(number)) for number, choice in enumerate(wanted, start=1)),
    )


def hours(place: Place, open_now: bool | None) -> tuple[Text, ...]:
    told = place.properties.hours
    if not told:
        return ()
    match open_now:
        case True:
            return (_("Open now, {hours}", hours=told),)
        case False:
            return (_("Closed now. Hours: {hours}", hours=told),)
        case None:
            return (_("Hours: {hours}", hours=told),)


def menu_view(place: Place) -> ShowBoard:
    return ShowBoard(
        title=_("Today's menu"),
        icon="food",
        lines=tuple(
            Line(local(dish.name), Verbatim(""), money(dish.price_fen)) for dish in place.properties.menu
        ),
        choices=(GO_ON,),
    )


def code_view(place: Place) -> ShowCode:
    """A link that maps on phones open: RFC 5870, a geo URI."""
    longitude, latitude = place.geometry.coordinates
    return ShowCode(
        title=_("Scan this code with your phone's camera"),
        icon="map-marker",
        payload=f"geo:{latitude:.6f},{longitude:.6f}",
        caption=local(place.properties.name),
        choices=(GO_ON,),
    )


async def show_arrivals(visit: Visit, place: Place) -> None:
    found = await visit.working(_("Asking for the buses"), visit.platform.arrivals(place.id))
    arrivals = found.answer.arrivals
    if not arrivals:
        await visit.tell(
            Tell(title=_("No bus is on its way here just now."), icon="bus-clock", choices=(GO_ON,))
        )
        return
    await visit.tell(
        ShowBoard(
            title=local(place.properties.name),
            icon="bus-clock",
            lines=tuple(
                Line(
                    Verbatim(arrival.line),
                    _("to {place}", place=local(arrival.towards)),
                    counted("{n} minute", "{n} minutes", arrival.minutes),
                )
                for arrival in arrivals
            ),
            as_of=as_of(found.answer.at),
            choices=(GO_ON,),
        )
    )
