"""A citizen who leaves a question, instead of answering it, departs:

Departure
 ├── WentBack
 ├── WentHome
 ├── WentIdle               nobody was there any more
 ├── AskedForPerson
 ├── AskedForEmergency
 └── DialledEmergency       keyed 110, 119 or 120 on the handset's keypad
"""

from __future__ import annotations


class Departure(Exception):
    """The citizen left the question instead of answering it."""


class WentBack(Departure):
    pass


class WentHome(Departure):
    pass


class WentIdle(Departure):
    pass


class AskedForPerson(Departure):
    pass


class AskedForEmergency(Departure):
    pass


class DialledEmergency(Departure):
    def __init__(self, number: str) -> None:
        self.number = number
        super().__init__("an emergency number was keyed")
