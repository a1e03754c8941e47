"""`ostiary approve` at a terminal: enrolled, shown, allowed with a passphrase, and not without one."""

import json
import os
import pty
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastmcp import Client
from till import Shop, identifier_in, make_shop

from ostiary.control import enroll

PASSPHRASE = "correct horse battery"

pytestmark = pytest.mark.timeout(90)


@dataclass
class Ran:
    """A command that ended."""

    code: int
    out: str
    seen: str = ""


def environment(shop: Shop) -> dict[str, str]:
    """Return an approver's environment: his home is his own."""
    home = shop.folder / "home"
    home.mkdir(exist_ok=True)
    told = {"PATH": os.environ["PATH"], "HOME": str(home), **shop.environment()}
    del told["OSTIARY_TILL_TILL"], told["OSTIARY_ROLES"]
    return {**told, "OSTIARY_PRINCIPAL": "erin"}


def in_a_pipe(shop: Shop, *words: str, say: str = "") -> Ran:
    """Run a command without a terminal."""
    program = Path(sys.executable).with_name("ostiary")
    done = subprocess.run(
        [program, *words],
        env=environment(shop),
        input=say,
        capture_output=True,
        text=True,
        start_new_session=True,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def at_a_terminal(shop: Shop, *words: str, typed: tuple[str, ...] = (PASSPHRASE,)) -> Ran:
    """Run a command at a terminal of its own, at which somebody types when he is asked."""
    program = str(Path(sys.executable).with_name("ostiary"))
    told = environment(shop)
    out, into = os.pipe()
    child, terminal = pty.fork()
    if child == 0:
        os.dup2(into, 1)
        os.execve(program, [program, *words], told)
    os.close(into)
    seen, answered, waiting = b"", 0, list(typed)
    with suppress(OSError):  # what a terminal says when its other end is gone
        while chunk := os.read(terminal, 4096):
            seen += chunk
            # Only what came since the last answer: what is typed before a question is asked is lost.
            if waiting and seen[answered:].rstrip().endswith(b":"):
                answered = len(seen)
                os.write(terminal, waiting.pop(0).encode() + b"\n")
    os.close(terminal)
    with os.fdopen(out, encoding="utf-8") as pipe:
        text = pipe.read()
    _, status = os.waitpid(child, 0)
    return Ran(os.waitstatus_to_exitcode(status), text, seen.decode())


async def pay(shop: Shop) -> str:
    """Return what a call is answered."""
    server = shop.server()
    try:
        async with Client(server) as client:
            given = {"amount": 5, "to": "Ann Example"}
            result: Any = await client.call_tool("pay", given, raise_on_error=False)
            return str(getattr(result.content[0], "text", ""))
    finally:
        server.close()


def name_approver(shop: Shop, lines: str) -> None:
    """Let the bundle name one approver and no other."""
    bundle = shop.folder / "policies" / "bundle.yaml"
    bundle.write_text(bundle.read_text().partition("approvers:")[0] + lines)


def enrolled(folder: Path) -> Shop:
    """Return a shop whose one approver has a key in his home."""
    shop = make_shop(folder)
    path = Path(environment(shop)["HOME"]) / ".config" / "ostiary" / "approver.json"
    key = json.dumps({"key": enroll(path, "erin", PASSPHRASE), "roles": ["boss"]})
    name_approver(shop, f"approvers:\n  erin: {key}\n")
    return shop


async def test_a_call_passes_once_its_approver_has_given_his_passphrase(tmp_path: Path) -> None:
    shop = make_shop(tmp_path)
    made = at_a_terminal(
        shop, "approve", "enroll", "erin", "--role", "boss", typed=(PASSPHRASE, PASSPHRASE)
    )
    assert made.code == 0, made.seen
    name_approver(shop, made.out)
    identifier = identifier_in(await pay(shop))
    listed = json.loads(in_a_pipe(shop, "approve", "list", "--json").out)
    assert [each["id"] for each in listed] == [identifier]
    shown = json.loads(in_a_pipe(shop, "approve", "show", identifier, "--json").out)
    assert shown["arguments"] == {"amount": 5, "to": "Ann Example"}
    assert shown["preview"] == {"pays": 5, "before": []}
    assert shown["label"] == {"class": "public", "untrusted": False}
    done = at_a_terminal(shop, "approve", "allow", identifier)
    assert done.code == 0, done.seen
    assert "may run once" in done.seen
    assert "Ann Example" in done.out
    assert PASSPHRASE not in done.out + done.seen
    assert await pay(shop) == '{"paid":5}'


async def test_a_program_that_pipes_a_passphrase_gives_no_consent(tmp_path: Path) -> None:
    shop = enrolled(tmp_path)
    identifier = identifier_in(await pay(shop))
    done = in_a_pipe(shop, "approve", "allow", identifier, say=f"{PASSPHRASE}\n")
    assert done.code == 2
    assert "given at a terminal" in done.seen
    assert (await pay(shop)).startswith("[approval]")


async def test_a_wrong_passphrase_gives_no_consent(tmp_path: Path) -> None:
    shop = enrolled(tmp_path)
    identifier = identifier_in(await pay(shop))
    done = at_a_terminal(shop, "approve", "allow", identifier, typed=("correct horse batterz",))
    assert done.code == 2
    assert "passphrase is another" in done.seen
    assert (await pay(shop)).startswith("[approval]")


async def test_a_call_that_was_denied_is_told_so(tmp_path: Path) -> None:
    shop = enrolled(tmp_path)
    identifier = identifier_in(await pay(shop))
    assert at_a_terminal(shop, "approve", "deny", identifier).code == 0
    assert "do not repeat it" in await pay(shop)
    assert json.loads(in_a_pipe(shop, "approve", "list", "--json").out) == []


def test_a_key_is_never_overwritten_and_a_short_passphrase_makes_none(tmp_path: Path) -> None:
    shop = make_shop(tmp_path)
    short = at_a_terminal(
        shop, "approve", "enroll", "erin", "--role", "boss", typed=("short", "short")
    )
    assert short.code == 2
    own = tmp_path / "own.json"
    enroll(own, "erin", PASSPHRASE)
    before = own.read_bytes()
    assert own.stat().st_mode & 0o777 == 0o600
    again = ("approve", "enroll", "erin", "--role", "boss", "--key", str(own))
    assert at_a_terminal(shop, *again, typed=(PASSPHRASE, PASSPHRASE)).code == 2
    assert own.read_bytes() == before
