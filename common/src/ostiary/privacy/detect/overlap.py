"""Which of several findings stays where they overlap: deterministic, and nothing is let out.

The longest wins, then the one with the higher score (a valid checksum above a mere form), then the
kind that stands first in `ORDER`. What a loser covers beyond the winner stays found: half a value
is personal too. Neighbouring parts of one address become one finding.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ostiary.privacy.detect.finding import ORDER, VERIFIED, Finding
from ostiary.privacy.detect.fold import Folded
from ostiary.privacy.pseudonym import mentions

_RANK = {kind: rank for rank, kind in enumerate(ORDER)}
_CHECKED = frozenset({"CARD", "IBAN"})
_REST_SCORE = 0.5
_OF_WORDS = frozenset({"PERSON", "ORG", "ADDRESS"})
"""Kinds of which a part says something too: what stands beside a pseudonym stays found."""

_GAP = 3
"""Characters between two parts of one address: a comma, a line break and a blank."""


def resolve(findings: Iterable[Finding], text: str) -> list[Finding]:
    """Return findings of `text` that are sorted and do not overlap.

    Args:
        findings: In any order, by any number of recognisers.
        text: What they were found in.
    """
    ordered = sorted(findings, key=lambda each: (each.start, each.end))
    kept: list[Finding] = []
    cluster: list[Finding] = []
    end = 0
    for each in ordered:
        if cluster and each.start >= end:
            kept += _settle(cluster, text)
            cluster = []
        end = max(end, each.end) if cluster else each.end
        cluster.append(each)
    kept += _settle(cluster, text)
    return _join_addresses(kept, text)


def placed(findings: Sequence[Finding], folded: Folded) -> list[Finding]:
    """Return what stays of findings in a folded text, where it stands in the text as given."""
    if not findings:
        return []
    kept = resolve(_beside_pseudonyms(findings, folded.text), folded.text)
    if not folded.cuts:
        return kept
    return [_moved(each, *folded.origin(each.start, each.end)) for each in kept]


def _moved(finding: Finding, start: int, end: int) -> Finding:
    return replace(finding, start=start, end=end)


def _beside_pseudonyms(findings: Sequence[Finding], text: str) -> Sequence[Finding]:
    """Return what stays of findings where pseudonyms stand: none of those is a value."""
    spans = [
        Finding(each.start, each.end, "ID", VERIFIED, "pseudonym")
        for each in mentions(text)
        if each.token
    ]
    if not spans:
        return findings
    starts = [each.start for each in spans]
    kept: list[Finding] = []
    for each in findings:
        parts = list(_uncovered(each, spans, starts, text))
        if parts == [each] or each.kind in _OF_WORDS:
            kept += parts
    return kept


def _preference(finding: Finding) -> tuple[int, float, int, int, str]:
    length = finding.end - finding.start
    return (-length, -finding.score, _RANK[finding.kind], finding.start, finding.source)


def _settle(cluster: list[Finding], text: str) -> list[Finding]:
    """Return what stays of findings that hang together."""
    if len(cluster) < 2:
        return cluster
    taken: list[Finding] = []
    starts: list[int] = []
    for each in sorted(cluster, key=_preference):
        for rest in _uncovered(each, taken, starts, text):
            at = bisect_left(starts, rest.start)
            taken.insert(at, rest)
            starts.insert(at, rest.start)
    return taken


def _uncovered(
    finding: Finding, taken: list[Finding], starts: list[int], text: str
) -> Iterator[Finding]:
    """Yield the finding, or the parts of it that nothing taken covers and that say anything."""
    at = max(bisect_left(starts, finding.start) - 1, 0)
    start = finding.start
    free: list[tuple[int, int]] = []
    while at < len(taken) and taken[at].start < finding.end:
        if taken[at].start > start:
            free.append((start, taken[at].start))
        start = max(start, taken[at].end)
        at += 1
    if start < finding.end:
        free.append((start, finding.end))
    if free == [(finding.start, finding.end)]:
        yield finding
        return
    for gap in free:
        begin, end = _trimmed(*gap, text)
        if begin < end:
            yield _part(finding, begin, end)


def _part(finding: Finding, start: int, end: int) -> Finding:
    kind = "ID" if finding.kind in _CHECKED else finding.kind
    score = _REST_SCORE if finding.score == VERIFIED else finding.score
    return replace(finding, start=start, end=end, kind=kind, score=score, known="")


def _trimmed(start: int, end: int, text: str) -> tuple[int, int]:
    """Return the span without what is neither letter nor digit at its ends."""
    while start < end and not text[start].isalnum():
        start += 1
    while start < end and not text[end - 1].isalnum():
        end -= 1
    return start, end


def _join_addresses(findings: list[Finding], text: str) -> list[Finding]:
    joined: list[Finding] = []
    for each in findings:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.kind == each.kind == "ADDRESS"
            and each.start - last.end <= _GAP
            and not text[last.end : each.start].strip(", \t\n")
        ):
            joined[-1] = replace(last, end=each.end, score=max(last.score, each.score))
        else:
            joined.append(each)
    return joined
