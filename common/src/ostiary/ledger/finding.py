"""What a verification finds, and the one lenient reading of a body that may have been altered."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was written.

    Args:
        place: `STREAM:POSITION` of the first record that does not fit, `streams:POSITION`,
            `checkpoints:POSITION`, `conversation NAME`, `principal NAME` or `store`.
        reason: What does not fit, in one sentence.
    """

    place: str
    reason: str


def parse_body(text: str) -> Mapping[str, Any]:
    """Return the JSON object in `text`; empty when it is none any more."""
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return cast("dict[str, Any]", body) if isinstance(body, dict) else {}
