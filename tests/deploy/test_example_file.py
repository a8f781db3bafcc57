"""deploy/booth.example.toml explains every key of the booth file, with the value that holds without it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter

from hardware.drivers.at_modem import AtModemSettings
from hardware.drivers.id_card import IdCardSettings
from hardware.drivers.keypad import KeypadSettings
from hardware.drivers.modbus_io import ModbusIoSettings
from hardware.drivers.port import SerialSettings
from hardware.drivers.social_security import SocialSecuritySettings
from hardware.guard.settings import Contact, GuardSettings, load_guard_settings
from kiosk.settings import KioskSettings, load_kiosk_settings
from tests.booth_processes import ROOT

EXAMPLE = ROOT / "deploy" / "booth.example.toml"
DRIVERS: dict[str, type[BaseModel]] = {
    "modbus_io": ModbusIoSettings,
    "at_modem": AtModemSettings,
    "keypad": KeypadSettings,
    "id_card": IdCardSettings,
    "social_security": SocialSecuritySettings,
}
WITHOUT_A_DEFAULT_TO_SHOW = {
    ("platform", "token_file"),
    ("platform", "ca_file"),
    ("platform", "client_cert_file"),
    ("platform", "client_key_file"),
    ("voice", "loudspeaker"),
    ("voice", "handset"),
    ("voice", "microphone"),
    ("voice", "handset_microphone"),
    ("wifi", "password"),
    ("emergency", "location_sound"),
    ("emergency", "line_sound_device"),
    ("modbus_io.outputs", "ringer"),
}


@pytest.fixture(scope="module")
def uncommented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with every `#key = value` taken at its word."""
    path = tmp_path_factory.mktemp("etc") / "booth.toml"
    path.write_text(re.sub(r"(?m)^#(?=\w+ = )", "", EXAMPLE.read_text("utf-8")), "utf-8")
    return path


def sections(written: dict[str, Any]) -> Iterator[tuple[str, type[BaseModel], dict[str, Any]]]:
    """Each table of the file with the model that reads it."""
    for model in (GuardSettings, KioskSettings):
        for name, field in model.model_fields.items():
            annotations = (field.annotation, *getattr(field.annotation, "__args__", ()))
            section = next((a for a in annotations if isinstance(a, type) and issubclass(a, BaseModel)), None)
            if section is not None and name != "contacts":
                yield name, section, written[name]
    for contact in written["contacts"]:
        yield "contacts", Contact, contact
    for device in written["devices"].values():
        driver = DRIVERS[device["driver"]]
        yield device["driver"], driver, device
        for name, field in driver.model_fields.items():
            if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
                yield f"{device['driver']}.{name}", field.annotation, device[name]


def test_both_processes_would_start_with_it() -> None:
    guard, kiosk = load_guard_settings(EXAMPLE), load_kiosk_settings(EXAMPLE)
    assert [plan.id for plan in guard.alarm_plan.contacts] == ["duty", "police"]
    assert guard.station == kiosk.station


def test_both_processes_would_start_with_everything_in_it(uncommented: Path) -> None:
    load_guard_settings(uncommented)
    load_kiosk_settings(uncommented)


def test_it_shows_every_key(uncommented: Path) -> None:
    written = tomllib.loads(uncommented.read_text("utf-8"))
    missing = [
        f"{name}.{key}"
        for name, model, table in sections(written)
        if name != "contacts"
        for key in model.model_fields
        if key not in table
    ]
    missing += [
        f"contacts.{key}"
        for key in Contact.model_fields
        if not any(key in contact for contact in written["contacts"])
    ]
    assert missing == []


def test_what_it_comments_out_is_what_holds_without_it(uncommented: Path) -> None:
    """So that an operator can read the defaults there."""
    active = tomllib.loads(EXAMPLE.read_text("utf-8"))
    shown = tomllib.loads(uncommented.read_text("utf-8"))
    differing = []
    for (name, model, table), (_, _, set_here) in zip(sections(shown), sections(active), strict=True):
        for key in table.keys() - set_here.keys():
            default = model.model_fields[key].get_default(call_default_factory=True)
            plain = TypeAdapter(Any).dump_python(default, mode="json")
            if table[key] != plain and (name, key) not in WITHOUT_A_DEFAULT_TO_SHOW:
                differing.append(f"{name}.{key}: shows {table[key]!r}, but it is {plain!r}")
    assert differing == []


def test_the_wires_have_the_names_that_udev_gives_them() -> None:
    devices = load_guard_settings(EXAMPLE).devices.values()
    ports = {str(device.port) for device in devices if isinstance(device, SerialSettings)}
    rules = (ROOT / "deploy" / "booth.rules").read_text("utf-8")
    assert ports == {f"/dev/{name}" for name in re.findall(r'SYMLINK\+="([^"]+)"', rules)}
