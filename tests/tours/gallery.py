"""The pages of a tour: all of it as build/tour/index.html, and the README's share in assets/gallery."""

from __future__ import annotations

import html
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.booth_processes import ROOT
from tests.tours.guide import OWN_NAMES, Photograph, Said, Speaker

GALLERY = ROOT / "assets" / "gallery"
BY_EAR = ("by_keys", "by_voice")
WIDTH_PX = 480
PICTURES_BY_EAR = 11  # on a page: one of each visit
SIGNS = {Speaker.BOOTH: "☎", Speaker.CITIZEN: "☺"}


@dataclass(frozen=True, slots=True)
class Album:
    """What a guide brought home: pictures, what was said in each visit, and how long each took."""

    photographs: Sequence[Photograph]
    transcripts: Mapping[str, Sequence[Said]]
    seconds: Mapping[str, float]


def write_index(albums: Mapping[str, Album]) -> Path:
    """One page with all pictures, and what was said; its path."""
    page = ROOT / "build" / "tour" / "index.html"
    parts = ['<!doctype html><meta charset="utf-8"><title>Tour</title>', "<style>img{width:300px}</style>"]
    for name, album in albums.items():
        parts.append(f"<h1>{html.escape(name)}</h1>")
        for visit in _visits(album):
            parts.append(f"<h2>{html.escape(visit)} ({album.seconds.get(visit, 0):.0f} s)</h2>")
            for photograph in _of(visit, album):
                source = html.escape(os.path.relpath(photograph.path, page.parent))
                parts.append(f'<figure style="display:inline-block"><img src="{source}">')
                parts.append(f"<figcaption>{html.escape(photograph.title)}</figcaption></figure>")
            parts += [f"<br>{SIGNS[each.by]} {html.escape(each.words)}" for each in _said(visit, album)]
    page.write_text("\n".join(parts), encoding="utf-8")
    return page


def renew_pages(english: Album, chinese: Album) -> None:
    """Small copies of the pictures, under the names by which the README shows them, and a page a visit."""
    GALLERY.mkdir(parents=True, exist_ok=True)
    for old in (*GALLERY.glob("*.png"), *GALLERY.glob("*.md")):
        if not old.stem.startswith(BY_EAR):
            old.unlink()
    for suffix, album in (("", english), ("_zh", chinese)):
        for photograph in album.photographs:
            _copy_small(photograph.path, GALLERY / f"{photograph.path.stem}{suffix}.png")
    for visit in _visits(english):
        rows = [
            f"| {photograph.title} | ![]({photograph.path.stem}_zh.png) | ![]({photograph.path.stem}.png) |"
            for photograph in _of(visit, english)
        ]
        lines = [f"# {visit}", "", "| | 中文 | English |", "|---|---|---|", *rows, ""]
        (GALLERY / f"{_file_name(visit)}.md").write_text("\n".join(lines), encoding="utf-8")


def renew_page_by_ear(name: str, title: str, about: str, albums: Mapping[str, Album]) -> None:
    """One page: of each visit a picture, and what was said in each language. `albums` by language."""
    for old in GALLERY.glob(f"{name}*"):
        old.unlink()
    shown = [albums[language] for language in sorted(albums)]
    lines, pictures = [f"# {title}", "", about, ""], 0
    for visit in dict.fromkeys(visit for album in shown for visit in _visits(album)):
        lines += [f"## {visit}", ""]
        pictured = next((taken for album in shown if (taken := _of(visit, album))), [])
        if pictured and pictures < PICTURES_BY_EAR:
            pictures += 1
            picture = f"{name}_{pictured[-1].path.stem}.png"
            _copy_small(pictured[-1].path, GALLERY / picture)
            lines += [f"![{pictured[-1].title}]({picture})", ""]
        for language, album in albums.items():
            if said := _said(visit, album):
                lines += _folded(OWN_NAMES[language], said)
    (GALLERY / f"{name}.md").write_text("\n".join(lines), encoding="utf-8")


def _folded(title: str, said: Iterable[Said]) -> Iterator[str]:
    """Markdown that a reader opens."""
    yield from (f"<details><summary>{title}</summary>", "")
    yield from (f"- {SIGNS[each.by]} {each.words}" for each in said)
    yield from ("", "</details>", "")


def _visits(album: Album) -> tuple[str, ...]:
    pictured = (photograph.visit for photograph in album.photographs)
    return tuple(dict.fromkeys((*album.seconds, *pictured)))


def _of(visit: str, album: Album) -> list[Photograph]:
    return [photograph for photograph in album.photographs if photograph.visit == visit]


def _said(visit: str, album: Album) -> Sequence[Said]:
    return album.transcripts.get(visit, ())


def _copy_small(source: Path, target: Path) -> None:
    from PIL import Image

    with Image.open(source) as picture:
        height_px = round(picture.height * WIDTH_PX / picture.width)
        small = picture.convert("RGB").resize((WIDTH_PX, height_px))
        small.quantize(64).save(target, optimize=True)


def _file_name(visit: str) -> str:
    return visit.lower().replace(",", "").replace("'", "").replace(" ", "_")
