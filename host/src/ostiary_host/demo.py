"""The demonstration: a business question answered from a real database, every step in sight.

Run as `python -m ostiary_host.demo`. It makes a folder with policies, keys and state, asks the
question through the host, the model, the guarded SQL server, and then looks at the record: the
chain is verified, and one changed byte in a copy is found. It exits 0 only if all that it claims
was seen; 1 if something was not; 2 if it could not run.
"""

import argparse
import asyncio
import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from threading import Thread

from rich.console import Console

from ostiary.testing.scripted_model import ScriptedModel
from ostiary_host.config import QUIET, ServerConfig
from ostiary_host.demo_operator import DemoError, Operator, forge
from ostiary_host.demo_script import QUESTION, script
from ostiary_host.demo_show import Stage
from ostiary_host.event import (
    Answered,
    CallEnded,
    CallRefused,
    CallStarted,
    Event,
    LimitReached,
    ReplyFaulty,
    ServerFailed,
)
from ostiary_host.explain import EndpointError
from ostiary_host.find import ModelChoice, find_endpoint
from ostiary_host.jsonvalue import parsed
from ostiary_host.limits import Limits
from ostiary_host.outcome import OK, PSEUDONYM
from ostiary_host.transcript import describe


class Witness:
    """Watches the conversation, prints each call, and keeps what was seen.

    Args:
        stage: Where it is printed.
        operator: Asked for the budget after each call.
    """

    def __init__(self, stage: Stage, operator: Operator) -> None:
        self._stage = stage
        self._operator = operator
        self._started: dict[int, CallStarted] = {}
        self.ended: list[CallEnded] = []
        self.are_budgets_known = True

    def __call__(self, event: Event) -> None:
        """Take one event of the conversation."""
        match event:
            case CallStarted():
                self._started[event.number] = event
            case CallEnded():
                self._call_ended(event)
            case CallRefused() | LimitReached() | ReplyFaulty() | ServerFailed():
                for _colour, line in describe(event):
                    self._stage.line(line, "red")
            case _:
                pass

    def _call_ended(self, ended: CallEnded) -> None:
        standing = self._operator.standing()
        used, limit = standing.get("calls_used"), standing.get("calls_limit")
        is_known = isinstance(used, int) and isinstance(limit, int)
        self.are_budgets_known = self.are_budgets_known and is_known
        budget = f"{limit - used} of {limit} calls left" if is_known else "unknown"  # pyright: ignore[reportOperatorIssue, reportOptionalOperand]
        self._stage.call(self._started[ended.number], ended, parsed(ended.text), budget)
        self.ended.append(ended)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the demonstration and return its exit code.

    Args:
        argv: The arguments, those of the process by default.
    """
    parser = argparse.ArgumentParser(prog="./run demo", description=__doc__)
    parser.add_argument("--keep", metavar="DIR", type=Path, help="work in DIR and leave it there")
    parser.add_argument("--scripted", action="store_true", help="do not look for a real model")
    options = parser.parse_args(argv)
    os.environ.update({name: value for name, value in QUIET.items() if name not in os.environ})
    # FastMCP takes a second or two to import: meanwhile the folder is prepared. Should it fail, the
    # import in `_ask` fails again, and there the error is told.
    Thread(target=_warm_up, daemon=True).start()
    stage = Stage(Console(highlight=False))
    began_s = time.monotonic()
    try:
        with _folder(options.keep) as folder:
            claims = _demonstrate(stage, Operator(folder), is_forced=options.scripted)
    except (DemoError, EndpointError, TimeoutError) as error:
        print(f"demo: {error}\n(--scripted plays it without a real model)", file=sys.stderr)
        return 2
    stage.heading(f"What was claimed ({time.monotonic() - began_s:.1f} s)")
    stage.verdicts(claims)
    return 0 if all(is_seen for _claim, is_seen in claims) else 1


def _warm_up() -> None:
    with contextlib.suppress(ImportError):
        import_module("ostiary_host.ask")


def _demonstrate(stage: Stage, operator: Operator, *, is_forced: bool) -> list[tuple[str, bool]]:
    with contextlib.ExitStack() as stack:
        choice = None if is_forced else _real_model(stage)
        is_scripted = choice is None
        if choice is None:
            model = stack.enter_context(ScriptedModel(script()))
            choice = ModelChoice(url=model.url)
            why = "as asked" if is_forced else "no language model answers on this machine"
            stage.line(f"The model is SCRIPTED: {why}.", "yellow")
            stage.line("The server, the guard, the database and the record are real.", "yellow")
        stage.heading("Policies, keys and state: ostiary init")
        made = operator.run("init", "--folder", str(operator.folder))
        stage.block(made.text)
        if made.code != 0:
            raise DemoError("`ostiary init` did not succeed")
        stage.heading(f"Question: {QUESTION}")
        witness = Witness(stage, operator)
        answered = asyncio.run(_ask(choice, operator, witness))
        stage.heading("Answer")
        stage.line(answered.text)
    return _what_was_seen(witness, answered, is_scripted=is_scripted) + _look_at_record(
        stage, operator
    )


async def _ask(choice: ModelChoice, operator: Operator, witness: Witness) -> Answered:
    from ostiary_host.ask import NoServerError, ask  # noqa: PLC0415 - FastMCP takes a second

    command = Path(sys.executable).parent / "ostiary-sql"
    server = ServerConfig(name="sql", command=str(command), env=operator.environment())
    try:
        return await ask(QUESTION, choice, [server], Limits(timeout_s=120.0), witness)
    except NoServerError as error:
        raise DemoError(str(error)) from error


def _what_was_seen(
    witness: Witness, answered: Answered, *, is_scripted: bool
) -> list[tuple[str, bool]]:
    claims = [
        ("a call was allowed", any(ended.code == OK for ended in witness.ended)),
        ("the budget was read after each call", witness.are_budgets_known),
        ("the question was answered", answered.is_complete),
    ]
    # What a real model tries is its own affair: only the script is sure to try these.
    if is_scripted:
        claims += [
            (
                "a call was refused by policy",
                any(ended.code == "denied" for ended in witness.ended),
            ),
            (
                "a personal column came as pseudonyms",
                any(PSEUDONYM.search(ended.text) for ended in witness.ended),
            ),
        ]
    return claims


def _look_at_record(stage: Stage, operator: Operator) -> list[tuple[str, bool]]:
    copy = operator.folder / "forged.sqlite"
    place = forge(operator.state, copy)
    with ThreadPoolExecutor() as pool:  # each command takes a second to start
        tailing = pool.submit(operator.run, "audit", "tail")
        verifying = pool.submit(operator.run, "audit", "verify")
        finding = pool.submit(operator.run, "audit", "verify", state=copy)
    tail, verified, found = tailing.result(), verifying.result(), finding.result()
    stage.heading("The record: ostiary audit tail")
    stage.table(tail.text)
    stage.heading("Is it whole? ostiary audit verify")
    stage.block(verified.text, "green" if verified.code == 0 else "red")
    stage.heading(f"A copy of the ledger, one byte of record {place} changed: ostiary audit verify")
    stage.block(found.text)
    return [
        ("the record lists the calls", tail.code == 0 and "run_query" in tail.text),
        ("the chain is whole", verified.code == 0),
        (
            "the changed byte was found and its record named",
            found.code == 1 and place in found.text,
        ),
    ]


def _real_model(stage: Stage) -> ModelChoice | None:
    choice = ModelChoice(
        url=os.environ.get("OSTIARY_HOST_MODEL_URL", ""),
        model=os.environ.get("OSTIARY_HOST_MODEL", ""),
        api_key=os.environ.get("OSTIARY_HOST_API_KEY", ""),
    )
    try:
        url, model = asyncio.run(_probe(choice))
    except (EndpointError, ValueError) as error:
        if choice.url:
            stage.line(f"The model that was named cannot be used: {error}", "red")
        return None
    stage.line(f"The model is {model} at {url}.")
    return choice


async def _probe(choice: ModelChoice) -> tuple[str, str]:
    async with find_endpoint(choice) as endpoint:
        return endpoint.url, endpoint.model


@contextlib.contextmanager
def _folder(keep: Path | None) -> Generator[Path]:
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="ostiary-demo-") as folder:
        yield Path(folder).resolve()


if __name__ == "__main__":
    sys.exit(main())
