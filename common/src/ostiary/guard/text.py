"""The one JSON text of a value: what results carry beside their structure, and what is measured."""

import json
from typing import Any


def json_text(value: Any) -> str:
    """Return `value` as compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
