"""Starting a server from the command line: checks, then serving; or one paragraph and exit 2."""

import argparse
import asyncio
import gc
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
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


def run(build: "Callable[[S], GuardedServer]", settings_class: type[S]) -> None:
    """Serve what `build` makes until the client goes away; the `main` of every server.

    Exits 2 with one paragraph on stderr when it cannot start, 1 with a line when it cannot go on, 0
    otherwise. While it serves, only events of its own are written to stderr.
    """
    arguments = _parse(settings_class)
    forbid_core_dumps()
    stderr = claim_stderr(and_stdout=arguments.transport != "stdio")
    began_s = time.monotonic()
    server, serve = _start(build, settings_class, arguments, stderr)
    if arguments.check:
        server.close()
        stderr.speak(f"ostiary-{settings_class.server}: ready to serve")
        return
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
) -> "tuple[GuardedServer, Serve]":
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
    return server, serve


def _serving(
    server: "GuardedServer", settings: ServerSettings, arguments: argparse.Namespace
) -> "Serve":
    """Return what serves by the chosen transport; only that one is imported."""
    if arguments.transport == "stdio":
        from ostiary.guard.adapter.stdio import serve_stdio  # noqa: PLC0415 - only what is used is paid for

        return lambda: serve_stdio(server)
    from ostiary.guard.adapter.web.serve import prepare_web  # noqa: PLC0415 - only what is used is paid for

    return prepare_web(server, settings, arguments.transport, arguments.host, arguments.port)


def _parse(settings_class: type[ServerSettings]) -> argparse.Namespace:
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
    return parser.parse_args()
