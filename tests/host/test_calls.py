"""From a raw call to one that may be sent: exactly right, or refused with a reason."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary_host.calls import MAX_ARGUMENT_CHARACTERS, Call, RefusedCall, read_arguments, read_call
from ostiary_host.message import FaultKind, RawCall
from ostiary_host.tool import make_tool

SCHEMA = {
    "type": "object",
    "properties": {"city": {"type": "string", "maxLength": 20}, "days": {"type": "integer"}},
    "required": ["city"],
}
TOOL = make_tool("weather", "forecast", "The forecast.", SCHEMA)
TOOLS = {TOOL.offered_name: TOOL}

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@given(arguments=st.dictionaries(st.text(), JSON, max_size=4))
def test_every_json_object_is_read_as_it_was_written(arguments: dict[str, Any]) -> None:
    assert read_arguments(json.dumps(arguments)) == arguments


@given(text=st.text(max_size=60))
def test_no_text_makes_the_reader_raise(text: str) -> None:
    assert isinstance(read_arguments(text), dict | FaultKind)


REFUSED = {
    "empty": ("", FaultKind.NOT_JSON),
    "cut": ('{"a": 1,', FaultKind.NOT_JSON),
    "extra-brace": ('{"a": 1}}', FaultKind.TRAILING_DATA),
    "two-objects": ('{"a": 1}{"a": 1}', FaultKind.TRAILING_DATA),
    "bare-number": ("147888065e38364987", FaultKind.NOT_FINITE),
    "infinity": ('{"a": Infinity}', FaultKind.NOT_FINITE),
    "nan": ('{"a": [NaN]}', FaultKind.NOT_FINITE),
    "minus-infinity": ('{"a": -Infinity}', FaultKind.NOT_FINITE),
    "beyond-a-double": ('{"a": 1e400}', FaultKind.NOT_FINITE),
    "json-string": ('"{\\"a\\": 1}"', FaultKind.NOT_OBJECT),
    "null": ("null", FaultKind.NOT_OBJECT),
    "list": ("[1]", FaultKind.NOT_OBJECT),
    "name-twice": ('{"a": 1, "a": 2}', FaultKind.DUPLICATE_KEY),
    "name-twice-inside": ('{"o": {"a": 1, "a": 2}}', FaultKind.DUPLICATE_KEY),
    "half-a-character": ('{"a": "\\ud800"}', FaultKind.NOT_TEXT),
    "half-a-character-as-name": ('{"\\udfff": 1}', FaultKind.NOT_TEXT),
    "too-deep": ('{"a": ' + "[" * 100_000, FaultKind.TOO_DEEP),
    "too-long": ('{"a": "' + "x" * MAX_ARGUMENT_CHARACTERS + '"}', FaultKind.TOO_LONG),
    "huge-integer": ('{"a": ' + "9" * 10_000 + "}", FaultKind.NOT_JSON),
    "single-quotes": ("{'a': 1}", FaultKind.NOT_JSON),
}


@pytest.mark.parametrize(("text", "fault"), REFUSED.values(), ids=REFUSED.keys())
def test_arguments_that_are_no_plain_object_are_refused(text: str, fault: FaultKind) -> None:
    assert read_arguments(text) is fault


def test_raw_control_characters_in_a_string_are_read() -> None:
    assert read_arguments('{"a": "one\ntwo\x02"}') == {"a": "one\ntwo\x02"}


def test_a_call_that_fits_may_be_sent() -> None:
    call = read_call(RawCall(0, "i", "weather_forecast", '{"city": "Zürich"}'), "i", TOOLS)
    assert call == Call("i", TOOL, {"city": "Zürich"})


@pytest.mark.parametrize(
    "arguments",
    [
        '{"days": 2}',
        '{"city": 3}',
        '{"city": "x", "other": 1}',
        '{"city": "far too long a name!!"}',
    ],
    ids=["missing", "type", "unknown", "length"],
)
def test_arguments_that_do_not_fit_the_schema_are_refused_with_the_place(arguments: str) -> None:
    call = read_call(RawCall(0, "i", "weather_forecast", arguments), "i", TOOLS)
    assert isinstance(call, RefusedCall)
    assert call.fault is FaultKind.SCHEMA
    assert "$" in call.advice


def test_an_unknown_tool_is_refused() -> None:
    call = read_call(RawCall(0, "i", "weather_delete", "{}"), "i", TOOLS)
    assert isinstance(call, RefusedCall)
    assert call.fault is FaultKind.UNKNOWN_TOOL


def test_the_order_of_arguments_makes_no_other_call() -> None:
    calls = [
        read_call(RawCall(0, "", "weather_forecast", text), "i", TOOLS)
        for text in ('{"city": "x", "days": 1}', '{"days": 1, "city": "x"}')
    ]
    assert calls[0].fingerprint == calls[1].fingerprint
