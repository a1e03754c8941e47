"""Budgets as policy gives them: limits in four scopes and four measures, the strictest holds.

Pure values. Counting what was spent is the ledger's; `Budget` is field for field what it is given.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields


@dataclass(frozen=True, slots=True)
class Limit:
    """The most that may be spent in one scope; None where a measure has no limit.

    Args:
        calls: Calls, refused and failed ones included.
        rows: Rows of data released.
        bytes: Size of what was released [bytes].
        ms: Time that calls ran [ms].
    """

    calls: int | None = None
    rows: int | None = None
    bytes: int | None = None
    ms: int | None = None


UNLIMITED = Limit()


@dataclass(frozen=True, slots=True)
class Budget:
    """All limits of one call.

    Args:
        conversation: Of the conversation, over all tools.
        principal: Of the principal, over all conversations, within `window_s`.
        tool_conversation: Of this tool in the conversation.
        tool_principal: Of this tool for the principal, within `window_s`.
        window_s: Length of the sliding window [s].
    """

    conversation: Limit
    principal: Limit
    tool_conversation: Limit
    tool_principal: Limit
    window_s: int


@dataclass(frozen=True, slots=True)
class Scopes:
    """Limits of a conversation and of a principal, as a part of the file states them."""

    conversation: Limit = UNLIMITED
    principal: Limit = UNLIMITED


@dataclass(frozen=True, slots=True)
class Share:
    """What a role's holders may spend: in all, and by tool."""

    whole: Scopes = Scopes()
    tools: Mapping[str, Scopes] = field(default_factory=dict[str, Scopes])


@dataclass(frozen=True, slots=True)
class Budgets:
    """Every limit of a bundle.

    Args:
        everybody: Of every principal and conversation, by tool too.
        roles: Narrower ones, for holders of a role.
        window_s: Length of the sliding window [s].
    """

    everybody: Share
    roles: Mapping[str, Share]
    window_s: int

    def of(self, roles: Iterable[str], action: str) -> Budget:
        """Return what a holder of `roles` may spend on `action`: in each measure the least."""
        shares = [self.everybody, *(self.roles[role] for role in roles if role in self.roles)]
        whole = [share.whole for share in shares]
        tool = [share.tools[action] for share in shares if action in share.tools]
        return Budget(
            strictest(scopes.conversation for scopes in whole),
            strictest(scopes.principal for scopes in whole),
            strictest(scopes.conversation for scopes in tool),
            strictest(scopes.principal for scopes in tool),
            self.window_s,
        )


def strictest(limits: Iterable[Limit]) -> Limit:
    """Return the least of `limits` in each measure; no limit where none of them has one."""
    given = list(limits)
    least: dict[str, int | None] = {}
    for measure in fields(Limit):
        amounts = [getattr(limit, measure.name) for limit in given]
        least[measure.name] = min((each for each in amounts if each is not None), default=None)
    return Limit(**least)
