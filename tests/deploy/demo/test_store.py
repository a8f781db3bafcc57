"""The store on SQLite and, where a server is installed, on PostgreSQL: it outlives its process."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from deploy.demo.platform.store import Store
from deploy.demo.platform.tables import StationRow
from kiosk.platform.contract.taxi import TaxiOrder
from tests.booth_processes import eventually
from tests.deploy.demo.conftest import OTHER_STATION, OTHER_TOKEN, Booth
from tests.deploy.demo.test_appointments import EARS, free_slot, id_number, request
from tests.deploy.demo.test_records import deliver, visit
from tests.deploy.demo.test_taxis import order
from tests.platform_process import running_platform
from tests.ports import reserved_port

UNPRIVILEGED = "nobody"  # PostgreSQL refuses to run as root


@pytest.fixture(params=["sqlite", "postgresql"], scope="module")
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database's URL."""
    folder = tmp_path_factory.mktemp("store")
    if request.param == "sqlite":
        yield f"sqlite:///{folder}/store.sqlite3"
        return
    servers = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if not servers:
        pytest.skip("no PostgreSQL server is installed: apt-get install postgresql")
    with postgresql(servers[-1].parent) as url:
        yield url


@contextmanager
def postgresql(programs: Path) -> Iterator[str]:
    """A cluster of its own, in a folder that an unprivileged user may reach, without fsync."""
    with reserved_port() as port:
        yield from _postgresql_at(port, programs)


def _postgresql_at(port: int, programs: Path) -> Iterator[str]:
    folder = Path(subprocess.check_output(["mktemp", "-d", "/tmp/store-XXXXXX"], text=True).strip())
    account = pwd.getpwnam(UNPRIVILEGED) if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    shutil.chown(folder, account.pw_uid, account.pw_gid)
    user, group = (account.pw_uid, account.pw_gid) if os.getuid() == 0 else (None, None)
    data = folder / "data"
    subprocess.run(
        [programs / "initdb", "-D", data, "-U", "demo", "-A", "trust", "-N", "--locale=C", "-E", "UTF8"],
        cwd=folder, check=True, stdout=subprocess.DEVNULL, user=user, group=group,
    )  # fmt: skip
    server = subprocess.Popen(
        [
            *(str(programs / "postgres"), "-D", str(data), "-k", str(folder)),
            *("-h", "127.0.0.1", "-p", str(port)),
            *("-c", "fsync=off", "-c", "shared_buffers=16MB"),
        ],
        cwd=folder, stderr=subprocess.DEVNULL, user=user, group=group,
    )  # fmt: skip
    try:
        ready = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
        eventually(lambda: subprocess.run(ready, check=False).returncode == 0, "PostgreSQL is ready")
        yield f"postgresql+psycopg://demo@127.0.0.1:{port}/postgres"
    finally:
        server.send_signal(signal.SIGINT)  # its fast end
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def a_booth(folder: Path, database: str) -> Iterator[Booth]:
    """At a platform of its own."""
    with (
        running_platform(folder, database=database, more_stations={OTHER_STATION: OTHER_TOKEN}) as platform,
        requests.Session() as session,
    ):
        session.headers.update(platform.headers)
        yield Booth(platform, session)


def test_what_was_told_outlives_the_process(tmp_path: Path, database: str) -> None:
    with a_booth(tmp_path, database) as booth:
        booth.platform.reset()
        ordered = order(booth, key="k")
        assert deliver(booth, visit("a")) == [("a", "accepted")]
    with a_booth(tmp_path, database) as booth:
        assert booth.get(f"/taxi-orders/{ordered.id}", TaxiOrder).id == ordered.id
        assert order(booth, key="k").id == ordered.id
        assert deliver(booth, visit("a"), visit("b")) == [("a", "known"), ("b", "accepted")]


def test_many_writers_at_once(tmp_path: Path, database: str) -> None:
    batch = [visit(f"r{number}") for number in range(60)]
    with a_booth(tmp_path, database) as booth, ThreadPoolExecutor(6) as pool:
        booth.platform.reset()
        slot = free_slot(booth, EARS)

        def deliver_from(position: int) -> list[tuple[str, str]]:
            return deliver(booth, *batch[position:], *batch[:position])

        def book(count: int) -> int:
            body = request(slot, id_number(count))
            return booth.send("POST", "/appointments", body, key=f"key-{count}").status_code

        answers = [each for answer in pool.map(deliver_from, range(0, 60, 10)) for each in answer]
        assert sum(state == "accepted" for _, state in answers) == len(batch)
        assert sorted(pool.map(book, range(6))) == [201, 409, 409, 409, 409, 409]
        assert len({each.id for each in pool.map(lambda _: order(booth, key="one"), range(6))}) == 1


def test_what_is_left_by_an_exception_is_not_kept(database: str) -> None:
    store = Store(database)
    store.empty()
    with pytest.raises(ZeroDivisionError):
        _break_off(store)
    with store.reading() as session:
        assert session.get(StationRow, "half-done") is None
    store.close()


def test_a_keyed_hash_stays_the_same(database: str) -> None:
    hashes = []
    for _ in range(2):
        store = Store(database)
        hashes.append(store.keyed_hash("x"))
        store.close()
    assert hashes[0] == hashes[1]


def _break_off(store: Store) -> None:
    with store.writing() as session:
        session.add(StationRow(id="half-done"))
        session.flush()
        _ = 1 / 0
