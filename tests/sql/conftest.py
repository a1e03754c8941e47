"""The sample business and ways to ask it, from the reader alone to the whole server."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sql_generated import SCHEMA

from ostiary_sql.catalog import Catalog
from ostiary_sql.engines.sqlite.schema import read_catalog
from ostiary_sql.engines.sqlite.worker.connection import open_database
from ostiary_sql.engines.sqlite.worker.describe import describe
from ostiary_sql.sample.build import build_sample


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "sample.sqlite"
    build_sample(path, date.today())  # noqa: DTZ011 - queries say date('now')
    return path


@pytest.fixture(scope="session")
def catalog(sample: Path) -> Catalog:
    with closing(open_database(sample)) as connection:
        return read_catalog({"version": "1", **describe(connection)})


@pytest.fixture
def plain(sample: Path) -> Iterator[sqlite3.Connection]:
    """SQLite as anybody opens it."""
    with closing(sqlite3.connect(sample)) as connection:
        yield connection


@pytest.fixture
def hardened(sample: Path) -> Iterator[sqlite3.Connection]:
    """SQLite as a worker opens it."""
    with closing(open_database(sample)) as connection:
        yield connection


@pytest.fixture(scope="session")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small database whose closely held values are all marked."""
    path = tmp_path_factory.mktemp("marked") / "marked.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(SCHEMA)
    return path


@pytest.fixture(scope="session")
def marked_catalog(marked: Path) -> Catalog:
    with closing(open_database(marked)) as connection:
        return read_catalog({"version": "1", **describe(connection)})
