"""Starting a server from the command line: checks, then serving; or one paragraph and exit 2."""

import argparse
import logging
import os
import sys
import warnings
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import anyio
from pydantic import ValidationError

from ostiary.guard.caller.listening import ListeningError
from ostiary.settings import ServerSettings, SettingsError

if TYPE_CHECKING:
    from ostiary.guard.adapter.guarded import GuardedServer

S = TypeVar("S", bound=ServerSettings)

Serve = Callable[[], Awaitable[int]]
"""Serves until there is nothing more to serve; returns the exit status."""

_QUIET = {
    # Spans would carry exception texts; frames are ours to describe, in the ledger.
    "FASTMCP_TELEMETRY_MODE": "propagation_only",
    "FASTMCP_ENABLE_RICH_TRACEBACKS": "false",
    "FASTMCP_CHECK_FOR_UPDATES": "off",
    "FASTMCP_SHOW_SERVER_BANNER": "false",
}


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

    Exits 2 with one paragraph on stderr when it cannot start, 0 otherwise.
    """
    arguments = _parse(settings_class)
    os.environ.update(_QUIET)
    server, serve = _start(build, settings_class, arguments)
    if arguments.check:
        server.close()
        print(f"ostiary-{settings_class.server}: ready to serve", file=sys.stderr)  # noqa: T201 - speech
        return
    try:
        status = anyio.run(serve)
    except KeyboardInterrupt:
        status = 130
    except ListeningError as error:
        _stop(settings_class, str(error))
    finally:
        server.close()
    sys.exit(status)


def _start(
    build: "Callable[[S], GuardedServer]", settings_class: type[S], arguments: argparse.Namespace
) -> "tuple[GuardedServer, Serve]":
    try:
        settings = settings_class.from_environment()
        server = build(settings)
        server.transport = arguments.transport
        serve = _serving(server, settings, arguments)
        server.open()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = settings_class.variable(str(first["loc"][0])) if first["loc"] else "settings"
        _stop(settings_class, f"{name}: {first['msg']}")
    except (SettingsError, ValueError) as error:
        _stop(settings_class, str(error))
    except Exception as error:  # noqa: BLE001 - never starts degraded, whatever it is; the type says most
        _stop(settings_class, f"cannot start: {type(error).__name__}. `ostiary doctor` says more.")
    _silence_logs()
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


def _silence_logs() -> None:
    """Let no library write to stderr: their messages quote exceptions, and clients keep stderr.

    What happened stands in the ledger.
    """
    warnings.simplefilter("ignore")
    root = logging.getLogger()
    root.handlers[:] = [logging.NullHandler()]
    for name in list(logging.Logger.manager.loggerDict):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True


def _stop(settings_class: type[ServerSettings], reason: str) -> NoReturn:
    print(f"ostiary-{settings_class.server}: {reason}", file=sys.stderr)  # noqa: T201 - speech
    sys.exit(2)


def _parse(settings_class: type[ServerSettings]) -> argparse.Namespace:
    names = "\n".join(
        f"  {settings_class.variable(field)}" for field in settings_class.model_fields
    )
    parser = argparse.ArgumentParser(
        prog=f"ostiary-{settings_class.server}",
        description=f"Serve the guarded MCP server `{settings_class.server}`.",
        epilog=f"Settings come from the environment:\n{names}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--transport", choices=("stdio", "http", "sse"), default="stdio")
    parser.add_argument("--host", default="127.0.0.1", help="address for http and sse")
    parser.add_argument("--port", type=int, default=8808, help="port for http and sse")
    parser.add_argument(
        "--check", action="store_true", help="start up, say whether it would serve, stop"
    )
    return parser.parse_args()
