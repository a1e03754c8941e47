"""A pytest plugin: `@pytest.mark.needs(name)` skips where that is absent; --require forbids it."""

import difflib
from collections import Counter
from typing import cast

import pytest
from capabilities import CAPABILITIES

_REASON = "needs "
_required = pytest.StashKey[frozenset[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--require NAME,...`."""
    parser.addoption(
        "--require",
        action="append",
        default=[],
        metavar="NAME,...",
        help="capabilities whose absence is a failure, not a skip: " + ", ".join(CAPABILITIES),
    )


def pytest_configure(config: pytest.Config) -> None:
    """Read `--require`; an unknown name ends the run before it begins."""
    given = cast("list[str]", config.getoption("--require"))
    names = frozenset(name.strip() for part in given for name in part.split(",") if name.strip())
    for name in sorted(names - CAPABILITIES.keys()):
        raise pytest.UsageError(f"--require {name}: no such capability{_did_you_mean(name)}")
    config.stash[_required] = names


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a `needs` that names nothing known: a misspelt one would skip for ever."""
    for item in items:
        for name in _needed_by(item):
            if name not in CAPABILITIES:
                raise pytest.UsageError(
                    f"{item.nodeid}: needs({name!r}): {_did_you_mean(name)[2:]}"
                )


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip, or with `--require` fail, a test whose capability is absent."""
    for name in _needed_by(item):
        capability = CAPABILITIES[name]
        if capability.is_present():
            continue
        if name in item.config.stash[_required]:
            pytest.fail(f"--require {name}: absent. {capability.how_to_enable}", pytrace=False)
        pytest.skip(_REASON + name)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which capabilities were missing, what that cost, and how to enable them."""
    skipped: Counter[str] = Counter()
    for report in terminalreporter.stats.get("skipped", []):
        reason = str(cast("tuple[object, ...]", report.longrepr)[-1])
        _, found, name = reason.rpartition(_REASON)
        if found and name in CAPABILITIES:
            skipped[name] += 1
    if not skipped:
        return
    terminalreporter.section("not run on this machine")
    for name, count in sorted(skipped.items()):
        tests = "1 test" if count == 1 else f"{count} tests"
        terminalreporter.line(f"{name}: {tests} skipped. {CAPABILITIES[name].how_to_enable}")


def _needed_by(item: pytest.Item) -> list[str]:
    return [str(name) for mark in item.iter_markers("needs") for name in mark.args]


def _did_you_mean(name: str) -> str:
    close = difflib.get_close_matches(name, CAPABILITIES, n=1)
    known = ", ".join(CAPABILITIES)
    return f"; did you mean {close[0]}?" if close else f"; known are {known}"
