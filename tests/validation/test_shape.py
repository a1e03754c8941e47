"""Arguments are bounded before anybody reads them, and a fault never quotes one."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from ostiary.validation.shape import check_characters, check_schema, check_size


def _deep(levels: int) -> object:
    value: object = 1
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "detail"),
    [
        pytest.param(_deep(40), "depth", id="deep"),
        pytest.param(_deep(100_000), "depth", id="very-deep"),
        pytest.param([0] * 30_000, "count", id="many"),
        pytest.param("x" * 2_000_000, "bytes", id="long"),
        pytest.param({"x" * 2_000_000: 1}, "bytes", id="long-key"),
        pytest.param(10**1_000_000, "bytes", id="long-number"),
        pytest.param({"a": float("nan")}, "number", id="nan"),
        pytest.param([float("-inf")], "number", id="infinity"),
    ],
)
def test_what_is_too_large_or_no_json_is_refused(value: object, detail: str) -> None:
    fault = check_size(value)
    assert fault is not None
    assert fault.detail == detail


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a\x00b", id="nul"), pytest.param("a\x1b[2J", id="escape"),
        pytest.param("a\u202eb", id="override"), pytest.param("\u2066x", id="isolate"),
        pytest.param("x\U000e0041", id="tag"), pytest.param("\ud800", id="surrogate"),
        pytest.param("\x7f", id="delete"), pytest.param("\x85", id="c1"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("where", ["bare", "nested", "key"])
def test_hidden_characters_are_refused_wherever_they_stand(text: str, where: str) -> None:
    value: object = {"bare": text, "nested": {"a": [text]}, "key": {text: 1}}[where]
    assert check_characters(value) is not None


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "tab\tline\nreturn\r\n",
        "größe ŠČŽ",
        "株式会社",
        "שלום",
        "مرحبا",
        "👩‍👩‍👧 🇩🇪",
        "O'Brien %_;--",
    ],
)
def test_honest_text_of_any_language_passes(text: str) -> None:
    assert check_characters({"a": [text]}) is None


SCHEMA = Draft202012Validator({
    "type": "object",
    "properties": {"n": {"type": "integer"}, "o": {"type": "object"}},
    "required": ["n"],
    "additionalProperties": False,
})  # fmt: skip


@given(st.dictionaries(st.text(min_size=1), st.one_of(st.text(min_size=4), st.integers())))
def test_a_fault_names_arguments_of_the_schema_alone(arguments: dict[str, Any]) -> None:
    fault = check_schema(SCHEMA, arguments)
    if fault is None:
        assert set(arguments) <= {"n", "o"}
        return
    known = {"Missing", "argument:", "n.", "Unknown", "argument;", "known", "are:", "n,", "o."}
    fixed = "Argument n does not fit its schema (type). Argument o does not fit its schema (type)."
    assert set(fault.hint.split()) <= known | set(fixed.split())
