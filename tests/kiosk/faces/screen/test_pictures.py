"""A picture can be read by somebody else's program."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from kiosk.faces.screen.pictures import write_png


def test_a_picture_is_a_png_with_its_rows_from_the_top(tmp_path: Path) -> None:
    path = tmp_path / "picture {1}.png"
    red, green, blue = b"\xff\0\0", b"\0\xff\0", b"\0\0\xff"
    write_png(path, 2, 2, red + red + green + blue)
    with Image.open(path) as picture:
        assert picture.size == (2, 2)
        assert [picture.getpixel(at) for at in ((0, 0), (1, 0), (0, 1))] == [
            (0, 255, 0),
            (0, 0, 255),
            (255, 0, 0),
        ]
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        write_png(tmp_path / "nowhere" / "x.png", 1, 1, b"\0\0\0")
