"""From JSON to Cedar: one mapping, directed by the tool's schema, that Cedar's own check accepts."""

import json
from collections.abc import Mapping
from typing import Any, cast

import cedar_alone
import pytest
from cedarpy import PolicySet
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from notes_catalogue import ARGUMENTS, CATALOGUE, STATED

from ostiary.policy.actiontype import cedar_schema, context_types
from ostiary.policy.argumenttype import argument_record
from ostiary.policy.cedartype import (
    Decimal,
    Flag,
    JsonText,
    Long,
    Record,
    SetOf,
    Text,
    UnmappableError,
)
from ostiary.policy.expression import nodes
from ostiary.policy.request import Request, context_json, loose_value
from ostiary.validation.shape import check_schema

RECORD = argument_record(ARGUMENTS)
VALIDATOR = Draft202012Validator(ARGUMENTS)
CONTEXTS = context_types(CATALOGUE)
SCHEMA = cedar_schema(
    CONTEXTS,
    {
        name: frozenset(a.resource[0] for a in CATALOGUE.actions if a.name == name)
        for name in CONTEXTS
    },
)
ANYTHING = PolicySet.from_str("permit (principal, action, resource);")


def request(args: Mapping[str, Any], **facts: Any) -> Request:
    stated = {**STATED, **facts}
    return Request("ann", frozenset(), "notes.read", ("Tool", "notes.read"), "notes", args, stated)


def conforms_for_cedar(context: str) -> bool:
    """Whether Cedar itself, given the schema, takes the context for one of `notes.read`."""
    answer = cedar_alone.answer(ANYTHING, context, SCHEMA)
    return answer.allowed and not answer.diagnostics.errors


def refusal(args: Mapping[str, Any]) -> str:
    """Return why a request with these arguments is not mapped; nothing if it is."""
    try:
        context_json(request(args), CONTEXTS["notes.read"])
    except UnmappableError as error:
        return error.reason
    return ""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("name", (Text(), True)),
        ("n", (Long(), False)),
        ("limit", (Long(), True)),
        ("ratio", (Decimal(), False)),
        ("deep", (Flag(), False)),
        ("mode", (Text(), False)),
        ("level", (Long(), False)),
        ("tags", (SetOf(Text()), False)),
        ("pages", (SetOf(Long()), False)),
        ("free", (JsonText(), False)),
        ("mixed", (JsonText(), False)),
        ("any", (JsonText(), False)),
        ("either", (JsonText(), False)),
        ("amount", (Decimal(), False)),
    ],
)  # fmt: skip
def test_the_schema_alone_says_the_type(name: str, expected: tuple[Any, bool]) -> None:
    member = RECORD.members[name]
    assert (member.type, member.required) == expected


def test_objects_with_named_members_are_records_and_recursion_ends_in_text() -> None:
    box = RECORD.members["box"].type
    assert isinstance(box, Record)
    assert [(name, m.type, m.required) for name, m in box.members.items()] == [
        ("width", Long(), True), ("label", Text(), False),
    ]  # fmt: skip
    tree = RECORD.members["tree"].type
    assert isinstance(tree, Record)
    assert tree.members["branch"].type == JsonText()


