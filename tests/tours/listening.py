"""A guide who leads a citizen by keys through a booth that really speaks, and who hears what it says.

The kiosk tells what it was given to say, the handset what of it came out: sentences are parted by silence. So
a key is pressed when the sentence that names it has been heard, and what nobody heard is not in the
transcript. Who knows a menu from an earlier visit presses the key as soon as they have recognised it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from hardware.link.messages import KioskDescription
from kiosk.faces.voice.menus import keys_to_press
from kiosk.faces.voice.spoken import Spoken
from kiosk.i18n.text import Text, _
from kiosk.i18n.translator import Translator
from tests.booth_processes import eventually
from tests.kiosk.faces.voice.pulse import Ear
from tests.tours.guide import KEY_SECONDS, OWN_NAMES, Guide, Speaker

SILENT_PIECES = 20  # of 10 ms: more than there are behind a clause, fewer than behind a sentence
TAIL_PIECES = 30  # what was cut off may still come out of the device for as long
LOOKING_SECONDS = 0.03
ECHO_SECONDS = 2.0  # nobody waits for longer to hear a digit
HEARING_SECONDS = 90.0  # for a voice on a busy machine
CUT_OFF = " …"
BEHIND_THE_NUMBER = _("If it is right, press hash.")  # and instead of nothing
Heard = Callable[[Sequence[str], int], bool]  # of what is given, so many sentences


@dataclass(kw_only=True)
class Listener(Guide):
    ear: Ear  # at the handset
    _given: list[str] = field(default_factory=list)  # to be said now, one sentence after the other
    _since: int = 0  # which of the ear's pieces was the last when it was given
    _all_said: bool = False
    _menus: set[tuple[str, str]] = field(default_factory=set)  # first sentence, and the one that names a key
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _over: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._spoken = Spoken(Translator(sorted(OWN_NAMES)))
        self._never_instead = self._in_every_language(BEHIND_THE_NUMBER)
        self._looking = threading.Thread(target=self._look, daemon=True)
        self._looking.start()

    def close(self) -> None:
        self._over.set()
        self._looking.join()

    def wait_for_voice(self) -> None:
        """The first time the booth speaks of its own accord; later any key has the menu said at once."""
        if not self._menus:
            self.hear_out()
        self.press("0")
        self.hear_first()

    def press_named(self, keys: str, naming: Text | None = None) -> None:
        """One key, or several one by one, as soon as one knows that it is the one."""
        while keys:
            named = self._wait_until_named(keys, naming)
            self.press(named)
            keys = keys.removeprefix(named)

    def press_number(self, keys: str) -> None:
        """Every digit once the one before has been heard."""
        self._interrupt()
        self.note(Speaker.CITIZEN, " ".join(keys))
        for key in keys:
            time.sleep(KEY_SECONDS)
            self._interrupt()
            self.sim(f"key {key}")
            deadline = time.monotonic() + ECHO_SECONDS
            while not self._heard_so_far()[1] and time.monotonic() < deadline:
                time.sleep(LOOKING_SECONDS)

    def hear_first(self) -> None:
        self._until_heard(lambda _given, heard: heard > 0)

    def hear_out(self) -> None:
        self._until_heard(lambda given, heard: 0 < heard == len(given))

    def _wait_until_named(self, keys: str, naming: Text | None) -> str:
        """All of the keys, or the first of them: what the sentence names."""
        names = {each: self._in_every_language(naming or keys_to_press(each)) for each in (keys, keys[0])}
        found: list[str] = []

        def named(given: Sequence[str], heard: int) -> bool:
            for each, sentences in names.items():
                place = next((at for at, sentence in enumerate(given) if sentence in sentences), None)
                if place is None:
                    continue
                menu = (given[0], given[place])
                if heard > place or (heard and menu in self._menus):
                    self._menus.add(menu)
                    found.append(each)
                return bool(found)
            return False

        self._until_heard(named)
        return found[0]

    def _until_heard(self, true: Heard) -> None:
        eventually(lambda: true(*self._heard_so_far()), "what is awaited has been heard", HEARING_SECONDS)

    def _heard_so_far(self) -> tuple[tuple[str, ...], int]:
        """What the booth says now, and how many sentences of it have been heard to their end."""
        with self._lock:
            return tuple(self._given), self._ended()[0]

    def _ended(self) -> tuple[int, bool]:
        """How many sentences, and whether the next has begun."""
        pieces = self.ear.levels[self._since :]
        if self._all_said and any(pieces):
            return len(self._given), False
        ended, begun = sentences_in(pieces)
        return (ended, begun) if ended < len(self._given) else (len(self._given), False)

    def _look(self) -> None:
        while not self._over.wait(LOOKING_SECONDS):
            self._listen()

    def _listen(self) -> None:
        with self._lock:
            super()._listen()

    def hear(self, kiosk: KioskDescription) -> tuple[str, ...]:
        """What was given to be said is in the transcript when it has been heard, or was cut off."""
        fresh = self.fresh(kiosk)
        if fresh and fresh[0] in self._never_instead:
            self._given += fresh
        elif fresh:
            self._note_heard()
            self._given, self._since = list(fresh), len(self.ear.levels)
        self._all_said = kiosk.listening
        return fresh

    def _interrupt(self) -> None:
        with self._lock:
            super()._interrupt()
            self._note_heard()

    def _note_heard(self) -> None:
        ended, begun = self._ended()
        self.note(Speaker.BOOTH, *self._given[:ended])
        if begun:
            self.note(Speaker.BOOTH, self._given[ended] + CUT_OFF)
        self._given = []

    def _in_every_language(self, text: Text) -> frozenset[str]:
        return frozenset(self._spoken.say(text, language) for language in OWN_NAMES)


def sentences_in(levels: Sequence[float]) -> tuple[int, bool]:
    """How many have come to their end, and whether another has begun. Between them there is 0.0."""
    tail = len(tuple(takewhile(bool, levels[:TAIL_PIECES])))
    if tail < TAIL_PIECES:
        levels = levels[tail:]
    ended, silent, sounding = 0, 0, False
    for level in levels:
        silent = 0 if level else silent + 1
        sounding = bool(level) or sounding
        if sounding and silent == SILENT_PIECES:
            ended, sounding = ended + 1, False
    return ended, sounding
