"""The reader of replies: bytes in, one reply out, and never a guess."""

import itertools
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from replies import call_delta, chunk, event, read, stream

from ostiary_host.message import FaultKind, RawCall, Usage
from ostiary_host.stream import ReplyReader, read_document

LONG_CALL = stream(
    [
        {"reasoning": "Let me look. <tool_call>{}</tool_call>"},
        {"content": "Zürich, 東京 🦉 "},
        {"content": 'and "quotes"'},
        call_delta(0, name="sql_run_query", arguments="", call_id="chatcmpl-tool-00"),
        call_delta(0, arguments='{"sql": "SELECT '),
        call_delta(1, name="sql_list_tables", arguments="{}", call_id="chatcmpl-tool-01"),
        call_delta(0, arguments="'é🦉'\"}"),
    ],
    "tool_calls",
)


@given(cuts=st.lists(st.integers(min_value=0, max_value=10_000), max_size=40))
def test_any_split_of_the_bytes_gives_the_same_reply(cuts: list[int]) -> None:
    assert read(LONG_CALL, cuts) == read(LONG_CALL)


def test_one_byte_at_a_time_gives_the_same_reply() -> None:
    reply = read(LONG_CALL, range(len(LONG_CALL)))
    assert reply.text == 'Zürich, 東京 🦉 and "quotes"'
    assert reply.faults == ()
    assert reply.usage == Usage(7, 3)
    assert reply.calls == (
        RawCall(0, "chatcmpl-tool-00", "sql_run_query", '{"sql": "SELECT \'é🦉\'"}'),
        RawCall(1, "chatcmpl-tool-01", "sql_list_tables", "{}"),
    )


@given(
    text=st.text(max_size=200).filter(lambda text: "<" not in text and "[" not in text),
    sizes=st.lists(st.integers(1, 20), min_size=1, max_size=20),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
    cuts=st.lists(st.integers(min_value=0, max_value=10_000), max_size=20),
)
def test_text_arrives_as_it_was_sent_whatever_the_pieces_and_line_ends(
    text: str, sizes: list[int], line_end: str, cuts: list[int]
) -> None:
    pieces: list[str] = []
    rest = text
    for size in sizes:
        pieces.append(rest[:size])
        rest = rest[size:]
    data = stream([{"content": piece} for piece in [*pieces, rest]])
    data = data.replace(b"\n", line_end.encode())
    assert read(data, cuts).text == text


@given(arguments=st.text(max_size=100), cuts=st.lists(st.integers(0, 100), max_size=10))
def test_arguments_arrive_as_they_were_sent(arguments: str, cuts: list[int]) -> None:
    edges = [0, *sorted(cut % (len(arguments) + 1) for cut in cuts), len(arguments)]
    pieces = [arguments[a:b] for a, b in itertools.pairwise(edges)]
    deltas = [call_delta(name="f"), *(call_delta(arguments=piece) for piece in pieces)]
    assert read(stream(deltas, "tool_calls")).calls == (RawCall(0, "", "f", arguments),)


@given(data=st.binary(max_size=400), cuts=st.lists(st.integers(0, 400), max_size=10))
def test_bytes_that_are_no_stream_never_raise_and_never_make_a_call(
    data: bytes, cuts: list[int]
) -> None:
    reply = read(data, cuts)
    assert reply.is_broken_exchange
    assert not reply.calls


@given(length=st.integers(min_value=0, max_value=len(LONG_CALL) - len(b"data: [DONE]")))
def test_a_stream_cut_anywhere_is_a_broken_exchange(length: int) -> None:
    assert read(LONG_CALL[:length]).is_broken_exchange


def test_a_character_split_into_two_escapes_in_two_chunks_is_whole_again() -> None:
    data = (
        b'data: {"choices":[{"index":0,"delta":{"content":"\\ud83e"}}]}\n\n'
        b'data: {"choices":[{"index":0,"delta":{"content":"\\udd89"}}]}\n\n'
        b"data: [DONE]\n\n"
    )
    assert read(data).text == "🦉"


