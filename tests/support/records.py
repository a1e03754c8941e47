"""What stands in a ledger, in the order of time."""

from collections.abc import Mapping
from contextlib import closing
from typing import Any

from notes_example import Office

from ostiary.ledger.read import Reader
from ostiary.ledger.verify import parse_body


def records(place: Office, *kinds: str) -> list[Mapping[str, Any]]:
    """Return the records of these kinds, oldest first."""
    with closing(Reader(place.state)) as reader:
        found = [parse_body(entry.body) for entry in reader.entries()]
    return sorted(
        (record for record in found if record["kind"] in kinds), key=lambda record: record["at_us"]
    )
