"""The sample business: the same for the same day, fresh each day, and obviously invented."""

import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from ostiary_sql.sample.build import build_sample, ensure_sample
from ostiary_sql.sample.rows import Business
from ostiary_sql.settings import SqlSettings

TODAY = date(2026, 5, 4)


def test_one_seed_and_day_give_one_business() -> None:
    assert Business(1, TODAY).rows == Business(1, TODAY).rows
    assert Business(1, TODAY).rows != Business(2, TODAY).rows


def test_a_few_thousand_rows() -> None:
    rows = sum(len(table) for table in Business(1, TODAY).rows.values())
    assert 2000 < rows < 10_000


def test_no_date_lies_in_the_future_except_ends_and_due_dates() -> None:
    rows = Business(1, TODAY).rows
    for order in rows["orders"]:
        assert str(order[2]) <= TODAY.isoformat()
    for ticket in rows["tickets"]:
        assert str(ticket[3]) <= TODAY.isoformat()


def test_some_subscriptions_lapsed_within_ninety_days_unrenewed() -> None:
    lapsed = [
        row
        for row in Business(1, TODAY).rows["subscriptions"]
        if not row[7]
        and (TODAY - timedelta(days=90)).isoformat() <= str(row[6]) <= TODAY.isoformat()
    ]
    assert 3 <= len(lapsed) <= 60


def test_every_address_is_one_that_nobody_can_have() -> None:
    rows = Business(1, TODAY).rows
    assert all(str(row[3]).endswith("@example.com") for row in rows["contacts"])
    assert all(str(row[8]).endswith(".example") for row in rows["invoices"])
    assert all(str(row[7]).startswith("ZZ99SAMPLE") for row in rows["invoices"])


def test_references_hold(tmp_path: Path) -> None:
    path = tmp_path / "sample.sqlite"
    build_sample(path, TODAY)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_sample_of_today_is_kept_and_an_older_one_replaced(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "sample.sqlite"
    ensure_sample(path, TODAY)
    first = path.stat().st_ino
    ensure_sample(path, TODAY)
    assert path.stat().st_ino == first
    ensure_sample(path, TODAY + timedelta(days=1))
    assert path.stat().st_ino != first
    assert [entry.name for entry in path.parent.iterdir()] == ["sample.sqlite"]


def test_a_file_that_is_no_database_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "sample.sqlite"
    path.write_bytes(b"not a database, but long enough to look at" * 100)
    ensure_sample(path, TODAY)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM customers").fetchone() == (150,)


def test_without_a_url_the_sample_is_served(tmp_path: Path) -> None:
    settings = SqlSettings(policies=tmp_path)
    assert settings.database().name == "sample.sqlite"
    assert settings.database().is_file()
