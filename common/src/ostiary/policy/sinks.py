"""What the bundle's `flow` adds to a verdict: ceilings of sinks, and what must not meet unasked.

It only narrows: what no rule permits stays denied. A verdict that it has changed names the key of
`bundle.yaml` among its rules.
"""

from dataclasses import replace

from ostiary.consent import Terms, strictest
from ostiary.nature import FlowLimits, Sink
from ostiary.policy.request import Request
from ostiary.policy.verdict import Deny, NeedsConsent, Verdict

PLACE = "bundle.yaml:flow."
"""How keys of `flow` are named among rules."""


def within_flow(limits: FlowLimits | None, request: Request, verdict: Verdict) -> Verdict:
    """Return `verdict` as far as the conversation may still use the action's sink."""
    sink = request.flow["sink"]
    if limits is None or isinstance(verdict, Deny) or sink == Sink.NOWHERE:
        return verdict
    read = request.label["class"]
    ceiling = limits.ceilings.get(Sink(sink))
    if ceiling is not None and read > ceiling:
        return Deny("read above the ceiling of the sink", (f"{PLACE}ceilings.{sink}",))
    together = limits.together
    meets = sink == Sink.OUTSIDE and request.label["untrusted"]
    if together is None or not meets or read < together.private:
        return verdict
    rules = (*verdict.rules, f"{PLACE}together")
    own = Terms(((together.approver, 1),))
    if isinstance(verdict, NeedsConsent):
        return replace(verdict, rules=rules, terms=strictest([verdict.terms, own]))
    return NeedsConsent(rules, own, verdict.clearance)
