"""Checkpoints: made at the ends of streams and in between, chained, anchored, and they find."""

import asyncio
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from judging import Judge
from notary import PUBLIC_KEY, SEED, anchored_in, signing_ledger
from tampering import tamper

from ostiary.ledger.chain import canonical, link_hash, record_hash
from ostiary.ledger.checkpoint import CheckpointError, is_signed, parse_line
from ostiary.ledger.keeping import Keeping
from ostiary.ledger.ledger import Ledger
from ostiary.ledger.read import Reader
from ostiary.ledger.verify import Report


@pytest.fixture
def anchor(tmp_path: Path) -> Path:
    return tmp_path / "anchor.jsonl"


def until(condition: Callable[[], object]) -> None:
    for _ in range(400):
        if condition():
            return
        time.sleep(0.025)
    raise AssertionError("it never came to be")


def put_back(old: Path, path: Path) -> None:
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()
    shutil.copy(old, path)


def rewrite(path: Path) -> list[str]:
    """Change the records of the one stream from the third on, hashes and all; return their places."""
    with closing(sqlite3.connect(path, isolation_level=None)) as forger:
        rows = forger.execute("SELECT * FROM records ORDER BY position").fetchall()
        previous = rows[1][4]
        for stream, position, _, _, _, body in rows[2:]:
            forged = body.replace('"ann"', '"ben"')
            own = record_hash(stream, position, previous, forged)
            forger.execute(
                "UPDATE records SET previous = ?, hash = ?, body = ? WHERE position = ?",
                (previous, own, forged, position),
            )
            previous = own
    return [f"{row[0]}:{row[1]}" for row in rows[2:]]


def open_forged_stream(forger: sqlite3.Connection, heads: dict[str, str]) -> None:
    """Append a stream whose first record claims that others end so."""
    query = "SELECT position, hash, opened_at_us FROM streams ORDER BY position DESC LIMIT 1"
    before, previous, at_us = forger.execute(query).fetchone()
    stream, position = f"{before + 1:016x}", before + 1
    link = link_hash(position, stream, at_us, previous)
    forger.execute(
        "INSERT INTO streams VALUES (?, ?, ?, ?, ?, -1, -1)",
        (position, stream, at_us, previous, link),
    )
    body = canonical({"kind": "opened", "heads": heads, "at_us": at_us})
    own = record_hash(stream, 0, link, body)
    forger.execute(
        "INSERT INTO records VALUES (?, 0, ?, ?, ?, ?)", (stream, at_us, link, own, body)
    )


def verify(url: str, anchor: Path | None = None) -> Report:
    return Reader(url).verify(PUBLIC_KEY, anchored_in(anchor) if anchor else ())


async def calls(ledger: Ledger, number: int = 1) -> None:
    for _ in range(number):
        assert await ledger.reserve("ann", None, "t", Judge())


async def test_a_stream_is_covered_from_its_opening_to_its_closing(url: str, anchor: Path) -> None:
    ledger = signing_ledger(url, f"file://{anchor}")
    assert verify(url).uncovered == 0
    await calls(ledger)
    assert verify(url).uncovered == 1
    ledger.close()
    report = verify(url, anchor)
    assert (report.whole, report.uncovered, report.evidence.checkpoints) == (True, 0, 2)
    assert [each.position for each in anchored_in(anchor)] == [0, 1]


async def test_enough_records_make_a_checkpoint_and_nothing_new_makes_none(
    url: str, anchor: Path
) -> None:
    ledger = signing_ledger(url, f"file://{anchor}", every_records=10)
    await calls(ledger, 9)
    await asyncio.sleep(0.1)
    assert len(anchored_in(anchor)) == 1
    await calls(ledger)
    until(lambda: len(anchored_in(anchor)) == 2)
    await asyncio.sleep(0.1)
    ledger.close()
    assert [each.position for each in anchored_in(anchor)] == [0, 1, 2]


