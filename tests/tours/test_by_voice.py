"""Services can be used by voice alone, on real processes: microphone, recognition, grammar, stage, and back.

A few of the walks in each language; `./booth tour --by-voice` walks them all, and with a booth that speaks.
Here it lacks Kokoro's voice, so that nobody waits for long until it has ended its sentences.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tours import by_voice
from tests.tours.conversing import Talk
from tests.tours.voice_booth import hearing_only, lacking, talking_to_a_booth

WALKS = (by_voice.charging_by_key, by_voice.emergency)  # the key to speak, and the handset


@pytest.fixture(scope="module", params=["zh_Hans", "en"])
def talk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Talk]:
    if why := lacking():
        pytest.skip(why)
    folder: Path = tmp_path_factory.mktemp("by_voice")
    models = hearing_only(folder / "models")
    with talking_to_a_booth(
        folder / "booth", request.param, folder / "album", models, folder / "prompts"
    ) as talk:
        yield talk


@pytest.mark.tour
@pytest.mark.timeout(400)  # the first time the citizen's sentences are synthesised, perhaps on a busy machine
@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.__name__)
def test_the_service_can_be_used_by_voice_alone(talk: Talk, walk: by_voice.SpokenWalk) -> None:
    talk.visit = walk.__name__
    walk(talk)
    assert talk.score.said > 0
    talk.leave()
