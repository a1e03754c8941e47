"""The agent loop: ask the model, run what it asks for, within limits, until it answers.

It joins the pure parts with a model and a box of tools, and does no I/O of its own. Calls are made
one after the other: what one call earns (a label, a spent budget) must hold for the next.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from ostiary_host.calls import Call, RefusedCall, read_call
from ostiary_host.event import (
    Answered,
    CallEnded,
    CallRefused,
    CallStarted,
    LastTurnFailed,
    LimitReached,
    Observe,
    ReplyFaulty,
    TextArrived,
)
from ostiary_host.explain import EndpointError
from ostiary_host.jsonvalue import compact
from ostiary_host.limits import Limits, Stop, Tally
from ostiary_host.message import Reply
from ostiary_host.outcome import Outcome, cut_to, withheld_in
from ostiary_host.prompt import SYSTEM, landing, repair
from ostiary_host.tool import Tool


class Model(Protocol):
    """Something that continues a conversation."""

    async def complete(
        self,
        messages: Sequence[Mapping[str, Any]],
        tools: Sequence[Mapping[str, Any]],
        on_text: Callable[[str], None],
        on_fallback: Callable[[Reply], None],
    ) -> Reply:
        """Return the next reply; raise `EndpointError` if there is none to be had."""
        ...


class Toolbox(Protocol):
    """The tools of all servers that started."""

    @property
    def tools(self) -> Sequence[Tool]:
        """Every tool, in an order that does not change."""
        ...

    async def call(self, tool: Tool, arguments: dict[str, Any], timeout_s: float) -> Outcome:
        """Return what the call came to; never raises for a call that fails."""
        ...


class Conversation:
    """One question and what follows from it.

    Args:
        model: Who answers.
        toolbox: What it may use.
        limits: How far it may go.
        observe: Told of each step as it happens.
        now_s: A clock that never runs backwards [s].
    """

    def __init__(
        self,
        model: Model,
        toolbox: Toolbox,
        *,
        limits: Limits,
        observe: Observe,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._model = model
        self._toolbox = toolbox
        self._limits = limits
        self._observe = observe
        self._now_s = now_s
        self._tally = Tally(limits, now_s)
        self._tools = {tool.offered_name: tool for tool in toolbox.tools}
        self._functions = [tool.function for tool in toolbox.tools]
        self._messages: list[dict[str, Any]] = []
        self._used_ids: set[str] = set()
        self._prompt_tokens = self._completion_tokens = 0

    async def ask(self, question: str) -> Answered:
        """Return the answer to `question`, complete or as far as the limits let it come.

        Raises:
            EndpointError: The model's endpoint failed, so that there is no answer at all.
            TimeoutError: Time ran out before the model said anything.
        """
        self._messages = [
            {"role": "system", "content": SYSTEM},
            {"role": "user", "content": question},
        ]
        while True:
            stop = self._tally.begin_turn()
            if stop is None:
                stop, text = await self._turn()
                if stop is Stop.ANSWERED or stop is Stop.LENGTH:
                    return self._answered(text, stop)
            if stop is not None:
                return await self._land(stop)

    async def _turn(self) -> tuple[Stop | None, str]:
        """Take one turn; return why the loop ends, if it does, and the text of the reply."""
        try:
            reply = await self._complete(self._functions, self._tally.remaining_s)
        except TimeoutError:
            if len(self._messages) == 2:
                raise
            return Stop.TIME, ""
        except EndpointError as error:
            if self._tally.calls == 0:
                raise
            raise EndpointError(
                f"{error}\nThe answer is missing; {self._tally.calls} calls were made before, with "
                "the outcomes told above."
            ) from error
        if reply.faults:
            return self._repair(reply), ""
        if not reply.calls:
            return (Stop.LENGTH if reply.finish == "length" else Stop.ANSWERED), reply.text
        calls = self._read_calls(reply)
        stop = None
        for call in calls:
            stop = stop or self._tally.begin_call(call.fingerprint)
            if stop is None:
                stop = await self._execute(call)
            else:
                self._answer_call(call.call_id, f"[budget] Not executed. {stop.sentence}")
        if all(isinstance(call, RefusedCall) for call in calls):
            return stop or self._tally.malformed(), ""
        self._tally.well_formed()
        return stop, ""

    def _repair(self, reply: Reply) -> Stop | None:
        self._observe(ReplyFaulty(reply.faults, "repair"))
        if reply.text.strip():
            self._messages.append({"role": "assistant", "content": reply.text})
        self._messages.append({"role": "user", "content": repair(reply.faults)})
        return self._tally.malformed()

    def _read_calls(self, reply: Reply) -> list[Call | RefusedCall]:
        calls: list[Call | RefusedCall] = []
        for raw in reply.calls:
            call_id = raw.call_id
            if not call_id or call_id in self._used_ids:
                call_id = f"call-{len(self._used_ids)}"
            self._used_ids.add(call_id)
            calls.append(read_call(raw, call_id, self._tools))
        # Empty text and no `content` mean different things to engines; an empty string suits all.
        history = [_as_history(call) for call in calls]
        self._messages.append({"role": "assistant", "content": reply.text, "tool_calls": history})
        return calls

    async def _execute(self, call: Call | RefusedCall) -> Stop | None:
        if isinstance(call, RefusedCall):
            self._observe(CallRefused(call.name, call.fault, call.advice))
            self._answer_call(call.call_id, f"[invalid_input] {call.advice}")
            return None
        number, tool = self._tally.calls, call.tool
        self._observe(CallStarted(number, tool.server, tool.name, call.arguments))
        started_s = self._now_s()
        outcome = await self._toolbox.call(tool, call.arguments, self._tally.remaining_s)
        text = cut_to(outcome.text, self._limits.max_result_bytes)
        withheld = tuple(withheld_in(outcome.value))
        duration_s = self._now_s() - started_s
        self._observe(
            CallEnded(number, tool.server, tool.name, outcome.code, text, withheld, duration_s)
        )
        self._answer_call(call.call_id, text)
        return self._tally.end_call(outcome.code)

    def _answer_call(self, call_id: str, text: str) -> None:
        self._messages.append({"role": "tool", "tool_call_id": call_id, "content": text})

    async def _land(self, stop: Stop) -> Answered:
        self._observe(LimitReached(stop, stop.sentence))
        self._messages.append({"role": "user", "content": landing(stop)})
        try:
            reply = await self._complete([], self._limits.landing_timeout_s)
        except TimeoutError:
            return self._answered("", stop)
        except EndpointError as error:
            # The calls were made and told: that the last words are missing does not undo them.
            self._observe(LastTurnFailed(str(error)))
            return self._answered("", stop)
        if reply.calls:
            self._observe(ReplyFaulty(reply.faults, "calls of the last turn are not executed"))
        return self._answered(reply.text, stop)

    async def _complete(self, functions: Sequence[Mapping[str, Any]], timeout_s: float) -> Reply:
        async with asyncio.timeout(timeout_s):
            reply = await self._model.complete(
                self._messages,
                functions,
                lambda text: self._observe(TextArrived(text)),
                lambda broken: self._observe(ReplyFaulty(broken.faults, "read without streaming")),
            )
        self._prompt_tokens += reply.usage.prompt_tokens
        self._completion_tokens += reply.usage.completion_tokens
        return reply

    def _answered(self, text: str, stop: Stop) -> Answered:
        answered = Answered(
            text=text.strip() or f"No answer. {stop.sentence}",
            stop=stop,
            turns=self._tally.turns,
            calls=self._tally.calls,
            prompt_tokens=self._prompt_tokens,
            completion_tokens=self._completion_tokens,
        )
        self._observe(answered)
        return answered


def _as_history(call: Call | RefusedCall) -> dict[str, Any]:
    # Written anew from what was parsed: engines refuse a history that holds malformed arguments.
    if isinstance(call, Call):
        name, arguments = call.tool.offered_name, compact(call.arguments)
    else:
        name, arguments = call.name, "{}"
    return {
        "id": call.call_id,
        "type": "function",
        "function": {"name": name, "arguments": arguments},
    }
