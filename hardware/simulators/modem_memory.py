"""What a modem knows when it gets power, and what it says of itself."""

from __future__ import annotations

from typing import Final

POWER_ON: Final = {
    "E": "1",
    "V": "1",
    "Q": "0",
    "X": "4",
    "S0": "0",
    "&C": "1",
    "&D": "2",
    "+CMEE": "0",
    "+CLIP": "0",
    "+CRC": "0",
    "+COLP": "0",
    "+CREG": "0",
    "+CEREG": "0",
    "+CFUN": "1",
    "+CSCS": '"GSM"',
    "+CMGF": "0",
    "+CSMP": "17,167,0,0",
    "+CNMI": "0,0,0,0,0",
    "+CSMS": "0",
    "+CVHU": "1",
    "+CCWA": "0",
    "+CSTA": "129",
    "+CLVL": "50",
}
IDENTITY: Final = {
    "+CGMI": "Hello Laoyou",
    "+CGMM": "simulated modem",
    "+CGMR": "1",
    "+CGSN": "490154203237518",  # the sample IMEI of 3GPP TS 23.003, annex B
    "+CIMI": "001010123456789",  # 001/01 is the test network of ITU-T E.212
}

VALUES: Final = {
    "+CREG": "(0-2)",
    "+CEREG": "(0-2)",
    "+CLIP": "(0,1)",
    "+CRC": "(0,1)",
    "+CMGF": "(1)",
    "+CSCS": '("GSM","IRA","UCS2")',
    "+VTS": "(0-9,*,#)",
    "+COPS": "",
}
