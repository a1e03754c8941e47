"""A guarded echo server whose pipeline keeps time of its own stages."""

import inspect
import time
from collections.abc import Callable, Mapping
from typing import Annotated, Any

from pydantic import Field

from bench.echo_server import TEXT, Echo
from ostiary.server import GuardedServer, ServerSettings, guarded


class EchoSettings(ServerSettings, server="echo"):
    """No setting of its own."""


def timed_server(
    environment: Mapping[str, str], stages: tuple[str, ...]
) -> tuple[GuardedServer, dict[str, list[float]]]:
    """Return the server and, per stage, the list that its times [ms] go to."""
    server = guarded(EchoSettings.from_environment(environment), instructions="Echo.")

    @server.tool(title="Echo", read_only=True)
    async def echo(number: Annotated[int, Field(description="Any.")]) -> Echo:
        """Return a kilobyte."""
        return Echo(text=TEXT[number % 2 :])

    server.open()
    samples: dict[str, list[float]] = {}
    pipeline: Any = server.opened.pipeline
    for stage in stages:
        samples[stage] = []
        setattr(pipeline, stage, _timed(getattr(pipeline, stage), samples[stage]))
    return server, samples


def _timed(function: Callable[..., Any], samples: list[float]) -> Callable[..., Any]:
    if inspect.iscoroutinefunction(function):

        async def timed_async(*args: Any, **kwargs: Any) -> Any:
            started = time.perf_counter()
            try:
                return await function(*args, **kwargs)
            finally:
                samples.append((time.perf_counter() - started) * 1000)

        return timed_async

    def timed(*args: Any, **kwargs: Any) -> Any:
        started = time.perf_counter()
        try:
            return function(*args, **kwargs)
        finally:
            samples.append((time.perf_counter() - started) * 1000)

    return timed
