"""Results as JSON: what leaves beside their structure, what is measured, what is classified."""

import json
from typing import Any

from pydantic import BaseModel


def json_text(value: Any) -> str:
    """Return `value` as compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def json_value(result: Any) -> Any:
    """Return what a body returned as a JSON value: models as objects, the rest as it is."""
    if isinstance(result, BaseModel):
        # Pydantic's warnings quote what does not have the declared type.
        return result.model_dump(mode="json", by_alias=True, warnings=False)
    return result
