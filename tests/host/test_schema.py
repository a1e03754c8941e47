"""Schemas as they are offered: closed, without references, never from elsewhere."""

from typing import Any

import pytest

from ostiary_host.schema import SchemaError, offered_schema
from ostiary_host.tool import make_tool


def _nested(depth: int) -> dict[str, Any]:
    return {"type": "object", "properties": {"a": _nested(depth - 1)}} if depth else {}


def test_references_are_inlined_and_objects_closed() -> None:
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {"where": {"$ref": "#/$defs/Filter", "description": "which"}},
        "$defs": {"Filter": {"type": "object", "properties": {"$ref": {"type": "string"}}}},
    }
    assert offered_schema(schema) == {
        "type": "object",
        "properties": {
            "where": {
                "type": "object",
                "properties": {"$ref": {"type": "string"}},
                "description": "which",
                "additionalProperties": False,
            }
        },
        "additionalProperties": False,
    }


def test_a_schema_that_holds_itself_ends() -> None:
    node = {"type": "object", "properties": {"any": {"items": {"$ref": "#/$defs/N"}}}}
    schema = {"type": "object", "properties": {"n": {"$ref": "#/$defs/N"}}, "$defs": {"N": node}}
    inner = offered_schema(schema)["properties"]["n"]["properties"]["any"]
    assert inner == {"items": {}}


@pytest.mark.parametrize(
    "schema",
    [
        {"properties": {"a": {"$ref": "#/$defs/Missing"}}},
        {"properties": {"a": {"$ref": "https://example.com/schema.json"}}},
        {"properties": {"a": {"$ref": 7}}},
        {"type": "array"},
        _nested(60),
        {
            "properties": {"a": {"$ref": "#/$defs/d0"}},
            "$defs": {f"d{n}": {"allOf": [{"$ref": f"#/$defs/d{n + 1}"}] * 10} for n in range(12)}
            | {"d12": {}},
        },
    ],
    ids=["dangling", "remote", "no-text", "no-object", "deep", "exponential"],
)
def test_a_schema_that_cannot_be_offered_is_refused(schema: dict[str, Any]) -> None:
    with pytest.raises(SchemaError):
        offered_schema(schema)


def test_names_on_offer_are_short_plain_and_distinct() -> None:
    names = {
        make_tool(server, name, "", {}).offered_name
        for server, name in [
            ("my.server", "read-note"),
            ("s", "x" * 90 + "a"),
            ("s", "x" * 90 + "b"),
        ]
    }
    assert len(names) == 3
    assert "my_server_read_note" in names
    assert all(len(name) <= 64 for name in names)
