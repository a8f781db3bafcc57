"""The values that messages are made of. Bounds keep a wrong or hostile answer from reaching the screen."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

ID_NUMBER_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"


def check_digit(first_17: str) -> str:
    """The last sign of a citizen's ID number: GB 11643-1999, which is ISO 7064 MOD 11-2."""
    weighted = sum(weight * int(digit) for weight, digit in zip(ID_NUMBER_WEIGHTS, first_17, strict=True))
    return CHECK_DIGITS[weighted % 11]


def is_id_number(number: str) -> bool:
    """Whether it can be a citizen's ID number: 17 digits and the right check digit, X as a capital."""
    return re.fullmatch(r"[1-9][0-9]{16}[0-9X]", number) is not None and number[17] == check_digit(
        number[:17]
    )


def _id_number(number: str) -> str:
    if not is_id_number(number):
        raise ValueError("the check digit is wrong (GB 11643)")
    return number


def _mandarin_is_there(texts: dict[str, str]) -> dict[str, str]:
    if "zh_Hans" not in texts:
        raise ValueError("zh_Hans is missing")
    return texts


Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]  # an id in a path
Name = Annotated[str, StringConstraints(min_length=1, max_length=80)]
LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(_[A-Z][a-z]{3})?$")]
Texts = Annotated[  # language -> text; Mandarin is always there
    dict[LanguageCode, Annotated[str, StringConstraints(min_length=1, max_length=400)]],
    Field(max_length=16, json_schema_extra={"required": ["zh_Hans"]}),
    AfterValidator(_mandarin_is_there),
]
MobileNumber = Annotated[str, StringConstraints(pattern=r"^1[3-9][0-9]{9}$")]  # YD/T 1138: the mainland's
PhoneNumber = Annotated[str, StringConstraints(pattern=r"^[0-9]{3,12}$")]  # as it is dialled from the booth
IdNumber = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{16}[0-9X]$"), AfterValidator(_id_number)]
CardNumber = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{9,19}$")]  # of a social security card
Moment = AwareDatetime
Latitude = Annotated[float, Field(ge=-90, le=90)]  # WGS 84, degrees
Longitude = Annotated[float, Field(ge=-180, le=180)]
Metres = Annotated[int, Field(ge=0, le=100_000)]
Minutes = Annotated[int, Field(ge=0, le=1_440)]