@pytest.mark.parametrize(
    ("args", "held"),
    [
        pytest.param({"ratio": 1.5}, {"ratio": "1.5"}, id="float"),
        pytest.param({"ratio": 2}, {"ratio": "2.0"}, id="integer-where-a-number-is-declared"),
        pytest.param({"ratio": 2.0}, {"ratio": "2.0"}, id="same-number-same-text"),
        pytest.param({"ratio": -0.0}, {"ratio": "0.0"}, id="no-negative-zero"),
        pytest.param({"ratio": 1e21}, {"ratio": "1000000000000000000000.0"}, id="no-exponent"),
        pytest.param({"ratio": 1e-7}, {"ratio": "0.0000001"}, id="small"),
        pytest.param({"amount": 10**40 + 1}, {"amount": f"{10**40 + 1}.0"}, id="every-digit-is-kept"),
        pytest.param({"amount": 10**400}, {"amount": f"{10**400}.0"}, id="beyond-any-float"),
        pytest.param({"n": None}, {}, id="null-is-left-out"),
        pytest.param({"n": 2**63 - 1}, {"n": 2**63 - 1}, id="largest"),
        pytest.param({"tags": ["b", None, "a"]}, {"tags": ["b", "a"]}, id="null-element-is-left-out"),
        pytest.param({"limit": 3}, {"limit": 3}, id="given"),
        pytest.param({"free": {"b": 1, "a": [None, 1.5]}}, {"free": '{"a":[null,1.5],"b":1}'}, id="free-form"),
        pytest.param({"free": {"__entity": {"type": "Role", "id": "x"}}}, {"free": '{"__entity":{"id":"x","type":"Role"}}'}, id="entity-inside-text"),
        pytest.param({"mixed": [1, "a"]}, {"mixed": '[1,"a"]'}, id="mixed"),
        pytest.param({"either": 5}, {"either": "5"}, id="union"),
        pytest.param({"either": "5"}, {"either": '"5"'}, id="union-tells-text-from-number"),
        pytest.param({"any": 2**70}, {"any": str(2**70)}, id="untyped-keeps-every-digit"),
        pytest.param({"any": "ä"}, {"any": '"ä"'}, id="unicode"),
        pytest.param({"__entity": "x"}, {"___entity": "x"}, id="key-that-poses-as-an-entity"),
        pytest.param({"box": {"width": 1, "label": None}}, {"box": {"width": 1}}, id="record"),
    ],
)  # fmt: skip
def test_the_mapping(args: dict[str, Any], held: dict[str, Any]) -> None:
    assert RECORD.of({"name": "x", **args}) == {"name": "x", "limit": 10, **held}
    assert conforms_for_cedar(context_json(request({"name": "x", **args}), CONTEXTS["notes.read"]))


@pytest.mark.parametrize(
    "args",
    [
        pytest.param({}, id="required-missing"),
        pytest.param({"name": None}, id="required-null"),
        pytest.param({"name": 1}, id="number-for-text"),
        pytest.param({"name": "x", "n": True}, id="boolean-for-integer"),
        pytest.param({"name": "x", "n": 1.0}, id="float-for-integer"),
        pytest.param({"name": "x", "n": "1"}, id="text-for-integer"),
        pytest.param({"name": "x", "n": 2**63}, id="beyond-64-bits"),
        pytest.param({"name": "x", "n": -(2**63) - 1}, id="below-64-bits"),
        pytest.param({"name": "x", "pages": [2**64]}, id="element-beyond-64-bits"),
        pytest.param({"name": "x", "ratio": float("nan")}, id="nan"),
        pytest.param({"name": "x", "ratio": True}, id="boolean-for-number"),
        pytest.param({"name": "x", "ratio": 10**5000}, id="more-digits-than-python-writes"),
        pytest.param({"name": "x", "free": {"a": float("inf")}}, id="infinity-in-text"),
        pytest.param({"name": "x", "deep": 1}, id="number-for-boolean"),
        pytest.param({"name": "x", "tags": "abc"}, id="text-for-list"),
        pytest.param({"name": "x", "tags": [1]}, id="number-in-a-list-of-texts"),
        pytest.param({"name": "x", "tags": {"__entity": {"type": "Role", "id": "x"}}}, id="entity-for-list"),
        pytest.param({"name": {"__extn": {"fn": "decimal", "arg": "1.0"}}}, id="extension-for-text"),
        pytest.param({"name": "x", "box": {"width": 1, "label": "a", "lid": 2}}, id="undeclared-member"),
        pytest.param({"name": "x", "encoding": "utf-16"}, id="undeclared-argument"),
        pytest.param({"name": "x", "any": object()}, id="not-json"),
    ],
)  # fmt: skip
def test_what_does_not_conform_is_refused(args: dict[str, Any]) -> None:
    with pytest.raises(UnmappableError):
        context_json(request(args), CONTEXTS["notes.read"])


def test_errors_name_no_value() -> None:
    with pytest.raises(UnmappableError) as caught:
        RECORD.of({"name": {"secret": "4711"}})
    assert "4711" not in str(caught.value)
    assert "secret" not in str(caught.value)


