"""The loop: a real endpoint over HTTP, real servers, and every way in which it may end."""

from threading import Event as Flag
from typing import Any

import pytest
from asking import Desk, ask
from fastmcp import FastMCP
from replies import call_delta

from ostiary.testing.scripted_model import Call, Calls, Deltas, Raw, Say
from ostiary_host.event import (
    CallEnded,
    CallRefused,
    LimitReached,
    ReplyFaulty,
    ServerFailed,
    ServerReady,
)
from ostiary_host.explain import EndpointError
from ostiary_host.limits import Limits, Stop
from ostiary_host.message import FaultKind
from ostiary_host.prompt import SYSTEM

ADD = Call("desk_add", {"a": 2, "b": 3})


def _say_last_result(messages: Any) -> Say:
    return Say(f"It is {messages[-1]['content']}.")


@pytest.mark.parametrize("is_streaming", [True, False], ids=["stream", "whole"])
async def test_a_question_is_answered_from_a_tools_result(is_streaming: bool) -> None:
    asked = await ask([ADD, _say_last_result], is_streaming=is_streaming)
    assert asked.answered.text == 'It is {"result":5}.'
    assert asked.answered.stop is Stop.ANSWERED
    assert (asked.answered.turns, asked.answered.calls) == (2, 1)
    assert asked.answered.prompt_tokens > 0


async def test_the_prefix_of_every_request_is_the_same() -> None:
    asked = await ask([ADD, Call("desk_add", {"a": 1, "b": 1}), Say("done")])
    first, last = asked.requests[0], asked.requests[-1]
    assert first["messages"][0] == {"role": "system", "content": SYSTEM}
    assert last["messages"][: len(first["messages"])] == first["messages"]
    assert last["tools"] == first["tools"]
    names = [tool["function"]["name"] for tool in first["tools"]]
    assert names == ["desk_add", "desk_fail", "desk_write"]
    assert all(tool["function"]["strict"] for tool in first["tools"])


async def test_several_calls_of_one_reply_are_all_answered_in_order() -> None:
    desk = Desk()
    script = [Calls((ADD, Call("desk_add", {"a": 1, "b": 1})), text="Both."), Say("ok")]
    asked = await ask(script, desk=desk)
    assert desk.calls == ["add 2 3", "add 1 1"]
    results = [m["content"] for m in asked.last_messages if m["role"] == "tool"]
    assert results == ['{"result":5}', '{"result":2}']


async def test_a_good_call_runs_and_a_broken_one_beside_it_does_not() -> None:
    desk = Desk()
    script = [Calls((ADD, Call("desk_add", '{"a": 1,'))), Say("ok")]
    asked = await ask(script, desk=desk)
    assert desk.calls == ["add 2 3"]
    assert [refused.fault for refused in asked.told(CallRefused)] == [FaultKind.NOT_JSON]
    assert "[invalid_input]" in asked.last_messages[-1]["content"]


async def test_history_never_holds_malformed_arguments() -> None:
    asked = await ask([Call("desk_add", '{"a": 1e400}'), Say("ok")])
    calls = [call for m in asked.last_messages for call in m.get("tool_calls", [])]
    assert [call["function"]["arguments"] for call in calls] == ["{}"]


MALFORMED = {
    "cut-by-length": Deltas((call_delta(name="desk_add", arguments='{"a":2,"b":3}'),), "length"),
    "no-name": Deltas((call_delta(arguments='{"a":2,"b":3}'),), "tool_calls"),
    "empty-list": Deltas(({"tool_calls": []},), "tool_calls"),
    "leaked": Say('<tool_call>{"name": "desk_add", "arguments": {"a": 2, "b": 3}}</tool_call>'),
    "reasoning": Deltas(({"reasoning": '<tool_call>{"name": "desk_add"}</tool_call>'},)),
    "renamed": Deltas(
        (call_delta(name="desk_fail"), call_delta(name="desk_add", arguments="{}")), "tool_calls"
    ),
    "unknown": Call("desk_wipe"),
    "not-json": Call("desk_add", '{"a": 2, "b": 3}}'),
    "wrong-type": Call("desk_add", {"a": "2", "b": 3}),
}


