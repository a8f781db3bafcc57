"""The part of the page that changes, as HTML: what stations have told, newest first. All is escaped."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from html import escape

from pydantic import TypeAdapter
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from deploy.demo.platform.clock import SHANGHAI, seconds_now
from deploy.demo.platform.demo import Demo
from deploy.demo.platform.knobs import Fault, Knobs
from deploy.demo.platform.tables import AppointmentRow, FamilyNoticeRow, RecordRow, StationRow, TaxiOrderRow
from deploy.demo.platform.taxis import as_it_stands
from kiosk.platform.contract.station import Heartbeat, StationProfile
from kiosk.platform.contract.taxi import TaxiState

NO_ALARM = "none"
EMERGENCY_CHANGED = "station.emergency.changed"
SHOWN = 12  # rows of a table
RECENT_SECONDS = 600  # an alarm's transition is highlighted so long
ALIVE_SECONDS = 180  # three heartbeats
_heartbeats: TypeAdapter[Heartbeat] = TypeAdapter(Heartbeat)
_profiles: TypeAdapter[StationProfile] = TypeAdapter(StationProfile)
Row = Sequence[object]


def live(demo: Demo) -> str:
    parts: tuple[Callable[[Session], str], ...] = (
        _alarms, _stations, _taxis, _appointments, _family, _records
    )  # fmt: skip
    with demo.store.reading() as session:
        shown = [part(session) for part in parts]
    return "\n".join([_knobs(demo.knobs.knobs), *shown])


def _knobs(knobs: Knobs) -> str:
    faults = [("全部 everything", knobs.everything), *knobs.paths.items()]
    told = [f"{where}: {_fault(fault)}" for where, fault in faults if fault is not None]
    if not told:
        told = ["平台正常应答 The platform answers as it should"]
    told.append(f"出租车速度 taxis ×{knobs.taxi_speed:g}")
    return f'<p class="knobs">{escape(" · ".join(told))}</p>'


def _fault(fault: Fault) -> str:
    return f"{fault.kind} ({fault.seconds:g} s)"


def _alarms(session: Session) -> str:
    """Which stations' last heartbeats told of one, and each transition that came of late."""
    ringing = session.scalars(
        select(StationRow).where(StationRow.alarm != NO_ALARM).order_by(StationRow.seen.desc()).limit(SHOWN)
    )
    changes = session.scalars(
        select(RecordRow)
        .where(RecordRow.type == EMERGENCY_CHANGED, RecordRow.received > seconds_now() - RECENT_SECONDS)
        .order_by(RecordRow.received.desc(), RecordRow.happened.desc())
        .limit(SHOWN)
    )
    rows: list[Row] = [(_clock(row.seen or 0), row.id, f"现在 now: {row.alarm}") for row in ringing]
    rows += [(_clock(row.happened), _station_of(row), _said(row.data)) for row in changes]
    table = _table(
        "紧急报警 Alarms, now and of the last ten minutes", ("时间 time", "站点 station", "内容 what"), rows
    )
    return f'<div class="{"alarms" if rows else "calm"}">{table}</div>'


def _stations(session: Session) -> str:
    now = seconds_now()
    total = session.scalar(select(func.count()).select_from(StationRow)) or 0
    alive = (
        session.scalar(
            select(func.count()).select_from(StationRow).where(StationRow.seen > now - ALIVE_SECONDS)
        )
        or 0
    )
    rows = session.scalars(select(StationRow).order_by(StationRow.seen.desc().nulls_last()).limit(SHOWN))
    return _table(
        f"站点 Stations: {alive} 在线 heard from of {total}",
        (
            "编号 id",
            "名称 name",
            "心跳 heartbeat",
            "版本 version",
            "报警 alarm",
            "故障 out of order",
            "待发 waiting",
        ),
        [_station(row, now) for row in rows],
    )


def _station(row: StationRow, now: float) -> Row:
    name = _profiles.validate_json(row.profile).name["zh_Hans"] if row.profile else ""
    if row.heartbeat is None or row.seen is None:
        return row.id, name, "从未 never", "", "", "", ""
    beat = _heartbeats.validate_json(row.heartbeat)
    ago = f"{max(0, now - row.seen):.0f} s"
    return row.id, name, ago, beat.version, beat.alarm, beat.out_of_order, beat.records_waiting


def _taxis(session: Session) -> str:
    rows = session.scalars(select(TaxiOrderRow).order_by(TaxiOrderRow.ordered.desc()).limit(SHOWN))
    return _table(
        "叫车 Taxi orders",
        (
            "时间 time",
            "站点 station",
            "手机 phone",
            "状态 state",
            "车 taxi",
            "验证码，如同已发送 code, as if sent",
        ),
        [_taxi(row) for row in rows],
    )


def _taxi(row: TaxiOrderRow) -> Row:
    order = as_it_stands(row, seconds_now())
    taxi = f"{order.taxi.plate} {order.taxi.minutes} min" if order.taxi else ""
    code = row.code if order.state is TaxiState.CODE_NEEDED else ""
    return _clock(row.ordered), row.station_id, row.masked_phone, order.state, taxi, code


def _appointments(session: Session) -> str:
    rows = session.scalars(select(AppointmentRow).order_by(AppointmentRow.booked.desc()).limit(SHOWN))
    return _table(
        "挂号 Appointments",
        ("时间 time", "站点 station", "手机 phone", "医院 hospital", "日期 day", "状态 state"),
        [
            (_clock(row.booked), row.station_id, row.masked_phone, row.hospital_id,
             f"{row.day} {row.half_day}", row.state)
            for row in rows
        ],
    )  # fmt: skip


def _family(session: Session) -> str:
    rows = session.scalars(select(FamilyNoticeRow).order_by(FamilyNoticeRow.sent.desc()).limit(SHOWN))
    return _table(
        "家人 Family notices",
        ("时间 time", "站点 station", "通知 told"),
        [(_clock(row.sent), row.station_id, row.told) for row in rows],
    )


def _records(session: Session) -> str:
    total = session.scalar(select(func.count()).select_from(RecordRow)) or 0
    rows = session.scalars(select(RecordRow).order_by(RecordRow.received.desc()).limit(SHOWN))
    return _table(
        f"服务记录 Records: {total}",
        ("时间 time", "站点 station", "类型 type", "内容 what"),
        [(_clock(row.happened), _station_of(row), row.type, _said(row.data)) for row in rows],
    )


def _table(heading: str, columns: Iterable[str], rows: Sequence[Row]) -> str:
    if not rows:
        return f"<section><h2>{escape(heading)}</h2><p>无 none</p></section>"
    head = "".join(f"<th>{escape(column)}</th>" for column in columns)
    body = "\n".join(
        "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<section><h2>{escape(heading)}</h2><table><tr>{head}</tr>\n{body}</table></section>"


def _clock(unix_seconds: float) -> str:
    return f"{datetime.fromtimestamp(unix_seconds, SHANGHAI):%H:%M:%S}"


def _station_of(row: RecordRow) -> str:
    return row.source.removeprefix("/stations/")


def _said(data: str) -> str:
    told = json.loads(data)
    return " ".join(
        f"{key}={value}" for key, value in told.items() if key != "type" and value not in ("", None)
    )
