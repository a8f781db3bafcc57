"""Stations: profile, heartbeat, notices, and when people can be spoken with."""

from __future__ import annotations

import logging
from datetime import datetime, time, timedelta

from fastapi import APIRouter, Response
from pydantic import TypeAdapter

from deploy.demo.platform.clock import SHANGHAI, moment, open_at, seconds_now, shanghai_now, today
from deploy.demo.platform.demo import Caller, Calling
from deploy.demo.platform.geography import Origin
from deploy.demo.platform.problems import Refusal, documented
from deploy.demo.platform.seed import SeedLine, SeedNotice
from deploy.demo.platform.tables import StationRow
from hardware.link.version import VERSION
from kiosk.platform.contract.problem import ProblemKind
from kiosk.platform.contract.station import (
    Assistance,
    AssistanceLine,
    Heartbeat,
    HeartbeatAnswer,
    Notice,
    Notices,
    StationProfile,
)

log = logging.getLogger(__name__)
router = APIRouter(tags=["station"])
_profiles: TypeAdapter[StationProfile] = TypeAdapter(StationProfile)
_heartbeats: TypeAdapter[Heartbeat] = TypeAdapter(Heartbeat)


def profile_of(calling: Calling) -> StationProfile:
    """As the station has told it, else what the booth file says."""
    with calling.demo.store.reading() as session:
        row = session.get(StationRow, calling.station_id)
    if row is not None and row.profile is not None:
        return _profiles.validate_json(row.profile)
    station = calling.demo.station
    return StationProfile(
        calling.station_id,
        station.name,
        station.address,
        station.latitude,
        station.longitude,
        languages=tuple(station.name),
        services=(),
        version=VERSION,
    )


def origin_of(calling: Calling) -> Origin:
    profile = profile_of(calling)
    return Origin(profile.latitude, profile.longitude)


@router.get("", operation_id="station_profile", responses=documented())
def profile(caller: Caller) -> StationProfile:
    return profile_of(caller)


@router.put("", operation_id="tell_station_profile", status_code=204, responses=documented())
def tell_profile(caller: Caller, profile: StationProfile) -> Response:
    if profile.id != caller.station_id:
        raise Refusal(ProblemKind.MALFORMED, "id: is not that of the path")
    told = _profiles.dump_json(profile).decode()
    _keep(caller, profile=told)
    log.info("profile_told station=%s version=%s", caller.station_id, profile.version)
    return Response(status_code=204)


@router.post("/heartbeats", operation_id="tell_heartbeat", responses=documented())
def heartbeat(caller: Caller, heartbeat: Heartbeat) -> HeartbeatAnswer:
    now = seconds_now()
    told = _heartbeats.dump_json(heartbeat).decode()
    _keep(caller, heartbeat=told, seen=now, alarm=heartbeat.alarm)
    return HeartbeatAnswer(moment(now))


@router.get("/notices", operation_id="notices", responses=documented())
def notices(caller: Caller) -> Notices:
    """Those that hold now."""
    return Notices(tuple(_notice(each) for each in caller.demo.seed.notices))


@router.get("/assistance", operation_id="assistance", responses=documented())
def assistance(caller: Caller) -> Assistance:
    return Assistance(tuple(_line(each) for each in caller.demo.seed.assistance))


def _keep(calling: Calling, **values: str | float) -> None:
    store = calling.demo.store
    row = store.insert(StationRow).values(id=calling.station_id, **values)
    with store.writing() as session:
        session.execute(row.on_conflict_do_update(index_elements=[StationRow.id], set_=values))


def _notice(seed: SeedNotice) -> Notice:
    begins = datetime.combine(today(), time(), SHANGHAI)
    until = begins + timedelta(days=seed.days)
    return Notice(seed.id, seed.kind, seed.title, seed.text, valid_from=begins, valid_until=until)


def _line(seed: SeedLine) -> AssistanceLine:
    open_now = open_at(seed.hours, shanghai_now()) is True
    waiting = seed.waiting_minutes if open_now else None
    return AssistanceLine(seed.contact, open_now, seed.hours, waiting, seed.sign_language)
