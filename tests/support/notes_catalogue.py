"""A catalogue of an imaginary server of notes: an argument of every type, facts of every type."""

from typing import Any

from ostiary.policy.catalogue import Action, Catalogue, FactType

ARGUMENTS: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "maxLength": 100},
        "n": {"anyOf": [{"type": "integer"}, {"type": "null"}], "default": None},
        "limit": {"type": "integer", "default": 10},
        "ratio": {"type": "number"},
        "deep": {"type": "boolean"},
        "mode": {"enum": ["fast", "slow"], "type": "string"},
        "level": {"enum": [1, 2, None]},
        "tags": {"type": "array", "items": {"type": "string"}},
        "pages": {"type": "array", "items": {"type": "integer"}},
        "box": {"$ref": "#/$defs/Box"},
        "free": {"type": "object", "additionalProperties": True},
        "mixed": {"type": "array", "items": {"anyOf": [{"type": "integer"}, {"type": "string"}]}},
        "any": {},
        "either": {"anyOf": [{"type": "integer"}, {"type": "string"}]},
        "amount": {"anyOf": [{"type": "integer"}, {"type": "number"}]},
        "tree": {"$ref": "#/$defs/Tree"},
        "__entity": {"type": "string"},
    },
    "required": ["name"],
    "additionalProperties": False,
    "$defs": {
        "Box": {
            "type": "object",
            "properties": {
                "width": {"type": "integer"},
                "label": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            },
            "required": ["width", "label"],
        },
        "Tree": {
            "type": "object",
            "properties": {"leaf": {"type": "string"}, "branch": {"$ref": "#/$defs/Tree"}},
        },
    },
}

FACTS = {
    "folders": FactType.SET,
    "owner": FactType.TEXT,
    "bytes": FactType.NUMBER,
    "shared": FactType.FLAG,
}

STATED: dict[str, Any] = {
    "folders": frozenset({"inbox"}),
    "owner": "ann",
    "bytes": 10,
    "shared": False,
}
"""Facts as an examination would yield them."""


def _text(*names: str) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {name: {"type": "string"} for name in names},
        "required": list(names),
        "additionalProperties": False,
    }


CATALOGUE = Catalogue(
    (
        Action("notes.read", ("Tool", "notes.read"), "notes", ARGUMENTS, FACTS),
        Action("notes.write", ("Tool", "notes.write"), "notes", _text("name", "content")),
        Action("notes.prompt", ("Prompt", "notes.weekly"), "notes", _text("topic")),
        Action("notes.prompt", ("Prompt", "notes.daily"), "notes", _text("topic", "tone")),
        Action("notes.list", ("List", "notes.tools"), "notes", {"type": "object"}),
        Action("notes.list", ("List", "notes.prompts"), "notes", {"type": "object"}),
    ),
    {"folders": frozenset({"inbox", "archive", "private"})},
)
