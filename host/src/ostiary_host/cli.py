"""`ostiary-host`: ask a local model a question that it answers with the tools of MCP servers.

Standard output is data: the answer, or events as JSON lines. Standard error is speech. Exit codes:
0 answered, 1 answered in part (a limit was reached), 2 could not run, 130 interrupted.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from ostiary_host.config import QUIET, ConfigError, ServerConfig, installed_servers, read_config
from ostiary_host.desk import Desk, Taken, find_desk
from ostiary_host.event import Answered
from ostiary_host.explain import EndpointError
from ostiary_host.find import ModelChoice, is_in_clear
from ostiary_host.limits import Limits
from ostiary_host.transcript import JsonLines, Transcript

_NO_SERVERS = (
    "No Ostiary server is installed beside this host. Install one (ostiary-sql), or name an "
    "mcpServers file with --config."
)

_EPILOG = """\
examples:
  ostiary-host ask "Which customers' subscriptions are overdue?"
  ostiary-host ask "How many orders?" --model-url http://127.0.0.1:8000/v1 --json
  ostiary config mcp-json --roles analyst > mcp.json && ostiary-host ask "..." --config mcp.json

Without --config the Ostiary servers installed beside it are used, with the settings of this shell.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Args:
        argv: The arguments, those of the process by default.
    """
    parser = _parser()
    options = parser.parse_args(argv)
    if options.command is None:
        parser.print_help(sys.stderr)
        return 2
    try:
        return _ask(options, os.environ)
    except KeyboardInterrupt:
        print("Interrupted: model and tools were stopped.", file=sys.stderr)
        return 130


def _ask(options: argparse.Namespace, environ: Mapping[str, str]) -> int:
    os.environ.update({name: value for name, value in QUIET.items() if name not in environ})
    try:
        limits = Limits(
            max_turns=options.max_turns,
            max_calls=options.max_calls,
            timeout_s=options.timeout_s,
        )
        choice = _choice(options, environ)
        configs = _configs(options, environ)
        desk = find_desk(environ)
    except (ConfigError, ValueError) as error:
        return _fail(str(error))
    if is_in_clear(choice.url):
        print(
            f"warning: {choice.url} is not encrypted: questions, results and key are readable "
            "on the way there.",
            file=sys.stderr,
        )
    # Imported only now: FastMCP takes a second, and --help or a mistake should not.
    from ostiary_host.ask import NoServerError, ask  # noqa: PLC0415

    transcript = None if options.json else _transcript(is_shown=desk is not None)

    async def answer() -> Answered:
        taken = None if desk is None else await _taken(desk, options.question)
        question = options.question if taken is None else taken.text
        observe = transcript or JsonLines(sys.stdout)
        answered = await ask(question, choice, configs, limits, observe)
        # Events are a log, which holds pseudonyms; a human who may see them sees values.
        if desk is not None and taken is not None and transcript is not None:
            transcript.show(await _shown(desk, answered.text, taken, transcript))
        return answered

    try:
        answered = asyncio.run(answer())
    except (ConfigError, EndpointError, NoServerError, ValueError) as error:
        return _fail(str(error))
    except TimeoutError:
        return _fail(f"The model said nothing within {limits.timeout_s:g} s (--timeout-s).")
    return 0 if answered.is_complete else 1


async def _taken(desk: Desk, question: str) -> Taken:
    """Return the question for the model.

    Raises:
        ConfigError: It cannot be looked through, so no model may read it.
    """
    try:
        return await desk.take(question)
    except Exception as error:  # whatever ails it
        said = str(error) if isinstance(error, ValueError) else type(error).__name__
        raise ConfigError(f"The question was not sent. {said}") from error


async def _shown(desk: Desk, answer: str, taken: Taken, transcript: Transcript) -> str:
    """Return the answer for the user's eyes; with its pseudonyms where that fails, and say so."""
    try:
        return await desk.show(answer, taken.own)
    except Exception as error:  # noqa: BLE001 - whatever ails the vault, there is an answer
        transcript.complain(f"pseudonyms are shown as they are: {type(error).__name__}")
        return answer


def _fail(text: str) -> int:
    print(f"ostiary-host: {text}", file=sys.stderr)
    return 2


def _transcript(*, is_shown: bool) -> Transcript:
    return Transcript(
        sys.stdout,
        sys.stderr,
        is_coloured=sys.stderr.isatty() and not os.environ.get("NO_COLOR"),
        is_live=sys.stdout.isatty(),
        is_shown=is_shown,
    )


def _choice(options: argparse.Namespace, environ: Mapping[str, str]) -> ModelChoice:
    key = environ.get("OSTIARY_HOST_API_KEY", "")
    if options.api_key_file:
        key = _read_key(options.api_key_file)
    return ModelChoice(
        url=options.model_url or environ.get("OSTIARY_HOST_MODEL_URL", ""),
        model=options.model or environ.get("OSTIARY_HOST_MODEL", ""),
        api_key=key,
        is_streaming=not options.no_stream,
    )


def _read_key(path: Path) -> str:
    try:
        if path.stat().st_mode & 0o077:
            raise ConfigError(f"{path}: others can read this key; run: chmod 600 {path}")
        key = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: the key cannot be read.") from error
    if not key or not key.isascii() or not key.isprintable():
        raise ConfigError(f"{path}: expected one line with the key.")
    return key


def _configs(options: argparse.Namespace, environ: Mapping[str, str]) -> list[ServerConfig]:
    configs = read_config(options.config) if options.config else installed_servers(environ)
    if not configs:
        raise ConfigError(_NO_SERVERS)
    return configs


def _parser() -> argparse.ArgumentParser:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        prog="ostiary-host", description=__doc__, epilog=_EPILOG, formatter_class=raw
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    ask = commands.add_parser(
        "ask",
        help="ask one question and print the answer",
        description="Ask one question. The answer goes to standard output, each call to standard "
        "error.",
    )
    limits = Limits()
    ask.add_argument("question", help="the question, in quotes")
    ask.add_argument("--model-url", metavar="URL", help="endpoint, e.g. http://localhost:8000/v1")
    ask.add_argument("--model", metavar="NAME", help="model (default: the first served)")
    ask.add_argument("--api-key-file", metavar="FILE", type=Path, help="file with the key")
    ask.add_argument("--config", metavar="FILE", type=Path, help="mcpServers JSON")
    ask.add_argument("--max-turns", metavar="N", type=int, default=limits.max_turns)
    ask.add_argument("--max-calls", metavar="N", type=int, default=limits.max_calls)
    ask.add_argument("--timeout-s", metavar="S", type=float, default=limits.timeout_s)
    ask.add_argument("--json", action="store_true", help="print events as JSON lines")
    ask.add_argument("--no-stream", action="store_true", help="do not stream replies")
    return parser


if __name__ == "__main__":
    sys.exit(main())
