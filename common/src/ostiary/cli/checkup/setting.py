"""Settings that nobody reads: a misspelt name leaves a default in force without a word."""

from collections.abc import Iterator, Mapping

from ostiary.cli.checkup.finding import Finding, State
from ostiary.settings import PREFIX, misspelling_of

HOST_SETTINGS = frozenset({"OSTIARY_HOST_MODEL_URL", "OSTIARY_HOST_MODEL", "OSTIARY_HOST_API_KEY"})
"""What `ostiary-host` reads; the host is not imported to ask it."""


def check_names(
    environment: Mapping[str, str], shared: frozenset[str], of_servers: Mapping[str, frozenset[str]]
) -> Iterator[Finding]:
    """Yield a finding for each name that nobody reads; one that all is well where there is none.

    Args:
        environment: The process's.
        shared: Names that every server reads.
        of_servers: The names that each installed server reads, by its word.
    """
    known = shared | HOST_SETTINGS | frozenset[str]().union(*of_servers.values())
    given = sorted(name for name in environment if name.startswith(PREFIX))
    strangers = [name for name in given if name not in known]
    for name in strangers:
        near = misspelling_of(name, known)
        word = name.removeprefix(PREFIX).partition("_")[0].lower()
        if near:
            yield Finding(
                "settings", State.FAILED, f"{name}: no such setting", f"did you mean {near}?"
            )
        elif word in of_servers or word in {"host", *(_words(shared))}:
            todo = "unset it; docs/settings.md lists what there is"
            yield Finding("settings", State.FAILED, f"{name}: no such setting", todo)
        else:
            todo = f"unset it, or install ostiary-{word}"
            yield Finding("settings", State.NOTE, f"{name}: no installed server reads it", todo)
    if not strangers:
        yield Finding("settings", State.OK, f"{len(given)} set in the environment, all known")


def _words(names: frozenset[str]) -> frozenset[str]:
    return frozenset(name.removeprefix(PREFIX).partition("_")[0].lower() for name in names)
