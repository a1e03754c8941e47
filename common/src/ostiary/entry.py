"""Starting a server from the command line: checks, then serving; or one paragraph and exit 2."""

import argparse
import asyncio
import gc
import json
import sys
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import version
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import anyio
from pydantic import ValidationError

from ostiary.coredump import forbid_core_dumps
from ostiary.guard.caller.listening import ListeningError
from ostiary.log.event import POLICY_CHARACTERS, Event
from ostiary.log.process import Stderr, claim_stderr, leave_stdout, take_loggers, watch_loop
from ostiary.settings import ServerSettings, SettingsError

if TYPE_CHECKING:
    from ostiary.guard.adapter.guarded import GuardedServer

S = TypeVar("S", bound=ServerSettings)

Serve = Callable[[], Awaitable[int]]
"""Serves until there is nothing more to serve; returns the exit status."""


_EPILOG = """\
examples:
  {program} --check
  OSTIARY_ROLES=analyst {program} --transport http --port 8808

Settings come from the environment (docs/settings.md):
{names}

On stdio, standard output is the protocol alone. Standard error says events: lines of JSON, plain
text on a terminal. Exit codes: 0 the client went away, 1 it could not go on, 2 it could not start.
"""


class Weight(StrEnum):
    """How much a remark matters."""

    OK = "ok"
    NOTE = "note"
    """Worth knowing; the server works without it."""
    FAULT = "FAILED"
    """Has to be mended."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that a server has found where it looked at what it stands on.

    Args:
        said: What was found. No secret is in it.
        todo: What to do about it, such as the statement to run; empty where there is nothing.
        weight: How much it matters.
    """

    said: str
    todo: str
    weight: Weight


@dataclass(frozen=True, slots=True)
class Extra:
    """What a server can do from the command line besides serving.

    Args:
        look: Looks at what it stands on, for `--check`; gets settings and data map.
        printed: Texts that it prints on standard output, each by an option of its own: its name,
            what `--help` says of it, and what makes it of settings and data map.
    """

    look: Callable[[Any, Any], Iterable[Remark]] | None = None
    printed: Sequence[tuple[str, str, Callable[[Any, Any], str]]] = ()


NOTHING_MORE = Extra()


@dataclass(frozen=True, slots=True)
class ServerEntry:
    """What a server registers under the entry point group `ostiary.servers`.

    Args:
        name: The server's word, such as `sql`.
        build: Makes the server from its settings.
        settings: The class of its settings.
        starter: Folder with the server's part of the starter bundle.
    """

    name: str
    build: "Callable[[Any], GuardedServer]"
    settings: type[ServerSettings]
    starter: Traversable


def run(
    build: "Callable[[S], GuardedServer]", settings_class: type[S], extra: Extra = NOTHING_MORE
) -> None:
    """Serve what `build` makes until the client goes away; the `main` of every server.

    Exits 2 with one paragraph on stderr when it cannot start, 1 with a line when it cannot go on, 0
    otherwise. While it serves, only events of its own are written to stderr.
    """
    arguments = _parse(settings_class, extra)
    forbid_core_dumps()
    prints = any(getattr(arguments, option) for option, *_ in extra.printed)
    serves = not prints and not arguments.check
    stderr = claim_stderr(and_stdout=serves and arguments.transport != "stdio")
    began_s = time.monotonic()
    server, settings, serve = _start(build, settings_class, arguments, stderr)
    if not serves:
        data = server.opened.pipeline.rulebook.current.data
        server.close()
        try:
            sys.exit(
                _print(extra, arguments, settings, data)
                if prints
                else _check(extra, arguments, settings, data, stderr)
            )
        except ValueError as error:
            stderr.speak(f"ostiary-{settings_class.server}: {error}")
            sys.exit(2)
    take_loggers()
    gc.freeze()  # what is loaded by now stays: no later collection looks through it
    _say_started(server, stderr)
    try:
        status = anyio.run(_watched, serve)
    except KeyboardInterrupt:
        status = 130
    except ListeningError as error:
        stderr.speak(f"ostiary-{settings_class.server}: {error}")
        status = 2
    except Exception as error:  # noqa: BLE001 - its text may quote anything; the type says most
        stderr.speak(f"ostiary-{settings_class.server}: stopped: {type(error).__name__}")
        status = 1
    finally:
        leave_stdout()
        server.close()
        ran_s = round(time.monotonic() - began_s, 3)
        stderr.emit(Event.STOPPED, server=settings_class.server, ran_s=ran_s)
    sys.exit(status)