async def test_time_makes_a_checkpoint_too(
    url: str, anchor: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ostiary.ledger.keeper.TICK_S", 0.05)
    keeping = Keeping(SEED, anchor=f"file://{anchor}", checkpoint_s=0.1)
    ledger = Ledger(url, None, {}, keeping=keeping)
    await calls(ledger)
    until(lambda: len(anchored_in(anchor)) == 2)
    assert verify(url).uncovered == 0
    ledger.close()


async def test_one_process_covers_the_streams_of_another_that_died(url: str) -> None:
    dead = signing_ledger(url)
    await calls(dead)
    other = signing_ledger(url)
    other.close()
    assert verify(url).uncovered == 0
    dead.close()


async def test_processes_take_turns_in_one_chain_of_checkpoints(url: str, anchor: Path) -> None:
    ledgers = [signing_ledger(url, f"file://{anchor}", every_records=5) for _ in range(3)]
    await asyncio.gather(*(calls(ledger, 20) for ledger in ledgers))
    for ledger in ledgers:
        ledger.close()
    report = verify(url, anchor)
    assert (report.whole, report.uncovered) == (True, 0)
    assert report.evidence.checkpoints == len(anchored_in(anchor)) >= 6


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("DELETE FROM records WHERE position > 2", "{stream}:3"),
        ("DELETE FROM records", "{stream}:0"),
        ("DELETE FROM streams", "streams:0"),
        ("DELETE FROM checkpoints WHERE position = 1", "checkpoints:1"),
        ("DELETE FROM checkpoints", "checkpoints:0"),
        ("UPDATE checkpoints SET at_us = at_us + 1", "checkpoints:0"),
        ("UPDATE checkpoints SET body = replace(body, '\"v\":1', '\"v\":2')", "checkpoints:0"),
        ("UPDATE meta SET value = 'other' WHERE key = 'store'", "checkpoints:0"),
    ],
)
async def test_what_is_removed_or_altered_before_an_anchored_checkpoint_is_named(
    url: str, anchor: Path, statement: str, place: str
) -> None:
    ledger = signing_ledger(url, f"file://{anchor}")
    await calls(ledger, 5)
    ledger.close()
    stream = tamper(url, "SELECT stream FROM streams")
    tamper(url, statement)
    places = [finding.place for finding in verify(url, anchor).findings]
    assert place.format(stream=stream) in places


async def test_a_rollback_of_the_whole_store_is_found_with_the_anchor_alone(
    tmp_path: Path, anchor: Path
) -> None:
    path = tmp_path / "state.sqlite"
    url = f"sqlite:///{path}"
    ledger = signing_ledger(url, f"file://{anchor}")
    ledger.close()
    shutil.copy(path, tmp_path / "old")
    ledger = signing_ledger(url, f"file://{anchor}")
    await calls(ledger, 3)
    ledger.close()
    put_back(tmp_path / "old", path)
    alone = verify(url)
    assert alone.whole
    assert "not excluded" in alone.excludes
    report = verify(url, anchor)
    assert [finding.place for finding in report.findings][:3] == [
        "checkpoints:2",
        "checkpoints:3",
        "streams:1",
    ]


async def test_a_chain_that_was_computed_anew_is_found(tmp_path: Path, anchor: Path) -> None:
    """Whoever can write to the store knows the format; what he lacks is the key."""
    path = tmp_path / "state.sqlite"
    ledger = signing_ledger(f"sqlite:///{path}", f"file://{anchor}")
    await calls(ledger, 3)
    ledger.close()
    rewritten = rewrite(path)
    places = [each.place for each in verify(f"sqlite:///{path}").findings]
    assert rewritten[-1] in places


