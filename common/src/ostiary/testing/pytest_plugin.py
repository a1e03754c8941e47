"""pytest collects every `policy_test.yaml`, one test a cell, wherever ostiary is installed.

    policies/notes/policy_test.yaml::guest:traversal

Nothing of the guard is imported until such a file is met: the plugin is loaded into every run.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import pytest

if TYPE_CHECKING:
    from ostiary.policy.bundle import Bundle, Rule
    from ostiary.policy.cases import Cell
    from ostiary.policy.catalogue import Catalogue

N = TypeVar("N", bound=pytest.Item | pytest.Collector)

_TESTS = "policy_test.yaml"


class PolicyFailedError(Exception):
    """A cell is not as expected, or a rule decides none."""


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "PolicyTestFile | None":
    """Collect `<bundle>/<server>/policy_test.yaml`."""
    if file_path.name != _TESTS:
        return None
    return _node(PolicyTestFile, parent, path=file_path)


class PolicyTestFile(pytest.File):
    """The tests of one server's rules."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield one test a cell, and a failing one for each rule that decides none.

        Raises:
            CollectError: The bundle or the file is wrong.
        """
        from ostiary.documents import PolicyFileError  # noqa: PLC0415 - see above
        from ostiary.policy.load import load_bundle  # noqa: PLC0415
        from ostiary.policy.suites import load_suites, run_suites  # noqa: PLC0415

        folder = self.path.parent.parent
        try:
            bundle = load_bundle(folder, _catalogue())
            suite = load_suites(folder, bundle, _catalogue())[self.path]
            idle = run_suites(folder, bundle, _catalogue()).idle
        except PolicyFileError as error:
            raise self.CollectError(str(error)) from None
        for cell in suite.cells:
            item = _node(CellItem, self, name=cell.name)
            item.bundle, item.cell = bundle, cell
            yield item
        for rule in idle:
            if rule.name.startswith(f"{suite.server}/"):
                idle_item = _node(IdleRuleItem, self, name=f"rule:{rule.name}")
                idle_item.rule = rule
                yield idle_item


class _PolicyItem(pytest.Item):
    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None
    ) -> str | Any:
        """Return the failure's own words: a traceback through the plugin says nothing."""
        if isinstance(excinfo.value, PolicyFailedError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)


class CellItem(_PolicyItem):
    """One principal making one call."""

    bundle: "Bundle"
    cell: "Cell"

    def runtest(self) -> None:
        """Judge the cell.

        Raises:
            PolicyFailedError: It is not as expected.
        """
        from ostiary.policy.cases import blame, judge  # noqa: PLC0415 - see above

        outcome = judge(self.bundle, self.cell)
        if not outcome.passed:
            lines = [f"expected {self.cell.expected}, got {outcome.text}"]
            raise PolicyFailedError("\n".join([*lines, *blame(self.bundle, outcome)]))

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return where the cell stands."""
        return self.path, self.cell.line - 1, self.name


class IdleRuleItem(_PolicyItem):
    """A rule that decides no cell."""

    rule: "Rule"

    def runtest(self) -> None:
        """Fail.

        Raises:
            PolicyFailedError: Always.
        """
        raise PolicyFailedError(f"{self.rule.place}: this rule decides no cell")

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return where its tests stand."""
        return self.path, 0, self.name


def _node(kind: type[N], parent: pytest.Collector, **given: Any) -> N:
    # pytest's own constructor, which it leaves untyped.
    return cast("Any", kind).from_parent(parent, **given)


@cache
def _catalogue() -> "Catalogue":
    from ostiary.control import installed_catalogue  # noqa: PLC0415 - see above

    return installed_catalogue().catalogue
