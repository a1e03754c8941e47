"""A policy bundle in memory: roles, limits and the parsed Cedar rules, all of one version.

Pure data. A bundle is never changed: reloading makes a new one and swaps it in whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from cedarpy import PolicySet

from ostiary.classes import DataClass


@dataclass(frozen=True, slots=True)
class Role:
    """What holding a role means beyond the rules that name it.

    Args:
        clearance: The highest class that the role reads in the clear.
    """

    clearance: DataClass


@dataclass(frozen=True, slots=True)
class Limits:
    """Budgets, counted whether a call succeeds, fails or is refused.

    Args:
        calls_per_conversation: Calls that one conversation may make until it rolls over.
        calls_per_principal: Calls that one principal may make in a sliding window of `window_s`.
        window_s: Length of that window [s].
    """

    calls_per_conversation: int
    calls_per_principal: int
    window_s: int


@dataclass(frozen=True, slots=True)
class Rule:
    """One Cedar statement and where it stands.

    Args:
        name: `file:id`, from the statement's `@id`.
        effect: `permit` or `forbid`.
        line: Line of the file where the statement begins, from 1.
        clearance: From `@clearance`; None when the statement has none.
        approver: From `@approval`: the role that has to consent; empty when none has to.
    """

    name: str
    effect: str
    line: int
    clearance: DataClass | None = None
    approver: str = ""


@dataclass(frozen=True, slots=True)
class Bundle:
    """Everything that decides.

    Args:
        version: Digest of all files of the bundle, hexadecimal.
        roles: Roles by name; a caller's other roles mean nothing.
        limits: Budgets of every principal and conversation.
        rules: In the order in which Cedar numbers them (`policy0`, `policy1`, ...).
        policies: The same rules, parsed.
    """

    version: str
    roles: Mapping[str, Role]
    limits: Limits
    rules: tuple[Rule, ...]
    policies: PolicySet
