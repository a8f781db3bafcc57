"""`./booth tour`: walks every visit in every language and orientation, and makes the gallery build/tour.

./booth tour                 everything by touch
./booth tour --eyes-free     the ten services by handset and keys alone, with what was heard
./booth tour --by-voice      the ten services by voice alone, with what was said on both sides
./booth tour --silent        the same to a booth without a voice, which is quicker; also with --eyes-free
./booth tour --readme        all three, and renews the README's pages; with one of them, its page only
./booth tour charging        visits whose name holds the word
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol, TypeVar

from tests.booth_processes import LANDSCAPE, PORTRAIT, ROOT, PanelSize, WholeBooth, virtual_display
from tests.platform_process import running_platform
from tests.recordings import models_dir, prompts_dir
from tests.tours.by_voice import BY_VOICE, SpokenWalk
from tests.tours.eyes_free import EYES_FREE
from tests.tours.gallery import Album, renew_page_by_ear, renew_pages, write_index
from tests.tours.guide import OWN_NAMES, Guide
from tests.tours.visits import VISITS, Walk
from tests.tours.voice_booth import hearing_only, lacking, listening_to_a_booth, talking_to_a_booth

ORIENTATIONS = {"portrait": PORTRAIT, "landscape": LANDSCAPE}
TOUR = ROOT / "build" / "tour"
BY_KEYS_PAGE = (
    "Every service by handset and keys, from the lifted handset to goodbye: no touch, no look at the screen. "
    "☎ is the booth, as it was heard; … where a key, or what came next, cut it off. ☺ is a key. Who has "
    "heard a menu in an earlier visit does not wait for its end."
)
BY_VOICE_PAGE = (
    "Every service by voice alone, through microphone, speech recognition and grammar. ☎ is the booth, ☺ the "
    "citizen, whose voice is synthetic and not the booth's own, but for words that people recorded."
)


class Named(Protocol):
    @property
    def __name__(self) -> str: ...


Visit = TypeVar("Visit", bound=Named)
AnyGuide = TypeVar("AnyGuide", bound=Guide)


def main() -> None:
    parser = argparse.ArgumentParser(prog="./booth tour", description=__doc__.splitlines()[0])
    parser.add_argument("words", nargs="*", help="only visits whose name holds one of these words")
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--eyes-free", action="store_true", help="by handset and keys, with what was heard")
    way.add_argument("--by-voice", action="store_true", help="by voice, with what was said on both sides")
    parser.add_argument("--silent", action="store_true", help="to a booth that has no voice itself")
    parser.add_argument("--readme", action="store_true", help="renew the README's pages; alone, all of them")
    arguments = parser.parse_args()
    if arguments.readme and arguments.words:
        parser.error("--readme renews whole pages, for which every visit is walked")
    by_voice = arguments.by_voice or (arguments.silent and not (arguments.readme or arguments.eyes_free))
    touch = not (arguments.eyes_free or by_voice)
    everything = touch and arguments.readme
    albums: dict[str, Album] = {}
    if touch:
        albums |= walk_by_touch(chosen(VISITS, arguments.words))
    if arguments.eyes_free or everything:
        albums |= walk_eyes_free(chosen(EYES_FREE, arguments.words), silent=arguments.silent)
    if by_voice or everything:
        albums |= walk_by_voice(chosen(BY_VOICE, arguments.words), silent=arguments.silent)
    if not any(album.seconds for album in albums.values()):
        parser.error("nothing was walked: no such visit, or see above")
    print(f"gallery: {write_index(albums).relative_to(ROOT)}")
    if arguments.readme:
        renew_gallery(albums)


def chosen(walks: Sequence[Visit], words: Sequence[str]) -> list[Visit]:
    return [walk for walk in walks if not words or any(word in walk.__name__ for word in words)]


def walk_by_touch(walks: list[Walk]) -> dict[str, Album]:
    return {
        f"{orientation} {language}": walk_on_one_booth(walks, panel, language, TOUR / orientation / language)
        for orientation, panel in ORIENTATIONS.items()
        for language in OWN_NAMES
    }


def walk_eyes_free(walks: list[Walk], *, silent: bool) -> dict[str, Album]:
    """On a booth that speaks, where what it takes is installed; else what it would have said is noted."""
    if why := lacking():
        print(f"the walks by keys hear nothing: {why}")

    def walked_in(language: str) -> Album:
        album = TOUR / "by_keys" / language
        if silent or why:
            return walk_on_one_booth(walks, PORTRAIT, language, album, more="[voice]")
        with (
            tempfile.TemporaryDirectory() as folder,
            listening_to_a_booth(Path(folder) / "booth", language, album) as guide,
        ):
            return walk_all(walks, guide)

    with ThreadPoolExecutor() as at_once:  # most of the time is spent listening
        albums = at_once.map(walked_in, OWN_NAMES)
        return {f"by keys {language}": album for language, album in zip(OWN_NAMES, albums, strict=True)}


def walk_by_voice(walks: list[SpokenWalk], *, silent: bool) -> dict[str, Album]:
    """Nothing, and why, where what it takes is not installed."""
    if why := lacking():
        print(f"not walked by voice: {why}")
        return {}
    albums = {}
    for language in OWN_NAMES:
        with tempfile.TemporaryDirectory() as name:
            folder, album = Path(name), TOUR / "by_voice" / language
            models = hearing_only(folder / "models") if silent else models_dir()
            prompts = folder / "prompts" if silent else prompts_dir()
            with talking_to_a_booth(folder / "booth", language, album, models, prompts) as talk:
                albums[f"by voice {language}"] = walk_all(walks, talk)
            print(f"by voice {language}: {talk.score}", flush=True)
    return albums


def walk_on_one_booth(
    walks: list[Walk], panel: PanelSize, language: str, album: Path, more: str = ""
) -> Album:
    """`more` is for the booth file."""
    with (
        tempfile.TemporaryDirectory() as folder,
        virtual_display(panel) as display,
        running_platform(Path(folder) / "platform") as platform,
        WholeBooth(Path(folder), display, panel, platform=platform, more=more) as booth,
    ):
        booth.start()
        return walk_all(walks, Guide(booth, language, album))


def walk_all(walks: Sequence[Callable[[AnyGuide], None]], guide: AnyGuide) -> Album:
    """Every visit, one after the other, on the guide's booth."""
    seconds: dict[str, float] = {}
    for walk in walks:
        began = time.monotonic()
        guide.visit = (walk.__doc__ or walk.__name__).removesuffix(".")
        walk(guide)
        guide.leave()
        seconds[guide.visit] = time.monotonic() - began
        print(f"{guide.language} {guide.visit}: {seconds[guide.visit]:.0f} s", flush=True)
    return Album(guide.photographs, guide.transcripts, seconds)


def renew_gallery(albums: dict[str, Album]) -> None:
    if "portrait en" in albums:
        renew_pages(albums["portrait en"], albums["portrait zh_Hans"])
    for name, title, about in (
        ("by keys", "By handset and keys", BY_KEYS_PAGE),
        ("by voice", "By voice", BY_VOICE_PAGE),
    ):
        walked = {language: albums[key] for language in OWN_NAMES if (key := f"{name} {language}") in albums}
        if walked:
            renew_page_by_ear(name.replace(" ", "_"), title, about, walked)


if __name__ == "__main__":
    main()
