from __future__ import annotations

from pathlib import Path

import pytest

from hardware.drivers.at_modem import AtModem
from hardware.drivers.contract import Driver
from hardware.drivers.id_card import IdCardReader
from hardware.drivers.keypad import Keypad
from hardware.drivers.modbus_io import ModbusIo, ModbusIoSettings
from hardware.drivers.registry import DeviceSettings, build
from hardware.link.booth_file import BoothFileError, Section, load

DEMO_FILE = Path(__file__).parents[3] / "deploy/demo/booth.toml"


class Devices(Section):
    devices: dict[str, DeviceSettings]


def test_the_demo_booth_has_its_drivers() -> None:
    devices = load(DEMO_FILE, Devices).devices
    drivers: dict[str, Driver] = {name: build(name, settings) for name, settings in devices.items()}
    assert {name: type(driver) for name, driver in drivers.items()} == {
        "io": ModbusIo,
        "modem": AtModem,
        "keypad": Keypad,
        "id_card": IdCardReader,
    }
    assert all(driver.name == name for name, driver in drivers.items())
    io = devices["io"]
    assert isinstance(io, ModbusIoSettings)
    assert io.port == DEMO_FILE.parent / "../../build/run/wires/io"


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ('driver = "modbus"\nport = "x"', "modbus_io"),
        ('driver = "modbus_io"', "is needed"),
        ('driver = "modbus_io"\nport = "x"\npol_ms = 5', "did you mean 'poll_ms'"),
        ('driver = "modbus_io"\nport = "x"\npoll_ms = 0', "greater than or equal to 1"),
        ('driver = "modbus_io"\nport = "x"\n[devices.d.inputs]\nhook_switch = 0', "same address"),
        ('driver = "modbus_io"\nport = "x"\n[devices.d.inputs]\nhook_switch = 900', "within 256 addresses"),
        ('driver = "at_modem"\nport = "x"\nparity = "X"', "'N', 'E' or 'O'"),
    ],
)
def test_a_wrong_table_names_what_is_expected(tmp_path: Path, table: str, fault: str) -> None:
    file = tmp_path / "booth.toml"
    file.write_text(f"[devices.d]\n{table}\n")
    with pytest.raises(BoothFileError, match=fault):
        load(file, Devices)
