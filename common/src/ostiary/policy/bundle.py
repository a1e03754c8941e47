"""A policy bundle in memory: roles, budgets and the parsed Cedar rules, all of one version.

Pure data. A bundle is never changed: reloading makes a new one and swaps it in whole.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cedarpy import PolicySet

from ostiary.classes import DataClass
from ostiary.consent import Approver, Terms
from ostiary.nature import FlowLimits
from ostiary.policy.budget import Budget, Budgets
from ostiary.policy.cedartype import Record
from ostiary.treatment import Privacy, RestoreRule


@dataclass(frozen=True, slots=True)
class Role:
    """What holding a role means beyond the rules that name it.

    Args:
        clearance: The highest class that the role reads in the clear.
    """

    clearance: DataClass


@dataclass(frozen=True, slots=True)
class Rule:
    """One Cedar statement and where it stands.

    Args:
        name: `file:id`, from the statement's `@id`. Cedar, too, knows the rule by it.
        effect: `permit` or `forbid`.
        line: Line of the file where the statement begins, from 1.
        clearance: From `@clearance`; None when the statement has none.
        terms: From `@approval` and what stands beside it; None when it asks for no consent.
        text: The statement as it stands in the file.
        body: The statement in Cedar's JSON form.
    """

    name: str
    effect: str
    line: int
    clearance: DataClass | None = None
    terms: Terms | None = None
    text: str = field(default="", repr=False, compare=False)
    body: Mapping[str, Any] = field(
        default_factory=dict[str, Any], repr=False, compare=False, hash=False
    )

    @property
    def place(self) -> str:
        """File and line, as operators read them."""
        return f"{self.name.rpartition(':')[0]}:{self.line}"


@dataclass(frozen=True, slots=True)
class Ruleset:
    """Rules that are decided on together.

    Args:
        rules: By name.
        policies: The same rules, parsed; Cedar names them as they are named here.
        asked: The paths of the context that they read, as `expression.asked` gives them.
        asks_origins: Whether one of these is about where the arguments come from.
    """

    rules: Mapping[str, Rule]
    policies: PolicySet
    asked: frozenset[tuple[str, ...]]
    asks_origins: bool = False


@dataclass(frozen=True, slots=True)
class Bundle:
    """Everything that decides.

    Args:
        version: Digest of all files of the bundle, hexadecimal.
        roles: Roles by name; a caller's other roles mean nothing.
        budgets: What may be spent.
        rules: All rules, in the order of the files and lines.
        by_action: For each action that a rule or the catalogue names, the rules that may match it.
        elsewhere: The rules that may match an action which nobody names.
        contexts: The types of each catalogued action's context.
        servers: The servers whose actions are all catalogued.
        privacy: What becomes of personal values above a clearance; None: they are withheld.
        restore: Where pseudonyms turn back into values.
        approvers: Who may consent, by name.
        flow: Where things may flow; None: no more is said of it than by rules.
        traces: Whether a rule asks where arguments come from, so that results are remembered.
    """

    version: str
    roles: Mapping[str, Role]
    budgets: Budgets
    rules: tuple[Rule, ...]
    by_action: Mapping[str, Ruleset]
    elsewhere: Ruleset
    contexts: Mapping[str, Record] = field(default_factory=dict[str, Record])
    servers: frozenset[str] = frozenset()
    privacy: Privacy | None = None
    restore: tuple[RestoreRule, ...] = ()
    approvers: Mapping[str, Approver] = field(default_factory=dict[str, Approver])
    flow: FlowLimits | None = None
    traces: bool = False

    def ruleset(self, action: str) -> Ruleset:
        """Return the only rules that can match a request for `action`."""
        return self.by_action.get(action, self.elsewhere)

    def asks_origins(self, action: str) -> bool:
        """Whether a rule about `action` asks where its arguments come from."""
        return self.traces and self.ruleset(action).asks_origins

    def allowance(self, roles: Iterable[str], action: str) -> Budget:
        """Return what a holder of `roles` may spend on `action`: the strictest of all limits."""
        return self.budgets.of(roles, action)
