"""Several processes, many calls at once, approvers among them: one consent, one effect."""

import asyncio
import os
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fastmcp import Client
from records import all_records
from till import BOSS, DEPUTY, Shop, identifier_in, make_shop
from wire import Wire

from ostiary.approval.answer import Word
from ostiary.control import ConsentError, answer_consent, show_consent
from ostiary.ledger.read import Reader

SUPPORT = Path(__file__).parents[1] / "support"
TWICE = '@approval("boss") @approval_count("2")'

pytestmark = pytest.mark.timeout(90)


async def asked(shop: Shop) -> str:
    """Return the identifier of the question that a call leads to."""
    server = shop.server()
    try:
        async with Client(server) as client:
            result = await client.call_tool("give", {"amount": 5}, raise_on_error=False)
            return identifier_in(str(getattr(result.content[0], "text", "")))
    finally:
        server.close()


def race(shop: Shop, processes: int, calls: int) -> int:
    """Return how many of `calls` calls in each of several processes were let run."""
    racers = [
        subprocess.Popen(
            [sys.executable, SUPPORT / "till_racer.py", shop.folder, shop.state, str(calls)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(processes)
    ]
    for racer in racers:
        assert racer.stdout
        assert racer.stdout.readline() == "ready\n"
    for racer in racers:
        assert racer.stdin
        racer.stdin.write("go\n")
        racer.stdin.flush()
    answers = [int(racer.communicate(timeout=60)[0]) for racer in racers]
    assert [racer.returncode for racer in racers] == [0] * processes
    return sum(answers)


async def test_of_fifty_calls_in_two_processes_one_consent_lets_exactly_one_through(
    tmp_path: Path, state: str
) -> None:
    shop = make_shop(tmp_path, state=state)
    await shop.answer(await asked(shop))
    assert await asyncio.to_thread(race, shop, 2, 25) == 1
    assert shop.paid == [5]
    told = [each for each in all_records(shop.state) if each["kind"] == "intent"]
    assert len(told) == 1
    refused = [each for each in all_records(shop.state) if each["kind"] == "refusal"]
    assert len(refused) == 1 + 49
    with closing(Reader(shop.state)) as reader:
        assert reader.verify().whole


async def test_answers_that_come_at_once_all_count_and_each_person_once(
    tmp_path: Path, state: str
) -> None:
    shop = make_shop(tmp_path, TWICE, state=state)
    identifier = await asked(shop)
    view = (await show_consent(shop.settings, identifier)).view
    answers = [answer_consent(shop.settings, view, key, Word.ALLOW) for key in (BOSS, DEPUTY) * 3]
    assert all(weighed is not None for weighed in await asyncio.gather(*answers))
    assert await asyncio.to_thread(race, shop, 2, 10) == 1


async def test_of_a_yes_and_a_no_at_once_the_no_holds(tmp_path: Path, state: str) -> None:
    shop = make_shop(tmp_path, state=state)
    identifier = await asked(shop)
    view = (await show_consent(shop.settings, identifier)).view
    await asyncio.gather(
        answer_consent(shop.settings, view, BOSS, Word.ALLOW),
        answer_consent(shop.settings, view, DEPUTY, Word.DENY),
    )
    assert await asyncio.to_thread(race, shop, 2, 10) == 0
    with pytest.raises(ConsentError, match="over"):
        await shop.answer(identifier)
    assert shop.paid == []


@pytest.mark.parametrize("is_modern", [True, False], ids=["modern", "legacy"])
def test_what_was_agreed_to_and_never_answered_is_unknown_and_not_done_again(
    tmp_path: Path, is_modern: bool
) -> None:
    shop = make_shop(tmp_path)
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), **shop.environment()}
    call: dict[str, Any] = {"name": "give", "arguments": {"amount": 5, "rest_s": 50}}

    def start() -> Wire:
        return Wire(SUPPORT / "till.py", environment, is_modern=is_modern)

    wire = start()
    text = wire.request("tools/call", call)["result"]["content"][0]["text"]
    asyncio.run(shop.answer(identifier_in(text)))
    wire.ask("tools/call", call)
    while not shop.paid:
        time.sleep(0.02)
    wire.kill()
    wire.close()
    wire = start()
    again = wire.request("tools/call", call)["result"]["content"][0]["text"]
    assert wire.close() == 0
    assert identifier_in(again) != identifier_in(text)
    assert shop.paid == [5]
    with closing(Reader(shop.state)) as reader:
        assert len(reader.verify().unknown) == 1
