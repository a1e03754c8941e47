"""What stands in a ledger, in the order of time."""

from collections.abc import Mapping
from contextlib import closing
from typing import Any

from notes_example import Office

from ostiary.ledger.read import Reader
from ostiary.ledger.verify import parse_body


def records(place: Office, *kinds: str) -> list[Mapping[str, Any]]:
    """Return the records of these kinds, oldest first."""
    return [record for record in all_records(place.state) if record["kind"] in kinds]


def all_records(state: str) -> list[Mapping[str, Any]]:
    """Return all records, oldest first.

    Args:
        state: URL of the state.
    """
    with closing(Reader(state)) as reader:
        found = [parse_body(entry.body) for entry in reader.entries()]
    return sorted(found, key=lambda record: record["at_us"])
