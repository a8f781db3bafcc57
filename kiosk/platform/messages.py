"""The contract's dataclasses to JSON and back."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import SchemaValidator

FAIL_FAST_KINDS = ("tuple", "list", "dict")  # of pydantic-core's schemas


class NotTheContract(Exception):
    """What came is not what the contract says. The words name where, never what stood there."""


def encoded(kind: Any, message: object) -> bytes:
    """`message`, an instance of the type `kind`, as JSON."""
    return _adapter(kind).dump_json(message, exclude_none=True)


def decoded(kind: Any, content: bytes) -> Any:
    """The JSON as an instance of the type `kind`. Raises NotTheContract."""
    try:
        return _validator(kind).validate_json(content)
    except ValidationError as error:
        words = _words(error)
    raise NotTheContract(words)  # outside, because the ValidationError holds what was answered


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


@cache
def _validator(kind: Any) -> SchemaValidator:
    """Stops at the first fault. Else it would list them all, and a garbled answer of 2 MB takes 0.9 GB so."""
    return SchemaValidator(_failing_fast(_adapter(kind).core_schema))


def _failing_fast(schema: Any) -> Any:
    if isinstance(schema, list | tuple):
        return type(schema)(_failing_fast(part) for part in schema)
    if not isinstance(schema, dict):
        return schema
    parts = {key: part if key == "metadata" else _failing_fast(part) for key, part in schema.items()}
    return parts | {"fail_fast": True} if schema.get("type") in FAIL_FAST_KINDS else parts


def _words(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = [str(part) if _is_harmless(part) else "…" for part in first["loc"]]
    return f"{'.'.join(place) or 'the whole'}: {first['type']}"


def _is_harmless(part: int | str) -> bool:
    """Whether it names a field or a place in a list; keys of a dictionary come from the answer."""
    return isinstance(part, int) or re.fullmatch(r"[A-Za-z_]{1,40}", part) is not None
