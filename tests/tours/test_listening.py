"""Sentences are told by the silence between them."""

from __future__ import annotations

import pytest

from tests.tours.listening import SILENT_PIECES, TAIL_PIECES, sentences_in

SENTENCE = [500.0] * 80
CLAUSE_PAUSE = [0.0] * 12
PAUSE = [0.0] * 29


@pytest.mark.parametrize(
    ("levels", "told"),
    [
        ([], (0, False)),
        (PAUSE, (0, False)),
        (SENTENCE, (0, True)),
        (SENTENCE + [0.0] * SILENT_PIECES, (1, False)),
        (SENTENCE + PAUSE + SENTENCE + PAUSE, (2, False)),
        (SENTENCE + CLAUSE_PAUSE + SENTENCE + PAUSE + SENTENCE, (1, True)),
    ],
)
def test_sentences_that_have_ended_are_counted(levels: list[float], told: tuple[int, bool]) -> None:
    assert sentences_in(levels) == told


def test_the_tail_of_what_was_cut_off_is_no_sentence() -> None:
    tail = [500.0] * (TAIL_PIECES - 1)

    assert sentences_in(tail + PAUSE + SENTENCE + PAUSE) == (1, False)
