"""Names and numbers as they may be shown: the page, the log and the contacts of a family see no others."""

from __future__ import annotations


def masked_phone(number: str) -> str:
    """ "138****0001"."""
    return f"{number[:3]}****{number[-4:]}" if len(number) >= 11 else f"****{number[-4:]}"


def masked_name(name: str) -> str:
    """ "王*芳" of 王小芳, "王*" of 王芳."""
    return name[0] + "*" + (name[-1] if len(name) > 2 else "")
