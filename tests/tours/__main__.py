"""`./booth tour`: walks every visit in every language and orientation, and makes the gallery build/tour.

./booth tour                 everything
./booth tour --readme        the same, and renews the pictures of the README
./booth tour charging        visits whose name holds the word
./booth tour --eyes-free     the ten services by handset and keys, with what was said
"""

from __future__ import annotations

import argparse
import html
import os
import tempfile
from pathlib import Path

from tests.booth_processes import LANDSCAPE, PORTRAIT, ROOT, PanelSize, WholeBooth, virtual_display
from tests.platform_process import running_platform
from tests.tours.eyes_free import EYES_FREE
from tests.tours.guide import OWN_NAMES, Guide, Photograph
from tests.tours.visits import VISITS, Walk

ORIENTATIONS = {"portrait": PORTRAIT, "landscape": LANDSCAPE}
GALLERY = ROOT / "assets" / "gallery"
README_WIDTH_PX = 480
VOICE = "[voice]"


def main() -> None:
    parser = argparse.ArgumentParser(prog="./booth tour", description=__doc__.splitlines()[0])
    parser.add_argument("words", nargs="*", help="only visits whose name holds one of these words")
    parser.add_argument("--readme", action="store_true", help="renew the pictures of the README")
    parser.add_argument("--eyes-free", action="store_true", help="by handset and keys, with what was said")
    arguments = parser.parse_args()
    visits = EYES_FREE if arguments.eyes_free else VISITS
    walks = [w for w in visits if not arguments.words or any(word in w.__name__ for word in arguments.words)]
    if not walks:
        parser.error(f"no such visit; there are {', '.join(walk.__name__ for walk in visits)}")
    albums: dict[str, list[Photograph]] = {}
    for orientation, panel in ORIENTATIONS.items():
        for language in OWN_NAMES:
            name = f"{orientation} {language}"
            print(f"{name}: {len(walks)} visits", flush=True)
            album = ROOT / "build" / "tour" / orientation / language
            albums[name] = walk_all(walks, panel, language, album, VOICE if arguments.eyes_free else "")
    print(f"gallery: {write_gallery(albums).relative_to(ROOT)}")
    if arguments.readme:
        renew_readme_pictures(albums["portrait en"], albums["portrait zh_Hans"])


def walk_all(walks: list[Walk], panel: PanelSize, language: str, album: Path, more: str) -> list[Photograph]:
    """Every visit on one booth, whose booth file holds `more`; the photographs in order."""
    with (
        tempfile.TemporaryDirectory() as folder,
        virtual_display(panel) as display,
        running_platform(Path(folder) / "platform") as platform,
        WholeBooth(Path(folder), display, panel, platform=platform, more=more) as booth,
    ):
        booth.start()
        guide = Guide(booth, language, album)
        for walk in walks:
            guide.visit = (walk.__doc__ or walk.__name__).removesuffix(".")
            walk(guide)
            guide.leave()
        return guide.photographs


def write_gallery(albums: dict[str, list[Photograph]]) -> Path:
    """One page with all pictures; its path."""
    page = ROOT / "build" / "tour" / "index.html"
    parts = ['<!doctype html><meta charset="utf-8"><title>Tour</title>', "<style>img{width:300px}</style>"]
    for name, photographs in albums.items():
        parts.append(f"<h1>{html.escape(name)}</h1>")
        for photograph in photographs:
            source = os.path.relpath(photograph.path, page.parent)
            parts.append(f'<figure style="display:inline-block"><img src="{html.escape(source)}">')
            said = "".join(f"<br>{html.escape(sentence)}" for sentence in photograph.said)
            parts.append(f"<figcaption>{html.escape(photograph.title)}{said}</figcaption></figure>")
    page.write_text("\n".join(parts), encoding="utf-8")
    return page


def renew_readme_pictures(english: list[Photograph], chinese: list[Photograph]) -> None:
    """Small copies of the portrait pictures, under the names by which the README shows them."""
    from PIL import Image

    GALLERY.mkdir(parents=True, exist_ok=True)
    for old in (*GALLERY.glob("*.png"), *GALLERY.glob("*.md")):
        old.unlink()
    for suffix, photographs in (("", english), ("_zh", chinese)):
        for photograph in photographs:
            with Image.open(photograph.path) as picture:
                height_px = round(picture.height * README_WIDTH_PX / picture.width)
                small = picture.convert("RGB").resize((README_WIDTH_PX, height_px))
                small.quantize(64).save(GALLERY / f"{photograph.path.stem}{suffix}.png", optimize=True)
    for visit in dict.fromkeys(photograph.visit for photograph in english):
        write_page(visit, [photograph for photograph in english if photograph.visit == visit])


def write_page(visit: str, photographs: list[Photograph]) -> None:
    """A page of the gallery: every screen of a visit, in both languages beside one another."""
    rows = [
        f"| {photograph.title} | ![]({photograph.path.stem}_zh.png) | ![]({photograph.path.stem}.png) |"
        for photograph in photographs
    ]
    lines = [f"# {visit}", "", "| | 中文 | English |", "|---|---|---|", *rows, ""]
    name = visit.lower().replace(",", "").replace("'", "").replace(" ", "_")
    (GALLERY / f"{name}.md").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
