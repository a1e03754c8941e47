"""Sentences that try to give orders to a model, counted for the record. Telemetry, no defence.

Whoever writes against a list of patterns gets past it. What keeps injected orders from doing harm
is that nothing they could ask for is permitted; this tells operators that somebody tries.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

MAX_CHARS = 64 * 1024
"""How much of a result is looked through [characters]."""

_PATTERNS: Mapping[str, tuple[tuple[str, ...], re.Pattern[str]]] = {
    "override": (
        ("ignore", "disregard", "forget", "ignorier", "vergiss", "oublie", "olvida"),
        re.compile(
            r"\b(?:ignore|disregard|forget|ignoriere?|vergiss|oublie[zr]?|olvida)\b.{0,40}"
            r"\b(?:instruction|prompt|rule|previous|above|anweisung|regel|vorherig|consigne|"
            r"instrucci)"
        ),
    ),
    "role": (
        ("you are now", "act as", "du bist jetzt", "new instructions", "system prompt"),
        re.compile(
            r"\b(?:you are now|act as (?:an?|the)\b|du bist jetzt|new instructions|system prompt)"
        ),
    ),
    "frame": (
        ("<system", "<|", "[inst", "### ", "</tool", "<tool"),
        re.compile(
            r"<\|?/?(?:system|im_start|im_end|assistant|tool)\b|\[/?inst\]"
            r"|^### (?:system|instruction)",
            re.MULTILINE,
        ),
    ),
    "secrecy": (
        ("do not tell", "don't tell", "without telling", "do not mention", "keep this secret"),
        re.compile(r"\b(?:do not|don't|without) (?:tell|mention|inform|telling|mentioning)"),
    ),
    "errand": (
        ("send", "forward", "mail", "upload", "post ", "schick"),
        re.compile(
            r"\b(?:send|forward|e?-?mail|upload|post|schicke?)\b.{0,60}"
            r"(?:https?://|[\w.+-]+@[\w-]+\.[a-z])"
        ),
    ),
    "call": (
        ("call the", "use the tool", "run the tool", "invoke", "execute the"),
        re.compile(r"\b(?:call|use|run|invoke|execute) the (?:\w+ )?(?:tool|function)\b"),
    ),
}  # fmt: skip


def orders_in(value: Any) -> dict[str, int]:
    """Return how many sentences of each kind a JSON value seems to hold."""
    found: dict[str, int] = {}
    left = MAX_CHARS
    for text in _texts(value):
        looked = text[:left].lower()
        left -= len(looked)
        for kind, (words, pattern) in _PATTERNS.items():
            if any(word in looked for word in words):
                number = len(pattern.findall(looked))
                if number:
                    found[kind] = found.get(kind, 0) + number
        if left <= 0:
            break
    return found


def _texts(value: object) -> Iterator[str]:
    stack = [value]
    while stack:
        part = stack.pop()
        if isinstance(part, str):
            if " " in part or "<" in part:
                yield part
        elif isinstance(part, dict):
            stack.extend(cast("dict[str, object]", part).values())
        elif isinstance(part, list | tuple):
            stack.extend(cast("list[object]", part))
