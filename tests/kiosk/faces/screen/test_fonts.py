"""The fonts are there, in the Chinese forms, and cover what is shown."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from kiosk.faces.screen.fonts import (
    CAP_HEIGHT_EM,
    COLLECTIONS,
    FACE,
    NOTO_SC,
    FontsMissing,
    extract,
    font_for,
    missing_characters,
    require_fonts,
)


def test_the_set_up_has_been_done() -> None:
    require_fonts()


def test_what_is_shown_now_is_covered() -> None:
    assert missing_characters("曹杨新村微站点（公园东门旁）Hello老友 110·119·120 ¥3.50 2:41 “好的”—…") == ""


def test_rare_characters_of_names_are_covered() -> None:
    assert missing_characters("㛃㐬䶮喆堃犇骉煊") == ""


def test_every_name_in_common_characters_is_covered() -> None:
    """All of GB 2312, and Unicode's CJK Unified Ideographs as of version 1.1."""
    rows = [bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF)]
    assert missing_characters("".join(code.decode("gb2312", "ignore") for code in rows)) == ""
    assert missing_characters("".join(map(chr, range(0x4E00, 0x9FA6)))) == ""


def test_each_missing_character_is_named_once() -> None:
    assert missing_characters("مرحبا ก 您好م", "zh_Hans") == "مرحباก"


def test_a_language_without_an_entry_gets_the_common_family() -> None:
    assert font_for("ko") == NOTO_SC


def test_capitals_are_as_high_as_the_theme_believes() -> None:
    for path in (NOTO_SC.regular, NOTO_SC.bold):
        with TTFont(path, lazy=True) as face:
            height = face["OS/2"].sCapHeight / face["head"].unitsPerEm
        assert height == pytest.approx(CAP_HEIGHT_EM, abs=0.001)


def test_extracting_takes_the_simplified_chinese_faces_once(tmp_path: Path) -> None:
    written = extract(COLLECTIONS, tmp_path)
    assert [path.name for path in written] == [NOTO_SC.regular.name, NOTO_SC.bold.name]
    for path in written:
        with TTFont(path, lazy=True) as face:
            assert face["name"].getDebugName(1) == FACE
    assert extract(COLLECTIONS, tmp_path) == []


def test_a_newer_package_is_extracted_again(tmp_path: Path) -> None:
    regular, bold = extract(COLLECTIONS, tmp_path)
    os.utime(regular, (0, 0))
    assert extract(COLLECTIONS, tmp_path) == [regular]
    assert bold.is_file()


def test_a_missing_package_is_named(tmp_path: Path) -> None:
    with pytest.raises(FontsMissing, match="apt-get install fonts-noto-cjk"):
        extract(tmp_path / "nowhere", tmp_path)


def test_a_file_that_is_no_font_is_told(tmp_path: Path) -> None:
    (tmp_path / "NotoSansCJK-Regular.ttc").write_bytes(b"no font at all")
    with pytest.raises(FontsMissing, match=r"NotoSansCJK-Regular\.ttc"):
        extract(tmp_path, tmp_path / "out")
