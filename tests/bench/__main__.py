"""`./booth bench`: measures the whole booth, each figure against a bound or a bare window of the same run.

./booth bench                       everything: the table on stderr, one JSON object on stdout
./booth bench start press_to_dial   these only
./booth bench voice --quick         a small part of a long one, to see that nothing broke
./booth bench --json figures.json   the JSON object into a file

A target that is missed is printed as missed; only a bench that could not measure fails.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.bench import (
    answer_to_pixel,
    answers,
    city,
    first_sound,
    idle_listening,
    memory,
    outbox,
    press_to_dial,
    press_to_pixel,
    prompt_quality,
    round_trip,
    screen_change,
    soak,
    start,
    voice,
)
from tests.bench.figures import Figure, as_json, as_table, machine

BENCHES: Mapping[str, Callable[[], list[Figure]]] = {
    "start": start.measure,
    "press_to_pixel": press_to_pixel.measure,
    "screen_change": screen_change.measure,
    "press_to_dial": press_to_dial.measure,
    "answers": answers.measure,
    "answer_to_pixel": answer_to_pixel.measure,
    "outbox": outbox.measure,
    "city": city.measure,
    "memory": memory.measure,
    "soak": soak.measure,
    "idle_listening": idle_listening.measure,
    "voice": voice.measure,
    "prompt_quality": prompt_quality.measure,
    "round_trip": round_trip.measure,
    "first_sound": first_sound.measure,
}
QUICK: Mapping[str, Callable[[], list[Figure]]] = {
    "voice": voice.measure_quick,
    "round_trip": round_trip.measure_quick,
    "first_sound": first_sound.measure_quick,
}


def main(words: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="./booth bench", description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHES)}; default: all")
    parser.add_argument(
        "--json", metavar="FILE", default="-", help="where the JSON object goes; default: stdout"
    )
    parser.add_argument("--quick", action="store_true", help=f"a small part of {', '.join(QUICK)}")
    arguments = parser.parse_args(words)
    unknown = sorted(set(arguments.names) - BENCHES.keys())
    if unknown:
        parser.error(f"no bench {', '.join(unknown)}; there are {', '.join(BENCHES)}")
    about = machine()
    figures = []
    for name in arguments.names or BENCHES:
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        found = (QUICK.get(name, BENCHES[name]) if arguments.quick else BENCHES[name])()
        print(as_table(found), file=sys.stderr, flush=True)
        figures += found
    report = json.dumps(as_json(figures, about), indent=2, ensure_ascii=False)
    if arguments.json == "-":
        print(report)
    else:
        Path(arguments.json).write_text(report + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
