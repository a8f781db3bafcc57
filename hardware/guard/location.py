"""Where the booth is, as a text for the people who answer."""

from __future__ import annotations

from hardware.link.booth_file import Station


def location_text(station: Station) -> str:
    """Booth id, address and coordinates travel with the alarm (CLC/TS 50134-9); the last as a geo URI, which
    every map understands (RFC 5870)."""
    place = f"{station.name['zh_Hans']}，{station.address['zh_Hans']}"
    return f"紧急呼叫 {station.id} {place} geo:{station.latitude:.5f},{station.longitude:.5f}"