MALFORMED: dict[str, tuple[list[dict[str, Any]], str, FaultKind]] = {
    "call-without-a-name": ([call_delta(arguments='{"a": 1}')], "stop", FaultKind.MISSING_NAME),
    "nothing-at-all": ([], "stop", FaultKind.EMPTY_REPLY),
    "announced-but-empty-list": ([{"tool_calls": []}], "tool_calls", FaultKind.EMPTY_CALLS),
    "announced-and-text-leaked": ([{"content": "{}{"}], "tool_calls", FaultKind.EMPTY_CALLS),
    "markup-leaked-as-text": (
        [{"content": '<tool_call>\n{"name": "f", "arguments": {"a": 1,}'}],
        "stop",
        FaultKind.LEAKED_MARKUP,
    ),
    "markup-cut-by-length": ([{"content": "<tool_call>{"}], "length", FaultKind.LEAKED_MARKUP),
    "call-cut-by-length": (
        [call_delta(name="f", arguments='{"a": 1}')],
        "length",
        FaultKind.CUT_CALL,
    ),
    "only-reasoning": ([{"reasoning": "hm"}], "stop", FaultKind.REASONING_ONLY),
    "only-reasoning-older-name": ([{"reasoning_content": "hm"}], "stop", FaultKind.REASONING_ONLY),
    "reasoning-ate-the-tokens": (
        [{"reasoning": "hm", "content": None}],
        "length",
        FaultKind.REASONING_ONLY,
    ),
    "name-changes": (
        [call_delta(name="read"), call_delta(name="delete")],
        "tool_calls",
        FaultKind.CHANGED_NAME,
    ),
    "two-calls-under-one-index": (
        [call_delta(name="f", call_id="1"), call_delta(name="f", call_id="2")],
        "tool_calls",
        FaultKind.CHANGED_ID,
    ),
    "no-index": (
        [{"tool_calls": [{"function": {"name": "f", "arguments": "{}"}}]}],
        "tool_calls",
        FaultKind.BAD_INDEX,
    ),
    "index-is-text": (
        [{"tool_calls": [{"index": "0", "function": {"name": "f"}}]}],
        "tool_calls",
        FaultKind.BAD_INDEX,
    ),
    "call-is-no-object": ([{"tool_calls": ["f"]}], "tool_calls", FaultKind.BAD_INDEX),
}


@pytest.mark.parametrize(("deltas", "finish", "fault"), MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_reply_is_named(
    deltas: list[dict[str, Any]], finish: str, fault: FaultKind
) -> None:
    assert fault in read(stream(deltas, finish)).faults


def test_a_call_inside_reasoning_is_not_a_call() -> None:
    reply = read(stream([{"reasoning": '<tool_call>{"name":"f"}</tool_call>'}, {"content": "No."}]))
    assert reply.calls == ()
    assert reply.faults == ()


def test_a_name_sent_again_with_every_piece_is_set_once() -> None:
    deltas = [call_delta(name="add", arguments=piece) for piece in ('{"a"', ": 1}")]
    assert read(stream(deltas, "tool_calls")).calls == (RawCall(0, "", "add", '{"a": 1}'),)


def test_calls_are_found_whatever_the_reason_for_ending() -> None:
    for finish in ("stop", "tool_calls", "function_call", ""):
        assert len(read(stream([call_delta(name="f", arguments="{}")], finish)).calls) == 1


def test_a_missing_done_is_a_fault_even_if_all_else_is_whole() -> None:
    reply = read(stream([{"content": "hello"}], done=False))
    assert reply.faults == (FaultKind.CUT_STREAM,)


def test_zero_chunks_are_a_fault() -> None:
    for data in (b"", event("[DONE]"), b": keep-alive\n\n"):
        assert read(data).faults[0] is FaultKind.EMPTY_STREAM


@pytest.mark.parametrize(
    "bad",
    [b"data: {oops\n\n", b"data: [1]\n\n", b'data: {"content": "\xff"}\n\n', b"data: null\n\n"],
    ids=["no-json", "no-object", "no-utf8", "null"],
)
def test_a_chunk_that_is_no_chunk_breaks_the_exchange(bad: bytes) -> None:
    reply = read(chunk({"content": "a"}) + bad + event("[DONE]"))
    assert FaultKind.BAD_CHUNK in reply.faults


def test_an_error_inside_the_stream_breaks_the_exchange() -> None:
    data = chunk({"content": "a"}) + event({"error": {"message": "boom"}}) + event("[DONE]")
    assert FaultKind.BAD_CHUNK in read(data).faults


def test_comments_other_fields_and_a_byte_order_mark_do_not_matter() -> None:
    data = b"\xef\xbb\xbf: keep-alive\nevent: x\nid: 4\n" + stream([{"content": "hi"}])
    assert read(data).text == "hi"


def test_what_follows_done_does_not_count() -> None:
    reply = read(stream([{"content": "yes"}]) + chunk({"content": " no"}))
    assert (reply.text, reply.faults) == ("yes", ())


def test_other_choices_are_not_mixed_in() -> None:
    other = event({"choices": [{"index": 1, "delta": {"content": "other"}}]})
    assert read(other + stream([{"content": "mine"}])).text == "mine"


def test_a_flood_ends_the_reading() -> None:
    reader = ReplyReader(max_bytes=1000)
    reader.feed(b"data: " + b"x" * 2000)
    assert reader.is_over
    assert FaultKind.TOO_LARGE in reader.close().faults


def test_a_whole_document_says_the_same_as_a_stream() -> None:
    function = {"name": "f", "arguments": '{"a": 1}'}
    message = {
        "content": "hm",
        "tool_calls": [{"id": "i", "type": "function", "function": function}],
    }
    choice = {"index": 0, "message": message, "finish_reason": "tool_calls"}
    usage = {"prompt_tokens": 7, "completion_tokens": 3}
    document = {"model": "m", "choices": [choice], "usage": usage}
    deltas = [{"content": "hm"}, call_delta(name="f", arguments='{"a": 1}', call_id="i")]
    assert read_document(json.dumps(document).encode()) == read(stream(deltas, "tool_calls"))


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"object": "list"}', b'{"choices": []}'])
def test_a_document_without_a_choice_is_a_broken_exchange(body: bytes) -> None:
    assert read_document(body).is_broken_exchange
