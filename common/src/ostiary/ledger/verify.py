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
    """

    streams: int
    records: int
    findings: tuple[Finding, ...]
    unknown: tuple[str, ...]

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


def verify_chain(links: Iterable[Link], entries: Iterable[Entry]) -> Report:
    """Return what was found in the chain of streams and in the records of each.

    Args:
        links: Ordered by position.
        entries: Ordered by stream, then by position.

    Source: the format in `chain.py`.
    """
    findings: list[Finding] = []
    heads = _verify_links(links, findings)
    expected = {stream: (0, link) for stream, link in heads.items()}
    broken: set[str] = set()
    open_calls: dict[str, None] = {}
    count = 0
    for entry in entries:
        count += 1
        if entry.stream not in broken:
            finding = _verify_entry(entry, expected.get(entry.stream))
            if finding is not None:
                findings.append(finding)
                broken.add(entry.stream)
            expected[entry.stream] = (entry.position + 1, entry.hash)
        _follow(entry, open_calls)
    findings.extend(
        Finding(f"{stream}:0", "the stream's first record is missing")
        for stream, (position, _) in expected.items()
        if position == 0
    )
    return Report(len(heads), count, tuple(findings), tuple(open_calls))


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


def _verify_entry(entry: Entry, expected: tuple[int, str] | None) -> Finding | None:
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
    if parse_body(entry.body).get("at_us") != entry.at_us:
        return Finding(place, "altered: its time is not the one that was recorded")
    return None


def _follow(entry: Entry, open_calls: dict[str, None]) -> None:
    body = parse_body(entry.body)
    call = body.get("call")
    if not isinstance(call, str):
        return
    if body.get("kind") == "intent":
        open_calls[call] = None
    elif body.get("kind") == "outcome":
        open_calls.pop(call, None)


def parse_body(text: str) -> Mapping[str, Any]:
    """Return the record in `text`; empty when it is no JSON object any more."""
    try:
        body = json.loads(text)
    except ValueError:
        return {}
    return cast("dict[str, Any]", body) if isinstance(body, dict) else {}
