"""Cutting a screen loses no pixel and makes nothing overlap."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from kiosk.faces.screen.boxes import Box

BOXES = st.builds(Box, st.integers(0, 50), st.integers(0, 50), st.integers(100, 900), st.integers(100, 900))


@given(box=BOXES, size=st.integers(0, 60), gap=st.integers(0, 30))
def test_a_cut_leaves_two_boxes_and_the_gap(box: Box, size: int, gap: int) -> None:
    top, below = box.cut_top(size, gap)
    assert (top.top, below.y, top.height + gap + below.height) == (box.top, box.y, box.height)
    bottom, above = box.cut_bottom(size, gap)
    assert (bottom.y, above.top, bottom.height + gap + above.height) == (box.y, box.top, box.height)
    start, after = box.cut_start(size, gap)
    assert (start.x, after.right, start.width + gap + after.width) == (box.x, box.right, box.width)
    end, before = box.cut_end(size, gap)
    assert (end.right, before.x, end.width + gap + before.width) == (box.right, box.x, box.width)


@given(box=BOXES, count=st.integers(1, 5), gap=st.integers(0, 15))
def test_columns_and_rows_are_alike_inside_and_apart(box: Box, count: int, gap: int) -> None:
    for boxes in (box.columns(count, gap), box.rows(count, gap), box.shares([1] * count, gap)):
        assert len(boxes) == count
        assert len({(b.width, b.height) for b in boxes}) == 1
        assert all(box.contains(b) for b in boxes)
        for one, other in itertools.combinations(boxes, 2):
            grown = Box(one.x - gap, one.y - gap, one.width + 2 * gap, one.height + 2 * gap)
            assert not grown.overlaps(other)


def test_shares_are_as_wide_as_their_weights() -> None:
    first, second = Box(0, 0, 130, 10).shares((7, 5), 10)
    assert (first.width, second.width) == (70, 50)


def test_a_box_holds_a_point_within_its_slop() -> None:
    box = Box(10, 10, 20, 20)
    assert box.holds(10, 29)
    assert not box.holds(9, 15)
    assert box.holds(5, 15, slop=5)
