"""The people whose cards can be laid on a simulated reader."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

NATIONS: Final = {"汉": 1, "回": 3, "苗": 6, "壮": 8, "满": 11, "土家": 15}  # GB/T 3304, the largest
SEXES: Final = {"男": 1, "女": 2}  # GB/T 2261.1


@dataclass(frozen=True, slots=True)
class Person:
    """As the card says it. `valid_until` is a date or 长期."""

    name: str = "示例"
    id_number: str = "11010519491231002X"  # the sample of GB 11643
    sex: str = "女"
    nation: str = "汉"
    born: date = date(1949, 12, 31)
    address: str = "示例路1号"
    issuer: str = "示例公安局"
    valid_from: date = date(2015, 1, 1)
    valid_until: date | str = "长期"

    def __post_init__(self) -> None:
        if self.nation not in NATIONS or self.sex not in SEXES:
            raise ValueError(f"no nation {self.nation!r} or no sex {self.sex!r}")

    @classmethod
    def from_words(cls, words: list[str]) -> Person:
        """From `name=张三 valid_until=2030-01-31 …`; what is not told is a sample. Raises ValueError."""
        told = dict(word.partition("=")[::2] for word in words)
        if unknown := told.keys() - {field.name for field in fields(cls)}:
            raise ValueError(f"a card has no {', '.join(sorted(unknown))}")
        return replace(cls(), **{name: _value(name, text) for name, text in told.items()})


def load_people(path: Path) -> dict[str, Person]:
    """By their keys in the file, one table each. Raises OSError or ValueError."""
    try:
        return {key: Person(**table) for key, table in tomllib.loads(path.read_text("utf-8")).items()}
    except TypeError as error:
        raise ValueError(f"a table a person, with fields of a card: {error}") from error


def _value(name: str, text: str) -> Any:
    if name in ("born", "valid_from"):
        return date.fromisoformat(text)
    if name == "valid_until" and text[:1].isdigit():
        return date.fromisoformat(text)
    return text
