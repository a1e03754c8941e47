"""Text that people and terminals can be shown, whatever somebody wrote into it.

A record that was tampered with, a file of somebody else's: control characters would move a
terminal's cursor, bidirectional ones turn a line around, and a lone surrogate has no UTF-8.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

_UNUSUAL = re.compile(r"[^\x20-\x7e]")


def printable(text: str, keep: str = "") -> str:
    r"""Return `text` with every character that shows as nothing, or as something else, as `\uXXXX`.

    Args:
        text: Anything.
        keep: Characters that stay, such as line feeds.
    """
    return _UNUSUAL.sub(lambda found: _shown(found[0], keep), text)


def json_line(value: Mapping[str, Any] | list[Any], *, sort_keys: bool = False) -> str:
    """Return `value` as JSON on one line; what is not printable in its texts is escaped."""
    # Outside texts, JSON holds printable characters alone: the escapes are JSON's own.
    return printable(
        json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=sort_keys)
    )


def _shown(char: str, keep: str) -> str:
    if char in keep or char.isprintable():
        return char
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
