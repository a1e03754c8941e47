"""Nothing above the clearance leaves; what is not placed is above every clearance but the highest."""

import json
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import BaseModel, Field, TypeAdapter

from ostiary.classes import INTERNAL, PUBLIC, UNKNOWN, DataClass, Origin
from ostiary.privacy.classified import Classes, Each, Fields, Items
from ostiary.privacy.datamap import DataMap
from ostiary.privacy.release import WITHHELD, release
from ostiary.privacy.schema import releasable

PERSONAL = Origin(DataClass.PERSONAL)

origins = st.sampled_from([Origin(each) for each in DataClass])
classes: st.SearchStrategy[Any] = st.recursive(
    origins,
    lambda inner: st.one_of(
        st.builds(Each, inner),
        st.builds(Items, st.lists(inner, max_size=4)),
        st.builds(Fields, st.dictionaries(st.sampled_from("abc"), inner, max_size=3)),
    ),
    max_leaves=8,
)
MARK = "S3CRET"
leaves = st.one_of(st.none(), st.booleans(), st.integers(), st.just(MARK), st.text(max_size=3))
values: st.SearchStrategy[Any] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.sampled_from("abcd"), inner, max_size=4)
    ),
    max_leaves=12,
)


def _marks(value: Any, tree: Classes, clearance: DataClass) -> int:
    """Count, by the definition, the marks that may leave."""
    if isinstance(tree, Origin):
        return json.dumps(value).count(MARK) if tree.data_class <= clearance else 0
    parts: list[tuple[Any, Classes]] = [(value, UNKNOWN)]
    if isinstance(value, dict) and isinstance(tree, Fields):
        members = cast("dict[str, Any]", value)
        parts = [(members[key], tree.of[key]) for key in members if key in tree.of]
    elif isinstance(value, list) and isinstance(tree, Each | Items):
        elements = cast("list[Any]", value)
        known = [tree.of] * len(elements) if isinstance(tree, Each) else list(tree.of)
        unknown: list[Classes] = [UNKNOWN] * len(elements)
        parts = list(zip(elements, [*known, *unknown], strict=False))
    return sum(_marks(part, below, clearance) for part, below in parts)


@given(values, classes, st.sampled_from(list(DataClass)))
def test_exactly_what_may_leave_leaves(value: Any, tree: Classes, clearance: DataClass) -> None:
    released = release(value, tree, clearance)
    assert json.dumps(released.value).count(MARK) == _marks(value, tree, clearance)
    assert released.data_class <= clearance


@given(values)
def test_what_is_public_stays_as_it_is(value: Any) -> None:
    assert release(value, PUBLIC, DataClass.PUBLIC).value == value


@given(values, classes)
def test_releasing_twice_changes_nothing(value: Any, tree: Classes) -> None:
    once = release(value, tree, DataClass.INTERNAL).value
    assert release(once, tree, DataClass.INTERNAL).value == once


def test_a_withheld_null_looks_like_any_other_withheld_value() -> None:
    rows = release([[1, None], [2, "x"], [3, 4]], Each(Items([PUBLIC, PERSONAL])), DataClass.PUBLIC)
    assert rows.value == [[1, WITHHELD], [2, WITHHELD], [3, WITHHELD]]
    assert rows.withheld == {"personal": 3}
    assert rows.shown == {"public": 3}


def test_what_the_tree_does_not_name_is_left_out_key_and_all() -> None:
    released = release({"a": 1, "Anna Example": 2}, Fields({"a": PUBLIC}), DataClass.CONFIDENTIAL)
    assert released.value == {"a": 1}
    assert released.withheld == {"secret": 1}


class Inner(BaseModel):
    """A part."""

    count: int = Field(ge=3)
    flags: list[bool]


class Outer(BaseModel):
    """A result."""

    name: str = Field(pattern="^x$")
    number: float
    maybe: int | None
    inner: Inner
    more: dict[str, int]
    rows: list[list[str | int | None]]


OUTER = {
    "name": "x", "number": 1.5, "maybe": None, "inner": {"count": 3, "flags": [True]},
    "more": {"a": 1}, "rows": [["a", 1, None]],
}  # fmt: skip


@given(classes.filter(lambda tree: not isinstance(tree, Origin)), st.sampled_from(list(DataClass)))
def test_every_release_fits_the_schema_that_was_declared(
    tree: Classes, clearance: DataClass
) -> None:
    schema = releasable(TypeAdapter(Outer).json_schema(mode="serialization"))
    named = Fields(dict.fromkeys(OUTER, tree))
    released = release(OUTER, named, clearance)
    validator: Any = Draft202012Validator(schema)
    validator.validate(released.value)


def test_an_exact_line_wins_and_of_patterns_the_highest() -> None:
    data = DataMap(
        default=INTERNAL,
        sections={
            "columns": {"*.secret": Origin(DataClass.SECRET), "a.*": PUBLIC, "a.x": PERSONAL}
        },
    )
    assert data.lookup("columns", "A.X") == PERSONAL
    assert data.lookup("columns", "a.secret").data_class is DataClass.SECRET
    assert data.lookup("columns", "a.y") == PUBLIC
    assert data.lookup("columns", "b.y") == INTERNAL
    assert DataMap().lookup("columns", "b.y") == UNKNOWN


def test_names_are_told_apart_as_a_database_does() -> None:
    kelvin = "\u212a"
    data = DataMap(INTERNAL, {"columns": {"k.x": PERSONAL, "a*b.c*": Origin(DataClass.SECRET)}})
    assert data.lookup("columns", "K.X") == PERSONAL
    assert data.lookup("columns", f"{kelvin}.X") == INTERNAL
    assert data.names("columns", "k.x")
    assert not data.names("columns", f"{kelvin}.x")
    assert data.names("columns", "aXb.c")
    assert not data.names("columns", "ab")
    assert not data.names("columns", "a?b.d"), "a star is the only sign"
