"""A call that nobody makes, put together by hand to learn what would be decided."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ostiary.classes import parse_class
from ostiary.documents import did_you_mean
from ostiary.nature import WORST
from ostiary.policy.bundle import Bundle
from ostiary.policy.cases import shape_fault
from ostiary.policy.catalogue import Catalogue
from ostiary.policy.explain import Explanation, explain
from ostiary.policy.request import Derived, Request, flow_of
from ostiary.policy.statedfacts import fact_fault, stated
from ostiary.policy.verdict import Deny
from ostiary.policy.vocabulary import unknown


@dataclass(frozen=True, slots=True)
class Question:
    """A tool call by a holder of some roles.

    Args:
        tool: `server.tool`.
        roles: The roles.
        args: The arguments.
        facts: What the server would find.
        label: Name of the highest class that the conversation has read.
        untrusted: Whether it has read untrusted text.
        derived: Calls that the arguments come from, as `context.flow.derived_from` names them.
    """

    tool: str
    roles: tuple[str, ...] = ()
    args: Mapping[str, Any] = field(default_factory=dict[str, Any])
    facts: Mapping[str, Any] = field(default_factory=dict[str, Any])
    label: str = "public"
    untrusted: bool = False
    derived: tuple[str, ...] = ()


def answer(bundle: Bundle, catalogue: Catalogue, question: Question) -> Explanation:
    """Return what `bundle` decides and why.

    Raises:
        ValueError: A role, tool, class or fact that there is not, or facts that the tool declares
            and nobody stated.
    """
    for role in question.roles:
        _require(unknown("role", role, bundle.roles, "not in bundle.yaml"))
    server = question.tool.partition(".")[0]
    offered = [action for action in catalogue.actions if action.server == server]
    tools = {each.name: each for each in offered if each.resource[0] == "Tool"}
    if offered and question.tool not in tools:
        hint = did_you_mean(question.tool, tools)
        raise ValueError(f"--tool {question.tool}: the server {server} offers none{hint}")
    request = Request(
        principal="somebody",
        roles=frozenset(question.roles),
        action=question.tool,
        resource=("Tool", question.tool),
        server=server,
        args=question.args,
        facts=stated(question.facts),
        label={"class": int(parse_class(question.label)), "untrusted": question.untrusted},
        flow=flow_of(
            tools[question.tool].nature if question.tool in tools else WORST,
            Derived(frozenset(question.derived)),
        ),
    )
    if question.tool in tools:
        refusal = shape_fault(tools[question.tool], question.args)
        if refusal:
            return Explanation(Deny(refusal), (), ())
        fault = fact_fault(tools[question.tool], question.facts, catalogue.values())
        _require(f"--facts: {fault}" if fault else "")
    return explain(bundle, request)


def _require(fault: str) -> None:
    if fault:
        raise ValueError(fault)