def test_depth_and_size_are_bounded() -> None:
    deep: Any = 1
    for _ in range(31):  # and the context and the arguments around them
        deep = [deep]
    with pytest.raises(UnmappableError, match="deeper"):
        context_json(request({"name": "x", "any": deep}), CONTEXTS["notes.read"])
    assert context_json(request({"name": "x", "any": deep[0]}), CONTEXTS["notes.read"])
    for _ in range(100_000):
        deep = {"a": deep}
    with pytest.raises(UnmappableError, match="deeper"):
        context_json(request({"name": "x", "any": deep}), CONTEXTS["notes.read"])
    with pytest.raises(UnmappableError, match="larger than 65536"):
        context_json(request({"name": "ä" * 33_000}), CONTEXTS["notes.read"])


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param({"folders": "inbox"}, id="text-for-set"),
        pytest.param({"bytes": 2**63}, id="beyond-64-bits"),
        pytest.param({"shared": 1}, id="number-for-flag"),
        pytest.param({"more": 1}, id="undeclared"),
        pytest.param({"owner": None}, id="missing"),
    ],
)
def test_facts_are_checked_like_arguments(facts: dict[str, Any]) -> None:
    with pytest.raises(UnmappableError):
        context_json(request({"name": "x"}, **facts), CONTEXTS["notes.read"])


def test_offers_that_share_an_action_share_a_context() -> None:
    args = CONTEXTS["notes.prompt"].members["args"].type
    assert isinstance(args, Record)
    assert {name: m.required for name, m in args.members.items()} == {"topic": True, "tone": False}


# -- laws --------------------------------------------------------------------------------------

_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=8) | st.sampled_from(["__entity", "__extn", "__expr"]), inner, max_size=3)
    ),
    max_leaves=8,
)  # fmt: skip
_near = st.fixed_dictionaries(
    {"name": st.text(max_size=10)},
    optional=cast("dict[str, st.SearchStrategy[Any]]", {
        "n": st.none() | st.integers(),
        "ratio": st.floats() | st.integers(),
        "deep": st.booleans(),
        "tags": st.lists(st.text(max_size=3) | st.none(), max_size=3),
        "pages": st.lists(st.integers(), max_size=3),
        "box": st.fixed_dictionaries({"width": st.integers(), "label": st.none() | st.text()}),
        "free": st.dictionaries(st.text(max_size=8), _json, max_size=3),
        "mixed": st.lists(st.integers() | st.text(max_size=3)),
        "any": _json,
        "either": st.integers() | st.text(max_size=3),
        "amount": st.integers() | st.floats(),
        "tree": st.fixed_dictionaries({"leaf": st.text()}),
        "__entity": st.text(max_size=3),
    }),
)  # fmt: skip
_far = st.dictionaries(st.sampled_from([*ARGUMENTS["properties"], "other"]), _json, max_size=4)


@settings(deadline=None)
@given(_near | _far)
def test_every_request_that_is_mapped_conforms_for_cedar_itself(args: dict[str, Any]) -> None:
    try:
        context = context_json(request(args), CONTEXTS["notes.read"])
    except UnmappableError:
        return
    assert conforms_for_cedar(context)


@settings(deadline=None)
@given(_near)
def test_what_the_tools_schema_accepts_is_refused_only_for_what_cedar_has_no_room_for(
    args: dict[str, Any],
) -> None:
    assume(check_schema(VALIDATOR, args) is None)
    reason = refusal(args)
    room = ("64 bits", "not finite", "not JSON", "not Unicode")
    assert not reason or any(each in reason for each in room)


@settings(deadline=None)
@given(st.dictionaries(st.text(max_size=8), _json, max_size=4))
def test_without_a_schema_too_no_argument_poses_as_an_entity(args: dict[str, Any]) -> None:
    try:
        held = loose_value(args)
    except UnmappableError:
        return
    names = {name for node in nodes(json.loads(json.dumps(held))) for name in node}
    assert not names & {"__entity", "__extn", "__expr"}
