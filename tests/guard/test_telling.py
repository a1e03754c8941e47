"""Records tell of arguments what can name nobody."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.guard.telling import tell_arguments

SCHEMA: dict[str, Any] = {
    "properties": {
        "free": {"type": "string"},
        "choice": {"enum": ["asc", "desc"]},
        "bounded": {"anyOf": [{"type": "integer", "minimum": 1, "maximum": 500}, {"type": "null"}]},
        "wide": {"type": "integer", "minimum": 0, "maximum": 10_000_000_000},
        "open": {"type": "integer"},
        "flag": {"type": "boolean"},
        "many": {"type": "array"},
        "some": {"type": "object"},
    }
}


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("free", "a@example.org", "text 13"),
        ("choice", "asc", "asc"),
        ("choice", "Ann Example", "text 11"),
        ("bounded", 20, 20),
        ("bounded", 501, "number"),
        ("bounded", None, "null"),
        ("wide", 49301234567, "number"),
        ("open", 7, "number"),
        ("flag", True, True),
        ("many", ["Ann"], "array 1"),
        ("some", {"Ann": 1}, "object 1"),
    ],
)
def test_an_argument_is_told_by_its_kind_unless_the_schema_confines_it(
    name: str, value: Any, told: Any
) -> None:
    assert tell_arguments({name: value}, SCHEMA) == {name: told}


@given(st.dictionaries(st.sampled_from(["free", "other", "many", "some"]), st.text(min_size=1)))
def test_no_free_text_is_told(arguments: dict[str, str]) -> None:
    told = tell_arguments({name: f"~{text}~" for name, text in arguments.items()}, SCHEMA)
    assert "~" not in repr(told)
    assert "other" not in told
