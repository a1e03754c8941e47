"""Every `policy_test.yaml` of a bundle folder, judged together."""

from dataclasses import dataclass
from pathlib import Path

from ostiary.documents import read_text
from ostiary.policy.bundle import Bundle, Rule
from ostiary.policy.cases import Outcome, Suite, idle_rules, judge, make_suite
from ostiary.policy.catalogue import Catalogue

TESTS = "policy_test.yaml"


@dataclass(frozen=True, slots=True)
class Tested:
    """What the tests of a bundle found.

    Args:
        outcomes: One for each cell, by file.
        idle: Rules that decide no cell.
        untested: Servers that have rules and no tests.
    """

    outcomes: tuple[tuple[str, Outcome], ...]
    idle: tuple[Rule, ...]
    untested: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether every cell is as expected and every rule is tested."""
        return not self.idle and all(outcome.passed for _, outcome in self.outcomes)


def load_suites(folder: Path, bundle: Bundle, catalogue: Catalogue | None) -> dict[Path, Suite]:
    """Return the tests of every server of a bundle folder, by file.

    Raises:
        PolicyFileError: A file is wrong.
    """
    suites: dict[Path, Suite] = {}
    for path in sorted(folder.glob(f"*/{TESTS}")):
        server = path.parent.name
        place = path.relative_to(folder).as_posix()
        suites[path] = make_suite(place, read_text(path), server, bundle, catalogue)
    return suites


def run_suites(folder: Path, bundle: Bundle, catalogue: Catalogue | None) -> Tested:
    """Return what all tests of a bundle folder find; errors are those of `load_suites`."""
    suites = load_suites(folder, bundle, catalogue)
    outcomes = tuple(
        (path.relative_to(folder).as_posix(), judge(bundle, cell))
        for path, suite in suites.items()
        for cell in suite.cells
    )
    tested = {suite.server for suite in suites.values()}
    ruled = {rule.name.partition("/")[0] for rule in bundle.rules}
    idle = idle_rules(bundle, (outcome for _, outcome in outcomes))
    return Tested(outcomes, tuple(idle), tuple(sorted(ruled - tested)))
