"""An input module by libmodbus, a Modbus implementation in C: python -m … PORT, then words on standard input.

The registers lie as a booth's do by default. It says "ready", and "ok" to each word.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import sys
import threading

LIBRARY = ctypes.util.find_library("modbus")
BUTTON, LATCH, HOOK = 0, 1, 2
LATCH_RESET = 2
MAX_FRAME_BYTES = 260


class Mapping(ctypes.Structure):
    """modbus_mapping_t, as modbus.h of libmodbus 3.1 declares it."""

    _fields_ = (
        ("nb_bits", ctypes.c_int),
        ("start_bits", ctypes.c_int),
        ("nb_input_bits", ctypes.c_int),
        ("start_input_bits", ctypes.c_int),
        ("nb_input_registers", ctypes.c_int),
        ("start_input_registers", ctypes.c_int),
        ("nb_registers", ctypes.c_int),
        ("start_registers", ctypes.c_int),
        ("tab_bits", ctypes.POINTER(ctypes.c_uint8)),
        ("tab_input_bits", ctypes.POINTER(ctypes.c_uint8)),
        ("tab_input_registers", ctypes.POINTER(ctypes.c_uint16)),
        ("tab_registers", ctypes.POINTER(ctypes.c_uint16)),
    )


def main(port: str) -> None:
    modbus = ctypes.CDLL(LIBRARY, use_errno=True)
    modbus.modbus_new_rtu.restype = ctypes.c_void_p
    modbus.modbus_new_rtu.argtypes = [
        ctypes.c_char_p,
        ctypes.c_int,
        ctypes.c_char,
        ctypes.c_int,
        ctypes.c_int,
    ]
    modbus.modbus_mapping_new.restype = ctypes.POINTER(Mapping)
    context = ctypes.c_void_p(modbus.modbus_new_rtu(port.encode(), 19_200, b"N", 8, 1))
    mapping = modbus.modbus_mapping_new(16, 16, 0, 0)
    if modbus.modbus_set_slave(context, 1) or modbus.modbus_connect(context):
        sys.exit("libmodbus can't open the port")
    threading.Thread(target=_obey, args=(mapping.contents,), daemon=True).start()
    frame = (ctypes.c_uint8 * MAX_FRAME_BYTES)()
    while True:
        length = modbus.modbus_receive(context, frame)
        if length > 0:
            modbus.modbus_reply(context, frame, length, mapping)
            if mapping.contents.tab_bits[LATCH_RESET]:
                mapping.contents.tab_bits[LATCH_RESET] = 0
                mapping.contents.tab_input_bits[LATCH] = 0


def _obey(mapping: Mapping) -> None:
    print("ready", flush=True)
    inputs = mapping.tab_input_bits
    for line in sys.stdin:
        word = line.strip()
        if word in ("press", "tap"):
            inputs[BUTTON] = inputs[LATCH] = 1
        if word in ("release", "tap"):
            inputs[BUTTON] = 0
        if word in ("lift", "replace"):
            inputs[HOOK] = word == "lift"
        print("ok", "".join(str(mapping.tab_bits[place]) for place in range(8)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
