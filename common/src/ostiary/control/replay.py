"""What a candidate bundle would have decided on the calls that were recorded."""

import json
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ostiary.control.records import REPLAY
from ostiary.control.rules import installed_catalogue
from ostiary.keys import load_keys
from ostiary.ledger.operate import NotOpened, open_replays
from ostiary.policy.bundle import Bundle
from ostiary.policy.load import load_bundle
from ostiary.policy.replay import Decided, decide_again, decided_then, mapping
from ostiary.settings import Settings


@dataclass(frozen=True, slots=True)
class Difference:
    """A call that the candidate decides otherwise. No argument of it is told.

    Args:
        at_us: When it was decided [µs since 1970].
        call: Its identifier.
        principal: Who called.
        action: What was asked for.
        then: What came out.
        now: What would come out.
    """

    at_us: int
    call: str
    principal: str
    action: str
    then: Decided
    now: Decided


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of it.

    Args:
        version: Of the candidate.
        decided: How many calls were decided again.
        skipped: How many could not be, by the reason.
        differences: Oldest first.
    """

    version: str
    decided: int
    skipped: Mapping[str, int]
    differences: tuple[Difference, ...]


def replay_policy(
    settings: Settings, folder: Path, calls: frozenset[str] = frozenset()
) -> Replayed:
    """Return how the bundle in `folder` would decide on the recorded calls.

    Args:
        settings: Where the ledger and the keys are.
        folder: The candidate.
        calls: The only ones to be decided again; all of them where it is empty.

    Raises:
        KeyFileError: The key file is missing, or does not hold the replay key.
        LedgerError: There is no ledger.
        PolicyFileError: The candidate is wrong.
    """
    key = load_keys(settings.keys_path()).derive(REPLAY)
    bundle = load_bundle(folder, installed_catalogue().catalogue)
    skipped: Counter[str] = Counter()
    found: list[Difference] = []
    decided = 0
    with closing(open_replays(settings.state, key)) as recorded:
        for at_us, record, request in recorded:
            if calls and str(record.get("call")) not in calls:
                continue
            now = _decided(bundle, request)
            if isinstance(now, NotOpened):
                skipped[now.reason] += 1
                continue
            decided += 1
            then = decided_then(record)
            if now.differs_from(then):
                found.append(_difference(at_us, record, then, now))
    found.sort(key=lambda each: each.at_us)
    return Replayed(bundle.version, decided, dict(skipped), tuple(found))


def _decided(bundle: Bundle, request: bytes | NotOpened) -> Decided | NotOpened:
    if isinstance(request, NotOpened):
        return request
    try:
        return decide_again(bundle, json.loads(request))
    except (ValueError, TypeError):
        return NotOpened("its request is not one that this version seals")


def _difference(at_us: int, record: Mapping[str, Any], then: Decided, now: Decided) -> Difference:
    principal = mapping(record.get("who")).get("principal", "")
    call, action = record.get("call", ""), record.get("action", "")
    return Difference(at_us, str(call), str(principal), str(action), then, now)
