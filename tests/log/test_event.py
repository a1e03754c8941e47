"""What may be said, and how often: laws of the pure part."""

import json
import logging
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.log.event import UNSAFE, Event, json_line, module_name, told, type_name
from ostiary.log.meter import EVERY_US, MAX_THINGS, Meter

FIELDS = (
    "server", "version", "transport", "policy", "ran_s", "stage", "error", "reason", "count",
    "where", "logger", "library_level", "category", "dropped", "anything",
)  # fmt: skip


@given(
    event=st.sampled_from(Event),
    fields=st.fixed_dictionaries(
        {}, optional=dict.fromkeys(FIELDS, st.text(max_size=70) | st.integers() | st.booleans())
    ),
)
def test_a_line_is_one_line_of_numbers_and_short_words(
    event: Event, fields: dict[str, Any]
) -> None:
    line = json_line(told(event, fields, 1_700_000_000_000_000))
    assert line.count("\n") == 1
    assert line.isascii()
    said = json.loads(line)
    assert "anything" not in said
    for name in said.keys() - {"timestamp", "level", "event"}:
        value = said[name]
        assert value == UNSAFE or not isinstance(value, str) or value == fields[name]
        assert not isinstance(value, str) or not set(value) & set(" @/'\"\\=\n<>;,")


@pytest.mark.parametrize("event", Event)
def test_every_event_can_be_said(event: Event) -> None:
    said = told(event, {"server": "sql"}, 0)
    assert (said["event"], said["timestamp"]) == (event, "1970-01-01T00:00:00.000+00:00")


def test_a_type_that_was_made_up_has_no_name() -> None:
    assert type_name(ValueError) == "ValueError"
    assert type_name(json.JSONDecodeError) == "JSONDecodeError"
    assert type_name(type("ann@example", (Exception,), {})) == UNSAFE


def test_a_logger_is_told_as_far_as_it_is_a_module() -> None:
    assert module_name("logging.handlers.ann@example") in {"logging.handlers", "logging"}
    assert module_name("ann@example") == UNSAFE
    assert module_name(logging.getLogger().name) == UNSAFE


@given(times=st.lists(st.integers(0, 5 * EVERY_US)), things=st.lists(st.sampled_from("abc")))
def test_nothing_is_said_twice_within_a_minute_and_nothing_is_lost(
    times: list[int], things: list[str]
) -> None:
    meter = Meter()
    said: dict[str, list[int]] = {}
    counted: dict[str, int] = {}
    seen: dict[str, int] = {}
    for now, thing in zip(sorted(times), things, strict=False):
        seen[thing] = seen.get(thing, 0) + 1
        dropped = meter.pass_on(thing, now)
        if dropped is not None:
            said.setdefault(thing, []).append(now)
            counted[thing] = counted.get(thing, 0) + 1 + dropped
    for thing, at in said.items():
        assert all(later - earlier >= EVERY_US for earlier, later in pairwise(at))
        assert counted[thing] <= seen[thing]


def test_the_number_of_things_that_are_told_apart_is_bounded() -> None:
    meter = Meter()
    passed = [meter.pass_on(str(number), 0) for number in range(10 * MAX_THINGS)]
    assert passed.count(0) == MAX_THINGS + 1
