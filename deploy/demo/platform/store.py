"""The database: SQLite by default, PostgreSQL by URL; sessions to read and to write."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, delete, event, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from deploy.demo.platform.tables import AnswerRow, PassKeyRow, SecretRow, Table

BUSY_SECONDS = 10
ANSWERS_KEPT_SECONDS = 24 * 3600
WRITES = {"writes": True}


class Store:
    """A database at `url` (SQLAlchemy's form), its tables made where they are missing.

    SQLite has one writer at a time; its writers queue here, in the process, because they would only poll for
    the file's lock otherwise. With PostgreSQL they run side by side.
    """

    def __init__(self, url: str) -> None:
        self._engine = _engine(url)
        self._one_writer = threading.Lock() if self._engine.dialect.name == "sqlite" else None
        Table.metadata.create_all(self._engine)
        self._key = self._kept_key()
        self._prune()

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with Session(self._engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Commits at its end; rolls back when it is left by an exception."""
        if self._one_writer is None:
            with Session(self._engine) as session, session.begin():
                yield session
            return
        with self._one_writer, Session(self._engine) as session, session.begin():
            session.connection(execution_options=WRITES)
            yield session

    def insert(self, table: type[Table]) -> sqlite.Insert | postgresql.Insert:
        """An INSERT that knows ON CONFLICT, in the database's dialect."""
        if self._engine.dialect.name == "postgresql":
            return postgresql.insert(table)
        return sqlite.insert(table)

    def keyed_hash(self, text: str) -> str:
        """The same for the same text in this database, and of no use without its key."""
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()

    def empty(self) -> None:
        """Forgets everything but the key."""
        with self.writing() as session:
            for table in reversed(Table.metadata.sorted_tables):
                if table.name != SecretRow.__tablename__:
                    session.execute(delete(table))

    def _kept_key(self) -> bytes:
        with self.writing() as session:
            fresh = {"name": "hash_key", "value": secrets.token_hex(32)}
            session.execute(self.insert(SecretRow).values(fresh).on_conflict_do_nothing())
            kept = session.scalars(select(SecretRow.value).where(SecretRow.name == "hash_key")).one()
        return bytes.fromhex(kept)

    def _prune(self) -> None:
        now = time.time()
        with self.writing() as session:
            session.execute(delete(AnswerRow).where(AnswerRow.given < now - ANSWERS_KEPT_SECONDS))
            session.execute(delete(PassKeyRow).where(PassKeyRow.expires < now))


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, hide_parameters=True, pool_size=20, max_overflow=20)
    engine = create_engine(
        url, hide_parameters=True, pool_size=8, max_overflow=32, connect_args={"timeout": BUSY_SECONDS}
    )

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # else the driver begins transactions by itself, and too late
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
