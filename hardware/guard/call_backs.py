"""The words of call-backs to citizens, and who may ring the booth for how long. Pure.

A number is kept only as a keyed hash, and never longer than it may ring. A call without a number is nobody's.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, replace
from typing import Final

from hardware.guard.numbers import comparable

MOST_ALLOWED: Final = 64
"""Numbers at once; the oldest makes room. One visit allows a few, and each is forgotten within an hour."""


@dataclass(frozen=True, slots=True)
class CallBackAllowed:
    """A citizen lets this number ring the booth for so long."""

    number: str
    seconds: float


@dataclass(frozen=True, slots=True)
class AllowanceOver:
    count: int  # of allowances


@dataclass(frozen=True, slots=True)
class LetRing:
    """The call that comes in is no alarm's."""


@dataclass(frozen=True, slots=True)
class PickedUp:
    """By the handset or on the screen."""


@dataclass(frozen=True, slots=True)
class AlarmBegan:
    pass


@dataclass(frozen=True, slots=True)
class Ring:
    """Turn the bell on or off."""

    on: bool


@dataclass(frozen=True, slots=True)
class Allowance:
    """`count` tells it from a later one for the same number."""

    digest: bytes
    count: int


@dataclass(frozen=True, slots=True)
class Allowances:
    given: tuple[Allowance, ...] = ()
    count: int = 0

    def give(self, digest: bytes) -> Allowances:
        """Anew, if it was given before."""
        others = tuple(each for each in self.given if each.digest != digest)
        latest = Allowance(digest, self.count + 1)
        return Allowances((*others, latest)[-MOST_ALLOWED:], latest.count)

    def take_back(self, count: int) -> Allowances:
        return replace(self, given=tuple(each for each in self.given if each.count != count))

    def include(self, digest: bytes) -> bool:
        return any(hmac.compare_digest(each.digest, digest) for each in self.given)


def digest_of(number: str, key: bytes) -> bytes:
    """What is remembered of a number, however it is spelled; it means nothing without the key."""
    return hmac.digest(key, comparable(number).encode(), "sha256")
