"""The simulated reader as whoever opens its port sees it, by the published bytes of GA 467."""

from __future__ import annotations

import functools
import operator
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import serial

from hardware.simulators.control import SimulatorError, send
from hardware.simulators.people import load_people
from tests.hardware.simulators.process import simulators

PEOPLE = Path(__file__).parents[3] / "deploy/demo/people.toml"
HEAD = bytes.fromhex("AAAAAA9669")
STATUS, RESET, FIND, SELECT, READ = "000311FFED", "000310FFEC", "0003200122", "0003200221", "0003300132"
FOUND, SELECTED, DONE = "000800009F0000000097", "000C00009000000000000000009C", "000400009094"
NOT_FOUND, NOT_SELECTED, NOT_READ = "000400008084", "000400008185", "000400004145"
PLACES = [(0, 30), (30, 2), (32, 4), (36, 16), (52, 70), (122, 36), (158, 30), (188, 16), (204, 16)]


@pytest.fixture(scope="module")
def run_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with simulators(tmp_path_factory.mktemp("run")) as run_dir:
        yield run_dir


@pytest.fixture
def ask(run_dir: Path) -> Iterator[Ask]:
    for words in ("well", "lift", "slow 0.01"):
        send(run_dir, ["card", *words.split()])
    with serial.Serial(str(run_dir / "wires/id_card"), 115_200, timeout=30) as port:
        yield Ask(port)


class Ask:
    def __init__(self, port: serial.Serial) -> None:
        self.port = port

    def __call__(self, command: str) -> str:
        """The answer without its preamble, in hexadecimal."""
        self.port.write(HEAD + bytes.fromhex(command))
        assert self.port.read(5) == HEAD
        length = self.port.read(2)
        return (length + self.port.read(int.from_bytes(length, "big"))).hex().upper()


def test_it_answers_in_the_published_bytes(run_dir: Path, ask: Ask) -> None:
    assert [ask(each) for each in (STATUS, RESET, FIND, SELECT)] == [DONE, DONE, NOT_FOUND, NOT_SELECTED]
    send(run_dir, ["card", "lay", "name=王秀兰", "id_number=999999194403121242", "born=1944-03-12"])
    assert [ask(FIND), ask(SELECT)] == [FOUND, SELECTED]
    answer = bytes.fromhex(ask(READ))
    assert len(HEAD + answer) == 1295
    assert answer[:9] == bytes.fromhex("050800009001000400")
    assert functools.reduce(operator.xor, answer) == 0
    text = answer[9 : 9 + 256]
    fields = [text[start : start + width].decode("utf-16-le").rstrip() for start, width in PLACES]
    assert fields[:3] == ["王秀兰", "2", "01"]
    assert fields[3:6] == ["19440312", "示例路1号", "999999194403121242"]
    assert fields[6:] == ["示例公安局", "20150101", "长期"]


def test_a_card_is_found_once_until_it_is_lifted(run_dir: Path, ask: Ask) -> None:
    send(run_dir, ["card", "lay"])
    assert [ask(FIND), ask(SELECT), ask(FIND), ask(SELECT)] == [FOUND, SELECTED, NOT_FOUND, NOT_SELECTED]
    send(run_dir, ["card", "lift"])
    assert ask(READ) == NOT_READ
    send(run_dir, ["card", "lay"])
    assert [ask(READ), ask(FIND)] == [NOT_READ, FOUND]


@pytest.mark.parametrize(
    ("trouble", "answer"),
    [("unreadable", NOT_READ), ("refused", "000400003135"), ("wrong", "000400004044")],
)
def test_troubles_of_a_card(run_dir: Path, ask: Ask, trouble: str, answer: str) -> None:
    send(run_dir, ["card", trouble])
    send(run_dir, ["card", "lay"])
    assert [ask(FIND), ask(SELECT), ask(READ)] == [FOUND, SELECTED, answer]


def test_wrong_frames_are_refused_and_noise_is_skipped(run_dir: Path, ask: Ask) -> None:
    assert ask("000311FFEE") == "000400001014"
    assert ask("000411FF00EA") == "000400001115"
    assert ask("00034001" + "42") == "000400002125"
    ask.port.write(bytes(range(256)) + HEAD + b"\xff\xff")
    assert ask(STATUS) == DONE


def test_a_broken_reader_says_so(run_dir: Path, ask: Ask) -> None:
    send(run_dir, ["card", "broken"])
    assert ask(STATUS) == "000400006064"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("card", "expected: card lay PERSON"),
        ("card lay wang", "no person 'wang'"),
        ("card lay age=80", "a card has no age"),
        ("card lay born=1944", "Invalid isoformat"),
        ("card lay nation=X", "no nation 'X'"),
        ("card burn", "'burn' is not a valid Trouble"),
        ("card slow x", "could not convert"),
    ],
)
def test_wrong_words_say_what_is_expected(run_dir: Path, words: str, expected: str) -> None:
    with pytest.raises(SimulatorError) as error:
        send(run_dir, words.split())
    assert expected in str(error.value)


def test_the_state_never_tells_whose_card_it_is(run_dir: Path) -> None:
    send(run_dir, ["card", "lay", "name=王秀兰", "id_number=999999194403121242"])
    state = send(run_dir, ["state"])
    assert state["id_card"]["card"] is True
    assert not any(part in str(state) for part in ("王秀兰", "999999194403121242"))


def test_the_people_of_the_demonstration_are_invented_and_whole() -> None:
    """No region has the number 999999; the check digits are those of ISO 7064 MOD 11-2."""
    people = load_people(PEOPLE)
    assert {key: person.id_number for key, person in people.items()} == {
        "wang": "999999194403121242",
        "li": "999999195010013130",
        "chen": "999999193807252084",
        "zhang": "999999199105095173",
    }
    for person in people.values():
        assert person.id_number[6:14] == f"{person.born:%Y%m%d}"
        assert int(person.id_number[16]) % 2 == (person.sex == "男")


def test_people_of_a_file_are_laid_by_their_keys(tmp_path: Path) -> None:
    with simulators(tmp_path, "--people", str(PEOPLE)):
        send(tmp_path, ["card", "lay", "wang"])
        with pytest.raises(SimulatorError, match="known are wang, li, chen, zhang"):
            send(tmp_path, ["card", "lay", "wong"])


@pytest.mark.parametrize(
    "content", ["[wang]\nage = 80\n", "[wang\n", 'wang = "王"\n', '[wang]\nnation = "X"\n']
)
def test_a_file_of_people_that_is_none_is_told(tmp_path: Path, content: str) -> None:
    (tmp_path / "people.toml").write_text(content, "utf-8")
    command = [sys.executable, "-m", "hardware.simulators", "--dir", str(tmp_path / "run")]
    ended = subprocess.run(
        [*command, "--people", str(tmp_path / "people.toml")],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=PEOPLE.parents[2],
    )
    assert ended.returncode == 2
    assert "people.toml" in ended.stderr
    assert "Traceback" not in ended.stderr
