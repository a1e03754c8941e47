"""One question from start to end: the endpoint, the servers, the loop, all closed again."""

import logging
import tempfile
from collections.abc import Sequence
from pathlib import Path

from ostiary_host.config import ServerConfig
from ostiary_host.connect import client_for
from ostiary_host.event import Answered, ModelChosen, Observe
from ostiary_host.find import ModelChoice, find_endpoint
from ostiary_host.limits import Limits
from ostiary_host.loop import Conversation
from ostiary_host.servers import serving


class NoServerError(Exception):
    """None of the servers started; each one's reason was told as an event."""


async def ask(
    question: str,
    choice: ModelChoice,
    configs: Sequence[ServerConfig],
    limits: Limits,
    observe: Observe,
) -> Answered:
    """Return the answer to `question`.

    Args:
        question: What the user wants to know.
        choice: Which model.
        configs: Which servers; at least one must start.
        limits: How far it may go.
        observe: Told of each step.

    Raises:
        EndpointError: No model, or it failed; says what to do.
        NoServerError: No server started.
        TimeoutError: The model said nothing before time ran out.
    """
    # FastMCP logs values that it cannot parse, and whole requests at lower levels.
    logging.getLogger("fastmcp").setLevel(logging.CRITICAL)
    logging.getLogger("mcp").setLevel(logging.CRITICAL)
    with tempfile.TemporaryDirectory(prefix="ostiary-host-") as folder:
        logs = {config.name: Path(folder, f"{n}.log") for n, config in enumerate(configs)}
        clients = {config.name: client_for(config, logs[config.name]) for config in configs}
        # The endpoint first: without a model there is no reason to start anything.
        async with find_endpoint(choice) as endpoint:
            observe(ModelChosen(endpoint.url, endpoint.model, endpoint.owner))
            async with serving(clients, observe, logs=logs) as servers:
                if not servers.tools:
                    raise NoServerError("No server offers a tool: there is nothing to ask with.")
                return await Conversation(endpoint, servers, limits=limits, observe=observe).ask(
                    question
                )
