"""Exports: one line a record, nothing that a record could break out of, the record's own words."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.ledger.chain import canonical
from ostiary.ledger.export import FORMATS
from ostiary.ledger.values import Entry

REFUSAL = {
    "kind": "refusal",
    "call": "c0ffee",
    "conversation": "77aa",
    "action": "sql.run_query",
    "server": "sql",
    "transport": "stdio",
    "outcome": "denied",
    "decision": {"effect": "deny"},
    "who": {"principal": "ann"},
    "policy": "abc",
}


def entry(body: object) -> Entry:
    return Entry("5f0c", 3, 1_764_000_000_123_456, "0" * 64, "a" * 64, canonical(body))  # type: ignore[arg-type]


def test_jsonl_is_the_record_with_its_place() -> None:
    told = json.loads(FORMATS["jsonl"](entry(REFUSAL)))
    assert told == {**REFUSAL, "stream": "5f0c", "position": 3, "hash": "a" * 64}


def test_ocsf_is_an_api_activity() -> None:
    told = json.loads(FORMATS["ocsf"](entry(REFUSAL)))
    assert (told["class_uid"], told["type_uid"], told["status_id"]) == (6003, 600302, 2)
    assert told["time"] == 1_764_000_000_123
    assert told["actor"]["user"]["name"] == "ann"
    assert told["api"] == {"operation": "sql.run_query", "service": {"name": "sql"}}
    assert told["unmapped"]["record"] == REFUSAL


def test_cef_is_one_line_of_seven_headers_and_an_extension() -> None:
    assert FORMATS["cef"](entry(REFUSAL)) == (
        "CEF:0|Ostiary|ostiary|1|refusal|sql.run_query|6|rt=1764000000123 externalId=5f0c:3"
        " suser=ann act=deny outcome=denied cs1Label=call cs1=c0ffee cs2Label=conversation cs2=77aa"
        " cs3Label=policy cs3=abc"
    )


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_text_breaks_out_of_its_place_in_cef(principal: str, action: str) -> None:
    line = FORMATS["cef"](entry({**REFUSAL, "action": action, "who": {"principal": principal}}))
    assert "\n" not in line
    assert "\r" not in line
    assert len(re.split(r"(?<!\\)(?:\\\\)*\|", line)) >= 8
    header = re.findall(r"(?:[^|\\]|\\.)*", line)
    assert header[0] == "CEF:0"


@pytest.mark.parametrize("name", FORMATS)
@given(
    body=st.recursive(
        st.none() | st.text() | st.integers(), lambda x: st.dictionaries(st.text(), x)
    )
)
def test_whatever_a_damaged_record_holds_becomes_one_line(name: str, body: object) -> None:
    assert len(FORMATS[name](entry(body)).split("\n")) == 1
