"""The drivers there are. To add one, see README.md beside this file."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from hardware.drivers.at_modem import AtModemSettings
from hardware.drivers.contract import Driver
from hardware.drivers.id_card import IdCardSettings
from hardware.drivers.keypad import KeypadSettings
from hardware.drivers.modbus_io import ModbusIoSettings
from hardware.drivers.social_security import SocialSecuritySettings

DeviceSettings = Annotated[
    ModbusIoSettings | AtModemSettings | KeypadSettings | IdCardSettings | SocialSecuritySettings,
    Field(discriminator="driver"),
]
"""One [devices.*] table of the booth file: its `driver` says which."""


def build(name: str, settings: DeviceSettings) -> Driver:
    """The driver of one device; `name` is the device's name in the booth file."""
    return settings.build(name)
