"""Composes and draws every scene of scenes.py, and prints what the audit finds, one fault a line.

    python -m tests.kiosk.faces.screen.studio --px 1080x1920 --mm 267.8x476.1
        [--large | --hearing | --drawn | --spoiled]

composes every scene in every manner (with --large, in large text; with --hearing, while the booth listens);
with --drawn, draws it in one manner and measures the picture; with --spoiled, tells what is found on
screens that were spoiled on purpose.
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Iterator
from dataclasses import replace

from PIL import Image

from kiosk.conversation.scene import Manner, Scene
from kiosk.conversation.views import Alarm, EnterNumber, InCall, Reveal, ShowPlaces, View
from kiosk.faces.screen.boxes import Box
from kiosk.faces.screen.composition import Screen, compose_screen
from kiosk.faces.screen.elements import TurnPage, Words
from kiosk.faces.screen.environment import prepare_kivy
from kiosk.faces.screen.theme import Theme, theme_for
from kiosk.i18n.text import Text
from kiosk.i18n.translator import Translator
from kiosk.settings import Panel
from tests.kiosk.faces.screen.audit import Fault, audit, flat
from tests.kiosk.faces.screen.scenes import HEARING, IDLE, LANGUAGE_NAMES, LISTENING, scenes
from tests.kiosk.faces.screen.strokes import audit_picture

UPRIGHT_DRAWN = Manner()
LYING_DRAWN = Manner("en", large_text=True, high_contrast=True)


class Studio:
    """Draws screens on the display and photographs them."""

    def __init__(self, panel: Panel) -> None:
        prepare_kivy(panel)
        from kiosk.faces.screen.glass import Glass
        from kiosk.faces.screen.touches import Touches

        self.panel = panel
        self._translator = Translator(tuple(LANGUAGE_NAMES))
        touches = Touches(lambda _key, _pressed: None, lambda _reply: None, lambda _page: None, lambda: None)
        self._glass = Glass(panel, touches, lambda: None)

    def theme(self, manner: Manner) -> Theme:
        return theme_for(self.panel, large=manner.large_text, high_contrast=manner.high_contrast)

    def compose(
        self, scene: Scene, page: int = 0, elapsed_seconds: float = 0, *, uncovered: bool = False
    ) -> Screen:
        theme, render = self.theme(scene.manner), self._translator.render
        return compose_screen(
            theme, scene, render, LANGUAGE_NAMES, page, elapsed_seconds, uncovered=uncovered
        )

    def pages(self, scene: Scene) -> list[Screen]:
        pages = [self.compose(scene)]
        while len(pages) <= _last_page(pages[-1]):
            pages.append(self.compose(scene, len(pages)))
        return pages

    def say(self, text: Text, manner: Manner) -> str:
        return self._translator.render(text, manner.language)

    def photograph(self, screen: Screen) -> Image.Image:
        self._glass.show(screen, (0, 0))
        width, height, pixels = self._glass.pixels()
        return Image.frombuffer("RGB", (width, height), pixels, "raw", "RGB", 0, 1)


def every_manner() -> list[Manner]:
    return [Manner(*manner) for manner in itertools.product(LANGUAGE_NAMES, (False, True), (False, True))]


def audit_all(studio: Studio, manners: list[Manner]) -> Iterator[str]:
    """Every page of every scene in these manners, as composed."""
    global_keys: dict[tuple[bool, str], Box] = {}
    for (name, scene), manner in itertools.product(scenes(), manners):
        dressed = replace(scene, manner=manner)
        for page, screen in enumerate(studio.pages(dressed)):
            faults = list(audit(screen, studio.theme(manner)))
            if isinstance(scene.view, Reveal):
                faults += _secret(studio, dressed, scene.view)
            if isinstance(scene.view, ShowPlaces):
                faults += _numbers(screen, scene.view)
            for key in screen.keys:
                place = scene.ears is not None, key.name
                if key.name.startswith("global:") and global_keys.setdefault(place, key.box) != key.box:
                    faults.append(Fault("moved", key.name))
            yield from (f"{name} page {page + 1} {manner}: {fault}" for fault in faults)


def audit_hearing(studio: Studio, manners: list[Manner]) -> Iterator[str]:
    """Every scene while the booth listens: nothing covers or moves anything, and the level is seen."""
    silent = [(name, scene) for name, scene in scenes() if scene.ears is None and not scene.idle_warning]
    for (name, scene), manner, ears in itertools.product(silent, manners, (LISTENING, HEARING)):
        dressed = replace(scene, manner=manner)
        before, hearing = (studio.pages(replace(dressed, ears=each)) for each in (IDLE, ears))
        faults = [fault for screen in hearing for fault in audit(screen, studio.theme(manner))]
        if [_places(screen) for screen in before] != [_places(screen) for screen in hearing]:
            faults.append(Fault("moved", "a key, when the booth begins to listen"))
        if any(screen.meter is None for screen in hearing):
            faults.append(Fault("lost", "the level of the voice"))
        if (
            _is_heard_on(scene.view, manner)
            and ears.heard
            and not _shows(hearing[0], studio.say(ears.heard, manner))
        ):
            faults.append(Fault("lost", "what was heard"))
        told = {studio.say(text, manner) for text in (scene.view.title, *scene.view.paragraphs)}
        lost = (told & _texts(studio.pages(dressed))) - _texts(before)
        if lost and not (manner.large_text and isinstance(scene.view, EnterNumber)):
            faults.append(Fault("lost", ", ".join(sorted(lost))))
        yield from (f"{name} while hearing {manner}: {fault}" for fault in faults)


def _is_heard_on(view: View, manner: Manner) -> bool:
    """Whether what was heard has room there, however long: not among the marks of a map, which are keys."""
    return not isinstance(view, Alarm | InCall) and not (manner.large_text and isinstance(view, ShowPlaces))


def _places(screen: Screen) -> dict[str, Box]:
    return {key.name: key.box for key in screen.keys}


def _texts(screens: list[Screen]) -> set[str]:
    return {e.block.text for screen in screens for e in flat(screen.elements) if isinstance(e, Words)}


def audit_drawn(studio: Studio) -> Iterator[str]:
    """Every scene as it is drawn, in one manner."""
    manner = UPRIGHT_DRAWN if studio.theme(Manner()).upright else LYING_DRAWN
    for name, scene in scenes():
        screen = studio.compose(replace(scene, manner=manner))
        faults = audit_picture(screen, studio.photograph(screen))
        yield from (f"{name} {manner}: {fault}" for fault in faults)


def _secret(studio: Studio, scene: Scene, view: Reveal) -> Iterator[Fault]:
    """The screen while its key is held; what is hidden must be on it, and on no other."""
    covered, uncovered = studio.compose(scene), studio.compose(scene, uncovered=True)
    yield from audit(uncovered, studio.theme(scene.manner))
    secret = studio.say(view.secret, scene.manner)
    if _shows(covered, secret) or not _shows(uncovered, secret):
        yield Fault("secret", "seen while covered, or hidden while uncovered")
    if covered.keys != uncovered.keys:
        yield Fault("moved", "a key moves under the finger that holds it")


def _numbers(screen: Screen, view: ShowPlaces) -> Iterator[Fault]:
    """The number of a place, in its row and on the map, is the key that chooses it: so it is said."""
    digits = {choice.value: choice.digit for choice in view.choices}
    for key in screen.keys:
        kind, _colon, value = key.name.partition(":")
        texts = {part.block.text for part in key.parts if isinstance(part, Words)}
        if kind in ("choice", "mark") and digits[value] not in texts:
            yield Fault("number", f"{key.name} is not {digits[value]}")


def _shows(screen: Screen, words: str) -> bool:
    return any(isinstance(e, Words) and e.block.text == words for e in flat(screen.elements))


def _last_page(screen: Screen) -> int:
    """The last page that the page keys lead to, as far as this page's keys tell."""
    return max((key.action.page for key in screen.keys if isinstance(key.action, TurnPage)), default=0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--px", required=True)
    parser.add_argument("--mm", required=True)
    what = parser.add_mutually_exclusive_group()
    for option in ("--large", "--hearing", "--drawn", "--spoiled"):
        what.add_argument(option, action="store_true")
    arguments = parser.parse_args()
    studio = Studio(_panel(arguments.px, arguments.mm))
    manners = every_manner()
    large = [manner for manner in manners if manner.large_text and not manner.high_contrast]
    if arguments.spoiled:
        lines = _spoiled(studio)
    elif arguments.drawn:
        lines = audit_drawn(studio)
    elif arguments.hearing:
        lines = audit_hearing(studio, [manner for manner in manners if not manner.high_contrast])
    else:
        lines = audit_all(studio, large if arguments.large else manners)
    for line in lines:
        print(line)
    print("audited", flush=True)


def _panel(px: str, mm: str) -> Panel:
    width_px, height_px = map(int, px.split("x"))
    width_mm, height_mm = map(float, mm.split("x"))
    return Panel(
        width_px=width_px, height_px=height_px, width_mm=width_mm, height_mm=height_mm, full_screen=False
    )


def _spoiled(studio: Studio) -> Iterator[str]:
    from tests.kiosk.faces.screen.spoiled import spoiled_screens

    theme = studio.theme(Manner())
    for name, screen in spoiled_screens(studio):
        composed = {fault.kind for fault in audit(screen, theme)}
        drawn = {f"drawn {fault.kind}" for fault in audit_picture(screen, studio.photograph(screen))}
        yield f"{name}: {', '.join(sorted(composed | drawn))}"


if __name__ == "__main__":
    main()
