"""What the kiosk's own socket is asked, and answers: for `boothctl`, tours and tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class DescribeKiosk:
    """What is on the stage?"""

    id: int = 0
    type: Literal["describe_kiosk"] = "describe_kiosk"


@dataclass(frozen=True, slots=True)
class TakeScreenshot:
    """Write what is on the screen to a PNG file."""

    path: str
    id: int = 0
    type: Literal["take_screenshot"] = "take_screenshot"


@dataclass(frozen=True, slots=True)
class KioskDescription:
    """The kiosk's answer: names and measures only, never what a citizen entered.

    `targets` are the touch targets on the screen, by name ("choice:free_call", "global:home", "digit:5"):
    left, top, width and height in px.
    """

    id: int
    version: str
    view: str  # class name of the view on stage
    service: str  # id of the running service; "" at home
    language: str
    guard_connected: bool
    visits: int  # since the kiosk started
    frames: int = 0
    targets: dict[str, tuple[int, int, int, int]] = field(default_factory=dict)
    said: tuple[str, ...] = ()  # to the citizen by ear; only where panel.screenshots allows pictures too
    listening: bool = False  # to a citizen who speaks
    attending: bool = False  # somebody is speaking, or has just spoken and waits for an answer
    type: Literal["kiosk_description"] = "kiosk_description"
