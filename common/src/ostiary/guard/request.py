"""The question that the policy is asked about one call, made of what is known of it."""

from collections.abc import Mapping
from typing import Any

from ostiary.guard.flowing import told_flow
from ostiary.guard.offer import Offer
from ostiary.guard.trail import Trail
from ostiary.identity import Principal
from ostiary.ledger.values import Amounts, Standing
from ostiary.policy.request import Request


def request_of(
    trail: Trail,
    principal: Principal,
    offer: Offer,
    arguments: Mapping[str, Any],
    standing: Standing,
) -> Request:
    """Return the request as the conversation stands.

    Args:
        trail: What is known of the call.
        principal: Who calls.
        offer: What is asked for.
        arguments: As they will run.
        standing: Where the conversation stands.
    """
    return Request(
        principal=principal.name,
        roles=principal.roles,
        action=offer.action,
        resource=offer.resource,
        server=offer.server,
        args=arguments,
        facts=trail.facts,
        label={"class": int(standing.data_class), "untrusted": standing.untrusted},
        budget={
            "conversation": _spent_so_far(standing.spent.conversation),
            "principal": _spent_so_far(standing.spent.principal),
        },
        flow=told_flow(trail, offer),
        transport=trail.incoming.channel.transport,
    )


def _spent_so_far(spent: Amounts) -> dict[str, int]:
    """Return what was spent in one scope, as policies name the measures."""
    return {
        "calls": spent.calls,
        "rows": spent.rows,
        "bytes": spent.bytes,
        "seconds": spent.ms // 1000,
    }