def _print(extra: Extra, arguments: argparse.Namespace, settings: Any, data: Any) -> int:
    """Print the texts that are asked for; return the exit status."""
    for option, _, make in extra.printed:
        if getattr(arguments, option):
            sys.stdout.write(make(settings, data))
    return 0


def _check(
    extra: Extra, arguments: argparse.Namespace, settings: Any, data: Any, stderr: Stderr
) -> int:
    """Say what was found, and whether the server would serve; return the exit status."""
    program = f"ostiary-{settings.server}"
    remarks = list(extra.look(settings, data)) if extra.look else []
    if arguments.json:
        told = [{"state": each.weight, "said": each.said, "todo": each.todo} for each in remarks]
        sys.stdout.write(f"{json.dumps(told)}\n")
    else:
        for each in remarks:
            todo = f": {each.todo}" if each.todo else ""
            stderr.speak(f"{program}: {each.weight}: {each.said}{todo}")
    faults = any(remark.weight is Weight.FAULT for remark in remarks)
    mended = f", once what is marked {Weight.FAULT} has been mended" if faults else ""
    stderr.speak(f"{program}: ready to serve{mended}")
    return 1 if faults else 0


async def _watched(serve: Serve) -> int:
    watch_loop(asyncio.get_running_loop())
    return await serve()


def _say_started(server: "GuardedServer", stderr: Stderr) -> None:
    stderr.emit(
        Event.STARTED,
        server=server.word,
        version=version("ostiary"),
        transport=server.transport,
        policy=server.opened.pipeline.rulebook.current.bundle.version[:POLICY_CHARACTERS],
    )


def _start(
    build: "Callable[[S], GuardedServer]",
    settings_class: type[S],
    arguments: argparse.Namespace,
    stderr: Stderr,
) -> "tuple[GuardedServer, S, Serve]":
    def stop(reason: str) -> NoReturn:
        stderr.speak(f"ostiary-{settings_class.server}: {reason}")
        sys.exit(2)

    try:
        settings = settings_class.from_environment()
        server = build(settings)
        server.transport = arguments.transport
        serve = _serving(server, settings, arguments)
        server.open()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = settings_class.variable(str(first["loc"][0])) if first["loc"] else "settings"
        stop(f"{name}: {first['msg']}")
    except (SettingsError, ValueError) as error:
        stop(str(error))
    except Exception as error:  # noqa: BLE001 - never starts degraded, whatever it is; the type says most
        stop(f"cannot start: {type(error).__name__}. `ostiary doctor` says more.")
    return server, settings, serve


def _serving(
    server: "GuardedServer", settings: ServerSettings, arguments: argparse.Namespace
) -> "Serve":
    """Return what serves by the chosen transport; only that one is imported."""
    if arguments.transport == "stdio":
        from ostiary.guard.adapter.stdio import serve_stdio  # noqa: PLC0415 - only what is used is paid for

        return lambda: serve_stdio(server)
    from ostiary.guard.adapter.web.serve import prepare_web  # noqa: PLC0415 - only what is used is paid for

    return prepare_web(server, settings, arguments.transport, arguments.host, arguments.port)


def _parse(settings_class: type[ServerSettings], extra: Extra) -> argparse.Namespace:
    names = "\n".join(
        f"  {settings_class.variable(field)}" for field in settings_class.model_fields
    )
    program = f"ostiary-{settings_class.server}"
    parser = argparse.ArgumentParser(
        prog=program,
        description=f"Serve the guarded MCP server `{settings_class.server}`. MCP clients start it;"
        f" `ostiary config CLIENT {settings_class.server}` prints what to tell them.",
        epilog=_EPILOG.format(program=program, names=names),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--transport",
        choices=("stdio", "http", "sse"),
        default="stdio",
        help="stdio (the default): one client, by pipes; http, sse: many, by the network",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address for http and sse (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8808, help="port for http and sse (8808)")
    parser.add_argument(
        "--check", action="store_true", help="start up, say whether it would serve, stop"
    )
    parser.add_argument(
        "--json", action="store_true", help="with --check: what was found, on standard output"
    )
    for option, said, _ in extra.printed:
        parser.add_argument(f"--{option}", action="store_true", help=said)
    return parser.parse_args()
