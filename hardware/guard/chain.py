"""Whom an alarm calls, in which order. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from hardware.guard.alarm import Alarm, Origin
from hardware.guard.numbers import DIALLED_WITHOUT_SERVICE, is_same


@dataclass(frozen=True, slots=True)
class Target:
    label: str  # contact id, or the number itself
    number: str
    counts: bool  # whether its answer acknowledges the alarm


def targets(alarm: Alarm) -> tuple[Target, ...]:
    """The calls of the alarm's present round; never empty.

    The button calls the contacts. The number that a citizen chose comes first in every round, and is joined
    by the contacts from the third call on, or as soon as the button is pressed as well.
    """
    contacts = tuple(Target(contact.id, contact.number, True) for contact in alarm.plan.contacts)
    chosen = (Target(alarm.number, alarm.number, True),) if alarm.number else ()
    if alarm.origin is Origin.CITIZEN and chosen:
        wanted = (*chosen, *chosen) if alarm.round == 0 else (*chosen, *contacts)
    else:
        wanted = (*chosen, *contacts)
    return wanted if alarm.has_service else _without_service(alarm, wanted)


def _without_service(alarm: Alarm, wanted: tuple[Target, ...]) -> tuple[Target, ...]:
    """Numbers that no network takes without service are replaced by the one that every network takes."""
    number = alarm.plan.without_service_number
    fallback = Target(number, number, counts=False)
    reachable = (each if each.number in DIALLED_WITHOUT_SERVICE else fallback for each in wanted)
    return tuple({target.number: target for target in reachable}.values())


def is_contact(alarm: Alarm, number: str | None) -> bool:
    """Whether `number` is one the alarm would call."""
    known = [contact.number for contact in alarm.plan.contacts] + ([alarm.number] if alarm.number else [])
    return number is not None and any(is_same(number, each) for each in known)


def label_of(alarm: Alarm, number: str | None) -> str:
    """The id of the contact with that number; else who was called last."""
    for contact in alarm.plan.contacts:
        if number is not None and is_same(number, contact.number):
            return contact.id
    return alarm.calling or alarm.number


def can_be_ours(alarm: Alarm, number: str | None) -> bool:
    """Whether a call found on the line can be the one that this alarm made before a restart."""
    return number is None or number == alarm.plan.without_service_number or is_contact(alarm, number)