@pytest.mark.parametrize("turn", MALFORMED.values(), ids=MALFORMED.keys())
async def test_a_malformed_reply_is_repaired_and_never_executed(turn: Any) -> None:
    desk = Desk()
    asked = await ask([turn, Say("Sorry. Five.")], desk=desk)
    assert desk.calls == []
    assert asked.answered.text == "Sorry. Five."
    assert asked.told(CallRefused) or asked.told(ReplyFaulty)


@pytest.mark.parametrize("turn", MALFORMED.values(), ids=MALFORMED.keys())
async def test_repairs_are_bounded(turn: Any) -> None:
    limits = Limits(max_repairs=2, max_identical_calls=99)
    asked = await ask([turn, turn, turn, Say("I could not.")], limits=limits)
    assert asked.answered.stop is Stop.MALFORMED
    assert asked.answered.text == "I could not."
    assert "tools" not in asked.requests[-1]


async def test_turns_are_limited_and_the_last_one_has_no_tools() -> None:
    script = [Call("desk_add", {"a": n, "b": 1}) for n in range(3)] + [Say("So far: 3.")]
    asked = await ask(script, limits=Limits(max_turns=3))
    assert asked.answered.stop is Stop.TURNS
    assert not asked.answered.is_complete
    assert asked.answered.text == "So far: 3."
    assert "tools" not in asked.requests[-1]
    assert [reached.stop for reached in asked.told(LimitReached)] == [Stop.TURNS]


async def test_calls_are_limited_within_one_reply_too() -> None:
    desk = Desk()
    many = Calls(tuple(Call("desk_add", {"a": n, "b": 0}) for n in range(5)))
    asked = await ask([many, Say("Two of five.")], desk=desk, limits=Limits(max_calls=2))
    assert desk.calls == ["add 0 0", "add 1 0"]
    assert asked.answered.stop is Stop.CALLS
    assert len([m for m in asked.last_messages if m["role"] == "tool"]) == 5


async def test_the_same_call_again_and_again_ends_the_loop() -> None:
    desk = Desk()
    script = [ADD, ADD, ADD, Say("It stays 5.")]
    asked = await ask(script, desk=desk)
    assert desk.calls == ["add 2 3"] * 2
    assert asked.answered.stop is Stop.IDENTICAL


async def test_a_call_made_in_the_last_turn_is_not_executed() -> None:
    desk = Desk()
    asked = await ask([ADD], desk=desk, limits=Limits(max_turns=2), repeats_last=True)
    assert len(desk.calls) == 2
    assert asked.answered.text.startswith("No answer.")


@pytest.mark.parametrize("code", ["denied", "not_found", "invalid_input", "budget", "upstream"])
async def test_a_refusal_is_told_to_the_model_and_the_loop_goes_on(code: str) -> None:
    asked = await ask([Call("desk_fail", {"code": code}), Say("Without it, then.")])
    assert asked.answered.stop is Stop.ANSWERED
    assert asked.last_messages[-1]["content"] == f"[{code}] A sentence. A hint."
    assert [ended.code for ended in asked.told(CallEnded)] == [code]


async def test_a_crash_inside_a_server_ends_the_loop() -> None:
    asked = await ask([Call("desk_fail", {"code": "crashed"}), Say("It broke.")])
    assert asked.answered.stop is Stop.CRASHED
    assert asked.answered.text == "It broke."


async def test_three_denials_in_a_row_end_the_loop() -> None:
    denied = Call("desk_fail", {"code": "denied"})
    script = [denied, ADD, denied, denied, Calls((denied, ADD)), Say("I may not.")]
    asked = await ask(script, limits=Limits(max_identical_calls=9))
    assert asked.answered.stop is Stop.DENIED
    assert [ended.code for ended in asked.told(CallEnded)].count("denied") == 4
    assert [ended.code for ended in asked.told(CallEnded)].count("ok") == 1