@pytest.mark.parametrize("is_anchored", [False, True])
async def test_no_later_witness_outdoes_a_checkpoint(
    tmp_path: Path, anchor: Path, is_anchored: bool
) -> None:
    """A stream's first record is nobody's signature: whoever can write to the store makes some."""
    path = tmp_path / "state.sqlite"
    url = f"sqlite:///{path}"
    ledger = signing_ledger(url, f"file://{anchor}")
    await calls(ledger, 3)
    ledger.close()
    rewritten = rewrite(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as forger:
        for place in rewritten:
            stream, _, position = place.partition(":")
            query = "SELECT hash FROM records WHERE stream = ? AND position = ?"
            (digest,) = forger.execute(query, (stream, position)).fetchone()
            open_forged_stream(forger, {stream: f"{position}:{digest}"})
    findings = verify(url, anchor if is_anchored else None).findings
    assert rewritten[-1] in [each.place for each in findings]


async def test_a_server_that_is_had_to_sign_a_rewritten_stream_again_hides_nothing(
    tmp_path: Path, anchor: Path
) -> None:
    """The bookkeeping of what is covered stands in the store: it can be set back."""
    path = tmp_path / "state.sqlite"
    url = f"sqlite:///{path}"
    ledger = signing_ledger(url, f"file://{anchor}")
    await calls(ledger, 3)
    ledger.close()
    rewritten = rewrite(path)
    tamper(url, "UPDATE streams SET covered = -1")
    signing_ledger(url, f"file://{anchor}").close()
    places = [each.place for each in verify(url, anchor).findings]
    assert rewritten[-1] in places


async def test_checkpoints_of_another_key_or_store_do_not_pass(
    url: str, tmp_path: Path, anchor: Path
) -> None:
    signing_ledger(url, f"file://{anchor}").close()
    (own, *_) = anchored_in(anchor)
    assert is_signed(own, PUBLIC_KEY)
    assert not is_signed(replace(own, at_us=own.at_us + 1), PUBLIC_KEY)
    assert not is_signed(replace(own, signature="x"), PUBLIC_KEY)
    assert not is_signed(own, bytes(32))
    other = bytes(31) + b"1"
    assert Reader(url).verify(other, [own]).findings[0].reason == "not signed by this key"
    signing_ledger(f"sqlite:///{tmp_path / 'other'}", f"file://{tmp_path / 'b'}").close()
    foreign = Reader(url).verify(PUBLIC_KEY, anchored_in(tmp_path / "b"))
    assert [finding.place for finding in foreign.findings] == ["store"]


async def test_without_the_key_verification_says_that_it_checked_no_signature(url: str) -> None:
    signing_ledger(url).close()
    assert "signatures were not checked" in Reader(url).verify().excludes
    assert "signatures" not in Reader(url).verify(PUBLIC_KEY).excludes


async def test_records_after_the_last_checkpoint_are_said_to_be_unsigned(url: str) -> None:
    ledger = signing_ledger(url)
    await calls(ledger, 2)
    assert "2 records lie after the last checkpoint" in verify(url).excludes
    ledger.close()


async def test_a_server_without_the_key_leaves_checkpoints_to_others(url: str) -> None:
    ledger = Ledger(url, None, {})
    await calls(ledger, 2)
    ledger.close()
    report = verify(url)
    assert (report.whole, report.uncovered, report.evidence.checkpoints) == (True, 4, 0)


@pytest.mark.parametrize(
    "line",
    [
        "", "x", "{", "{}", '{"v":1}', "[1]", '{"v":1,"store":1}', '{"a":' * 100_000,
        '{"at_us":253402300800000000,"hash":"","position":0,"signature":"","store":"","v":1}',
        '{"at_us":-1,"hash":"","position":0,"signature":"","store":"","v":1}',
    ],
    ids=range(10),
)  # fmt: skip
def test_a_line_that_is_no_checkpoint_is_refused(line: str) -> None:
    with pytest.raises(CheckpointError):
        parse_line(line)


def test_a_line_is_read_back_with_whatever_a_log_put_before_it(url: str, anchor: Path) -> None:
    signing_ledger(url, f"file://{anchor}").close()
    (own, *_) = anchored_in(anchor)
    assert parse_line("Jan  1 00:00:00 host ostiary-checkpoint: " + own.line()) == own
    assert parse_line(own.line(with_body=False)) == replace(own, body=None)
    assert len(own.line(with_body=False).encode()) < 500
