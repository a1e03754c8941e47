"""Verification of the ledger: offline, in one pass, time linear in the records.

Pure: it is given links and records in the order of their positions and returns what it found. It
finds any removal, change or reordering inside the chains, and names the first bad record of each
stream. What it cannot see without a checkpoint kept elsewhere is that the newest records of a
stream, or everything, was replaced by an older state: `Report.excludes` says so.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from ostiary.ledger.chain import GENESIS, link_hash, record_hash
from ostiary.ledger.tally import Tally
from ostiary.ledger.values import Entry


@dataclass(frozen=True, slots=True)
class Link:
    """One stream in the chain of streams, as stored."""

    position: int
    stream: str
    opened_at_us: int
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was written.

    Args:
        place: `streams:POSITION`, or `STREAM:POSITION` of the first record that does not fit.
        reason: What does not fit, in one sentence.
    """

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a verification found.

    Args:
        streams: Streams seen.
        records: Records seen.
        findings: What does not fit; empty when the chain is whole.
        unknown: Calls whose intent has no outcome: running, or lost in a crash.
        tally: What the records say that was spent and read.
    """

    streams: int
    records: int
    findings: tuple[Finding, ...]
    unknown: tuple[str, ...]
    tally: Tally

    @property
    def whole(self) -> bool:
        """Whether nothing was altered, removed or reordered, as far as the chains can tell."""
        return not self.findings

    @property
    def excludes(self) -> str:
        """What this verification could not exclude."""
        return (
            "Without a checkpoint kept outside the store, the removal of the newest records and a"
            " rollback of the whole store to an earlier state are not excluded."
        )


def verify_chain(
    links: Iterable[Link], openings: Iterable[Entry], entries: Iterable[Entry]
) -> Report:
    """Return what was found in the chain of streams and in the records of each.

    Args:
        links: Ordered by position.
        openings: The first record of each stream, in any order: they say where others ended.
        entries: All records, ordered by stream, then by position.

    Source: the format in `chain.py`.
    """
    findings: list[Finding] = []
    heads = _verify_links(links, findings)
    expected = {stream: (0, link) for stream, link in heads.items()}
    claims = _claims(openings)
    broken: set[str] = set()
    tally = Tally()
    count = 0
    for entry in entries:
        count += 1
        if entry.stream not in broken:
            finding = _verify_entry(entry, expected.get(entry.stream), claims)
            if finding is not None:
                findings.append(finding)
                broken.add(entry.stream)
            expected[entry.stream] = (entry.position + 1, entry.hash)
        body = parse_body(entry.body)
        tally.add(entry.stream, body)
    for stream, (position, _) in expected.items():
        if stream not in broken and position <= claims.last.get(stream, 0):
            findings.append(Finding(f"{stream}:{position}", "missing: a later stream saw it"))
    return Report(len(heads), count, tuple(findings), tally.unknown, tally)


@dataclass(frozen=True, slots=True)
class _Claims:
    """What first records say of other streams: hashes by place, and the last place of each."""

    hashes: Mapping[tuple[str, int], str]
    last: Mapping[str, int]


def _claims(openings: Iterable[Entry]) -> _Claims:
    hashes: dict[tuple[str, int], str] = {}
    last: dict[str, int] = {}
    for opening in openings:
        last.setdefault(opening.stream, 0)
        heads = parse_body(opening.body).get("heads")
        for stream, head in (
            cast("dict[str, str]", heads) if isinstance(heads, dict) else {}
        ).items():
            position, _, digest = str(head).partition(":")
            if position.isdecimal():
                hashes[stream, int(position)] = digest
                last[stream] = max(last.get(stream, 0), int(position))
    return _Claims(hashes, last)


def _verify_links(links: Iterable[Link], findings: list[Finding]) -> dict[str, str]:
    heads: dict[str, str] = {}
    previous = GENESIS
    for expected_position, link in enumerate(links):
        place = f"streams:{link.position}"
        if link.position != expected_position:
            findings.append(
                Finding(f"streams:{expected_position}", "a stream is missing before this one")
            )
            break
        if link.previous != previous:
            findings.append(Finding(place, "not bound to the stream before it"))
            break
        if link_hash(link.position, link.stream, link.opened_at_us, link.previous) != link.hash:
            findings.append(Finding(place, "altered: its hash does not fit what it says"))
            break
        heads[link.stream] = previous = link.hash
    return heads


def _verify_entry(
    entry: Entry, expected: tuple[int, str] | None, claims: _Claims
) -> Finding | None:
    place = f"{entry.stream}:{entry.position}"
    if expected is None:
        return Finding(place, "belongs to no stream in the chain of streams")
    position, previous = expected
    if entry.position != position:
        return Finding(f"{entry.stream}:{position}", "missing")
    if record_hash(entry.stream, entry.position, entry.previous, entry.body) != entry.hash:
        return Finding(place, "altered: its hash does not fit what it says")
    if entry.previous != previous:
        return Finding(place, "not bound to the record before it")
    if claims.hashes.get((entry.stream, entry.position), entry.hash) != entry.hash:
        return Finding(place, "altered: a later stream saw another record here")
    if parse_body(entry.body).get("at_us") != entry.at_us:
        return Finding(place, "altered: its time is not the one that was recorded")
    return None


def parse_body(text: str) -> Mapping[str, Any]:
    """Return the record in `text`; empty when it is no JSON object any more."""
    try:
        body = json.loads(text)
    except ValueError:
        return {}
    return cast("dict[str, Any]", body) if isinstance(body, dict) else {}