async def test_a_long_result_reaches_the_model_cut_with_a_marker() -> None:
    limits = Limits(max_result_bytes=500)
    asked = await ask([Call("desk_write", {"length": 9000}), Say("ok")], limits=limits)
    content = asked.last_messages[-1]["content"]
    assert len(content.encode()) <= 500
    assert "bytes cut by the host" in content


async def test_an_answer_cut_by_length_is_not_called_complete() -> None:
    asked = await ask([Deltas(({"content": "It is fi"},), "length")])
    assert asked.answered.stop is Stop.LENGTH
    assert asked.answered.text == "It is fi"


async def test_time_ends_a_hanging_reply_and_the_last_turn_still_answers() -> None:
    release = Flag()

    def play(messages: Any) -> Say | Call:
        # By what was said, not by turn: on a slow machine the time may end before the call does.
        if messages[-1]["role"] == "user" and len(messages) > 2:
            release.set()
            return Say("Known so far: 5.")
        if messages[-1]["role"] == "tool":
            release.wait(20)
        return ADD

    asked = await ask([play], limits=Limits(timeout_s=2.0), repeats_last=True)
    assert asked.answered.stop is Stop.TIME
    assert asked.answered.text == "Known so far: 5."


async def test_a_model_that_never_answers_ends_at_the_deadline() -> None:
    release = Flag()

    def hang(_messages: Any) -> Say:
        release.wait(20)
        return Say("too late")

    async def asking() -> None:
        try:
            await ask([hang], limits=Limits(timeout_s=0.3))
        finally:
            release.set()

    with pytest.raises(TimeoutError):
        await asking()


async def test_a_stream_that_breaks_is_read_again_without_streaming() -> None:
    desk = Desk()
    cut = Deltas((call_delta(name="desk_add", arguments='{"a":2,"b":3}'),), "stop", is_done=False)
    asked = await ask([cut, ADD, _say_last_result], desk=desk)
    assert desk.calls == ["add 2 3"]
    assert asked.answered.text == 'It is {"result":5}.'
    assert [request["stream"] for request in asked.requests] == [True, False, False]


async def test_an_endpoint_that_fails_midway_is_said_plainly() -> None:
    with pytest.raises(EndpointError, match="failed inside"):
        await ask([ADD, Raw(b'{"error": {"message": "boom"}}', status=500)])


async def test_a_broken_server_is_reported_and_the_others_work() -> None:
    broken: FastMCP[Any] = FastMCP("broken", middleware=[])

    @broken.tool
    def add() -> str:
        """Return nothing of use."""
        return "x"

    class Refusing(FastMCP[Any]):
        async def list_tools(self, *args: Any, **kwargs: Any) -> Any:
            raise RuntimeError("no tools today")

    desk = Desk()
    servers = {"desk": desk.server(), "refusing": Refusing("refusing"), "plain": broken}
    asked = await ask([ADD, Say("5")], servers=servers)
    assert asked.answered.text == "5"
    assert {ready.server for ready in asked.told(ServerReady)} == {"desk", "plain"}
    assert [failed.server for failed in asked.told(ServerFailed)] == ["refusing"]


async def test_two_tools_of_one_name_are_not_both_offered() -> None:
    first: FastMCP[Any] = FastMCP("first")
    second: FastMCP[Any] = FastMCP("second")
    first.tool(lambda: "first", name="b_c", description="First.")
    second.tool(lambda: "second", name="c", description="Second.")
    asked = await ask([Call("a_b_c"), Say("ok")], servers={"a": first, "a_b": second})
    assert asked.last_messages[-1]["content"] == "first"
    assert [failed.server for failed in asked.told(ServerFailed)] == ["a_b"]
