"""Whatever is done to the chain is found, and the first bad record is named."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.ledger.chain import GENESIS, canonical, link_hash, record_hash
from ostiary.ledger.evidence import Evidence
from ostiary.ledger.values import Entry
from ostiary.ledger.verify import Link, Report, verify_chain

STREAMS, LENGTH = 3, 5


def _chain() -> tuple[list[Link], list[Entry]]:
    links: list[Link] = []
    entries: list[Entry] = []
    previous = GENESIS
    for n in range(STREAMS):
        stream = f"s{n}"
        link = link_hash(n, stream, 10 + n, previous)
        links.append(Link(n, stream, 10 + n, previous, link))
        previous = head = link
        for position in range(LENGTH):
            body = canonical({"at_us": position, "kind": "intent", "call": f"{n}-{position}"})
            own = record_hash(stream, position, head, body)
            entries.append(Entry(stream, position, position, head, own, body))
            head = own
    return links, entries


LINKS, ENTRIES = _chain()


def check(links: list[Link], entries: list[Entry]) -> Report:
    evidence = Evidence()
    evidence.see_openings((entry for entry in entries if entry.position == 0), [])
    return verify_chain(links, entries, evidence)


indices = st.integers(0, len(ENTRIES) - 1)


def test_the_chain_as_written_is_whole() -> None:
    report = check(LINKS, ENTRIES)
    assert report.whole
    assert (report.streams, report.records) == (STREAMS, STREAMS * LENGTH)
    assert len(report.unknown) == STREAMS * LENGTH


@given(indices, st.data())
def test_any_changed_character_names_its_record(index: int, data: st.DataObject) -> None:
    entry = ENTRIES[index]
    member = data.draw(st.sampled_from(["body", "hash", "previous"]))
    text = getattr(entry, member)
    where = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda char: char != text[where]))
    changed = replace(entry, **{member: text[:where] + other + text[where + 1 :]})
    report = check(LINKS, [*ENTRIES[:index], changed, *ENTRIES[index + 1 :]])
    assert report.findings[0].place == f"{entry.stream}:{entry.position}"


@given(indices, st.integers(1, 10**9))
def test_a_changed_time_names_its_record(index: int, by: int) -> None:
    entry = ENTRIES[index]
    changed = replace(entry, at_us=entry.at_us + by)
    report = check(LINKS, [*ENTRIES[:index], changed, *ENTRIES[index + 1 :]])
    assert report.findings[0].place == f"{entry.stream}:{entry.position}"


@given(indices.filter(lambda index: index % LENGTH != LENGTH - 1))
def test_a_missing_record_is_named(index: int) -> None:
    report = check(LINKS, ENTRIES[:index] + ENTRIES[index + 1 :])
    gone = ENTRIES[index]
    assert report.findings[0].place == f"{gone.stream}:{gone.position}"
    assert report.findings[0].reason == "missing"


@given(st.permutations(range(LENGTH)).filter(lambda order: list(order) != sorted(order)))
def test_records_that_changed_places_are_found(order: list[int]) -> None:
    moved = [replace(ENTRIES[source], position=position) for position, source in enumerate(order)]
    report = check(LINKS, moved + ENTRIES[LENGTH:])
    first = next(position for position, source in enumerate(order) if position != source)
    assert report.findings[0].place == f"s0:{first}"


@pytest.mark.parametrize("index", range(STREAMS))
def test_a_stream_that_was_removed_is_found(index: int) -> None:
    stream = LINKS[index].stream
    links = LINKS[:index] + LINKS[index + 1 :]
    entries = [entry for entry in ENTRIES if entry.stream != stream]
    report = check(links, entries)
    # The newest stream is the end of the chain of streams: that it was there takes a checkpoint.
    assert report.whole == (index == STREAMS - 1)
    assert "not excluded" in report.excludes


def test_a_stream_emptied_of_its_records_is_found() -> None:
    report = check(LINKS, ENTRIES[:-LENGTH])
    assert [finding.place for finding in report.findings] == ["s2:0"]


def test_a_record_of_a_stream_that_nobody_opened_is_found() -> None:
    stray = replace(ENTRIES[0], stream="zz")
    assert check(LINKS, [*ENTRIES, stray]).findings[-1].place == "zz:0"


def test_each_stream_names_its_own_first_bad_record() -> None:
    bad = [replace(e, body="{}") if e.position in {1, 3} else e for e in ENTRIES]
    places = [finding.place for finding in check(LINKS, bad).findings]
    assert places == ["s0:1", "s1:1", "s2:1"]
