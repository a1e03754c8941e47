"""Putting a guarded server together: rules, keys and ledger are open before anything is served."""

from importlib.metadata import version
from typing import Any

from fastmcp import FastMCP

from ostiary.documents import PolicyFileError, did_you_mean
from ostiary.guard.adapter.carrier import GuardExtension
from ostiary.guard.adapter.gate import Gate
from ostiary.guard.adapter.guarded import GuardedServer
from ostiary.guard.pipeline import Pipeline
from ostiary.guard.rules import Rules, load_rules
from ostiary.identity import Principal
from ostiary.keys import Keys, load_keys
from ostiary.ledger.keeping import Keeping
from ostiary.ledger.ledger import Ledger
from ostiary.settings import ServerSettings


def guarded(settings: ServerSettings, *, instructions: str, lifespan: Any = None) -> GuardedServer:
    """Return a server behind the guard: the only way to build one.

    Args:
        settings: The server's own; its class names the server.
        instructions: What clients and models are told of the server as a whole.
        lifespan: A FastMCP lifespan for what the server's bodies need.

    Raises:
        PolicyFileError: The policy bundle is missing or wrong, or knows not a role of the settings.
        KeyFileError: The key file is missing, or others can read it.
        LedgerError: The ledger cannot be used.
        SQLAlchemyError: The ledger's store failed.
    """
    word = type(settings).server
    if not word:
        raise TypeError('name the server: class XSettings(ServerSettings, server="x")')
    rules = load_rules(settings.policies, word)
    principal = Principal(settings.principal, _known_roles(rules, settings.role_names()))
    keys = load_keys(settings.keys_path())
    opening = {"server": word, "policy": rules.bundle.version}
    ledger = Ledger(
        settings.state,
        None,
        opening,
        window_s=rules.bundle.limits.window_s,
        keeping=_keeping(settings, keys),
    )
    server = GuardedServer(
        f"ostiary-{word}",
        instructions,
        version=version("ostiary"),
        lifespan=lifespan,
        mask_error_details=True,
        strict_input_validation=True,
        on_duplicate="error",
        tasks=False,
    )
    server.word = word
    server.close_ledger = ledger.close
    lowlevel = server._mcp_server  # pyright: ignore[reportPrivateUsage] # pinned by tests
    # Modern HTTP would run a hidden tools/list for every call to look for mirrored headers.
    lowlevel.get_tool_input_schema = _no_mirrored_headers
    # No log leaves, so none is announced.
    lowlevel._request_handlers.pop("logging/setLevel", None)  # pyright: ignore[reportPrivateUsage]
    server.add_extension(
        GuardExtension(
            Pipeline(word, rules, ledger),
            # No HTTP identity is verified by this version, so a request over HTTP has nobody behind
            # it; on stdio and in memory it is whom the operator's settings name.
            lambda ctx: principal if ctx.request is None else None,
            lambda: server.transport,
        )
    )
    require_seams(server)
    return server


def _keeping(settings: ServerSettings, keys: Keys) -> Keeping:
    purpose = "ledger.checkpoint"
    return Keeping(
        checkpoint_key=keys.derive(purpose) if keys.holds(purpose) else None,
        replay_key=keys.public_key("ledger.replay"),
        anchor=settings.anchor,
        checkpoint_s=settings.checkpoint_s,
        checkpoint_records=settings.checkpoint_records,
    )


def require_seams(server: FastMCP[Any]) -> None:
    """Check that the gate is the first to see what comes in and the last to see what leaves.

    Raises:
        RuntimeError: It is not: the framework has changed, and nothing may be served.
    """
    chain = server._mcp_server.middleware  # pyright: ignore[reportPrivateUsage] # pinned by tests
    if not chain or not isinstance(chain[0], Gate):
        raise RuntimeError("the guard's gate is not the first of the SDK's middleware")


def _no_mirrored_headers(_name: str) -> None:
    """No argument of ours is mirrored in an HTTP header: there it would end in access logs."""


def _known_roles(rules: Rules, roles: frozenset[str]) -> frozenset[str]:
    for role in sorted(roles - rules.bundle.roles.keys()):
        hint = did_you_mean(role, rules.bundle.roles)
        raise PolicyFileError("OSTIARY_ROLES", f"{role}: no such role in bundle.yaml{hint}")
    return roles
