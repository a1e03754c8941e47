"""Results on their way to the model and to the human."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mcp_types import CallToolResult, ImageContent, TextContent

from ostiary_host.event import Answered, CallEnded, CallStarted, ServerFailed, TextArrived, as_json
from ostiary_host.limits import Stop
from ostiary_host.outcome import cut_to, failure, withheld_in
from ostiary_host.servers import read_result
from ostiary_host.transcript import Transcript, one_line, printable


@given(text=st.text(max_size=300), max_bytes=st.integers(60, 400))
def test_a_cut_text_fits_and_keeps_its_head_and_tail(text: str, max_bytes: int) -> None:
    cut = cut_to(text, max_bytes)
    assert len(cut.encode()) <= max_bytes
    if cut != text:
        head, marker, tail = cut.partition("\n[... ")
        assert marker
        assert text.startswith(head)
        assert text.endswith(tail.partition("...]\n")[2])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[denied] This call is not permitted.", "denied"),
        ("[invalid_input] The arguments are not valid.", "invalid_input"),
        ("[surprise] Something.", "error"),
        ("Error calling tool 'x'", "error"),
        ("denied", "error"),
        ("", "error"),
    ],
)
def test_the_code_of_a_failure_is_read_from_its_text(text: str, code: str) -> None:
    assert failure(text).code == code


def test_structured_content_is_what_the_model_reads() -> None:
    text = TextContent(type="text", text="{ pretty }")
    result = CallToolResult(content=[text], structured_content={"a": [1, "ü"]})
    assert read_result(result).text == '{"a":[1,"ü"]}'
    assert read_result(CallToolResult(content=[text])).text == "{ pretty }"


def test_an_image_is_named_and_left_out() -> None:
    image = ImageContent(type="image", data="QUJD", mime_type="image/png")
    outcome = read_result(CallToolResult(content=[image]))
    assert "QUJD" not in outcome.text
    assert "image" in outcome.text


def test_withheld_values_are_found_by_column_or_by_path() -> None:
    table = {
        "columns": [{"name": "a"}, {"name": "b"}, {"name": "c"}],
        "rows": [[1, "x", "[withheld]"], [2, "[withheld]", None]],
    }
    assert withheld_in(table) == ["b", "c"]
    assert withheld_in({"o": [{"k": "[withheld]"}, {"k": "[withheld]"}]}) == ["$.o[].k"]
    assert withheld_in("nothing") == []


HOSTILE = "\x1b[2J\x07\u202eevil\x9b31m\u2066\ufeff"


def test_nothing_that_a_model_or_server_says_can_drive_the_terminal() -> None:
    answers, speech = io.StringIO(), io.StringIO()
    show = Transcript(answers, speech, is_coloured=False, is_live=True)
    show(TextArrived(HOSTILE))
    show(ServerFailed(HOSTILE, HOSTILE))
    show(CallStarted(1, HOSTILE, HOSTILE, {HOSTILE: HOSTILE}))
    show(CallEnded(1, HOSTILE, HOSTILE, "ok", HOSTILE, (), 0.1))
    show(Answered(HOSTILE, Stop.TURNS, 1, 1, 0, 0))
    printed = answers.getvalue() + speech.getvalue()
    assert "evil" in printed
    assert printable(printed) == printed
    assert not set(printed) & set("\x1b\x07\u202e\x9b\u2066\ufeff")


def test_a_pipe_gets_the_answer_alone_and_a_terminal_gets_it_once() -> None:
    for is_live in (False, True):
        answers, speech = io.StringIO(), io.StringIO()
        show = Transcript(answers, speech, is_coloured=False, is_live=is_live)
        for piece in ("It is ", "5."):
            show(TextArrived(piece))
        show(Answered("It is 5.", Stop.ANSWERED, 1, 0, 0, 0))
        assert answers.getvalue() == "It is 5.\n"
        assert speech.getvalue() == ""


def test_a_summary_is_one_short_line() -> None:
    assert one_line("a\n b\tc") == "a b c"
    assert len(one_line("x" * 1000)) == 160


def test_events_are_named_in_json() -> None:
    assert as_json(TextArrived("x")) == {"event": "text_arrived", "text": "x"}
