"""Verification of the ledger: offline, in one pass, time linear in the records.

Pure: it is given links and records in the order of their positions, and evidence to hold them
against, and returns what it found. It finds any removal, change or reordering inside the chains,
and whatever was done to records that a checkpoint covers, and names the first bad record of each
stream. What it could not exclude, `Report.excludes` says.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from ostiary.ledger.chain import GENESIS, link_hash, record_hash
from ostiary.ledger.evidence import Evidence
from ostiary.ledger.finding import Finding, parse_body
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
class Report:
    """What a verification found.

    Args:
        streams: Streams seen.
        records: Records seen.
        findings: What does not fit; empty when the chain is whole.
        unknown: Calls whose intent has no outcome: running, or lost in a crash.
        tally: What the records say that was spent and read.
        evidence: What the records were held against.
        uncovered: Records that lie after the last checkpoint of their stream.
    """

    streams: int
    records: int
    findings: tuple[Finding, ...]
    unknown: tuple[str, ...]
    tally: Tally
    evidence: Evidence = field(default_factory=Evidence)
    uncovered: int = 0

    @property
    def whole(self) -> bool:
        """Whether nothing was altered, removed or reordered, as far as could be told."""
        return not self.findings

    @property
    def excludes(self) -> str:
        """What this verification could not exclude."""
        said: list[str] = []
        anchored = self.evidence.newest_anchored
        if anchored is None:
            said.append(
                "Without a checkpoint kept outside the store, the removal of the newest records and"
                " a rollback of the whole store to an earlier state are not excluded."
            )
        else:
            at = datetime.fromtimestamp(anchored.at_us / 1e6, UTC)
            said.append(
                f"What was written after the newest anchored checkpoint ({anchored.position}, of"
                f" {at:%Y-%m-%d %H:%M:%S} UTC) may have been removed: that is not excluded."
            )
        if not self.evidence.is_signed:
            said.append(
                "No public key was given, so signatures were not checked: whoever can write to the"
                " store could have made its checkpoints."
            )
        elif self.uncovered:
            said.append(
                f"{self.uncovered} records lie after the last checkpoint: whoever can write to the"
                " store could have made them."
            )
        return " ".join(said)


def verify_chain(links: Iterable[Link], entries: Iterable[Entry], evidence: Evidence) -> Report:
    """Return what was found in the chain of streams and in the records of each.

    Args:
        links: Ordered by position.
        entries: All records, ordered by stream, then by position.
        evidence: What later records, checkpoints and anchors saw.

    Source: the format in `chain.py`.
    """
    findings: list[Finding] = []
    heads = _verify_links(links, evidence, findings)
    expected = {stream: (0, link) for stream, link in heads.items()}
    broken: set[str] = set()
    tally = Tally()
    count = uncovered = 0
    for entry in entries:
        count += 1
        body = parse_body(entry.body)
        uncovered += entry.position > evidence.covered.get(entry.stream, -1)
        if entry.stream not in broken:
            finding = _verify_entry(entry, expected.get(entry.stream), body, evidence)
            if finding is not None:
                findings.append(finding)
                broken.add(entry.stream)
            expected[entry.stream] = (entry.position + 1, entry.hash)
        tally.add(entry.stream, entry.position, body)
    for stream in dict.fromkeys((*expected, *evidence.last)):
        # A stream is opened by its first record, so there always is one.
        last, witness = evidence.last.get(stream, (0, "the chain of streams"))
        position, _ = expected.get(stream, (0, ""))
        if stream not in broken and position <= last:
            findings.append(Finding(f"{stream}:{position}", f"missing: {witness} saw it"))
    return Report(len(heads), count, tuple(findings), tally.unknown, tally, evidence, uncovered)


def _verify_links(
    links: Iterable[Link], evidence: Evidence, findings: list[Finding]
) -> dict[str, str]:
    heads: dict[str, str] = {}
    previous = GENESIS
    for position, link in enumerate(links):
        reason = ""
        if link.position != position:
            reason = "missing"
        elif link.previous != previous:
            reason = "not bound to the stream before it"
        elif link_hash(link.position, link.stream, link.opened_at_us, link.previous) != link.hash:
            reason = "altered: its hash does not fit what it says"
        elif evidence.links.get(position, link.hash) != link.hash:
            reason = "altered: a checkpoint saw another stream here"
        if reason:
            findings.append(Finding(f"streams:{position}", reason))
            return heads
        heads[link.stream] = previous = link.hash
    if len(heads) <= max(evidence.links, default=-1):
        findings.append(Finding(f"streams:{len(heads)}", "missing: a checkpoint saw it"))
    return heads


def _verify_entry(
    entry: Entry, expected: tuple[int, str] | None, body: Mapping[str, Any], evidence: Evidence
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
    if evidence.hashes.get((entry.stream, entry.position), entry.hash) != entry.hash:
        return Finding(place, "altered, or one before it: another record was seen here later")
    if body.get("at_us") != entry.at_us:
        return Finding(place, "altered: its time is not the one that was recorded")
    return None
