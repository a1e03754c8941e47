"""What consent costs: calls that need none though a rule asks for it, and verifying who agreed."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fastmcp import Client

from bench.place import echo_place
from bench.row import Row, median, say
from bench.stages import timed_server
from ostiary.approval.answer import Answer, Word, sign
from ostiary.approval.approverkey import ApproverKey
from ostiary.approval.weigh import weigh
from ostiary.consent import Approver, Terms

ROUNDS = 600
STAGE = "_decide_and_reserve"
ASKS = """
@id("asks") @approval("caller") permit (
  principal in Role::"caller", action == Action::"echo.echo", resource
) when { context.args.number < 0 };
"""


def rows() -> Iterator[Row]:
    """Yield the rows."""
    yield asyncio.run(_beside())
    yield _weighing()


async def _beside() -> Row:
    """Return what deciding and reserving takes where another rule about the tool asks consent."""
    say("  a call that needs no consent, beside the same without a rule that asks")
    with echo_place(in_memory=True) as plain, echo_place(in_memory=True) as asking:
        path = Path(asking["OSTIARY_POLICIES"]) / "echo" / "policy.cedar"
        path.write_text(path.read_text() + ASKS)
        servers = [timed_server(each, (STAGE,)) for each in (plain, asking)]
        async with Client(servers[0][0]) as first, Client(servers[1][0]) as second:
            clients: tuple[Client[Any], ...] = (first, second)
            for number in range(20):
                for client in clients:
                    await client.call_tool_mcp("echo", {"number": number})
            for _, samples in servers:
                samples[STAGE].clear()
            for number in range(ROUNDS):
                for client in clients:
                    await client.call_tool_mcp("echo", {"number": number})
        took = [median(samples[STAGE]) for _, samples in servers]
        for server, _ in servers:
            server.close()
    name = "decide and reserve, a rule that asks does not match"
    return Row(name, took[1], "ms", ROUNDS, "no rule asks", took[0])


def _weighing() -> Row:
    """Return what it takes to verify two answers, inside the transaction that uses them."""
    people = [ApproverKey(name, bytes([number]) * 32) for number, name in enumerate("ab", 1)]
    approvers = {each.name: Approver(each.name, each.public, frozenset({"r"})) for each in people}
    digest = "ab" * 32
    answers: list[Answer] = [
        sign(each.private, "id", digest, each.name, Word.ALLOW) for each in people
    ]
    samples: list[float] = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        weigh(Terms((("r", 2),)), "caller", digest, approvers, answers)
        samples.append((time.perf_counter() - started) * 1000)
    return Row("two signed answers are verified and weighed", median(samples), "ms", ROUNDS)
