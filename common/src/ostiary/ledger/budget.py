"""Budgets as arithmetic: what a call may still cost, and which bucket of time it is charged to.

Pure. A conversation's counters only add up. A principal's are kept in buckets of time: a charge at
t goes into the bucket that holds t and is known by the bucket's end; a window counts all buckets
whose end lies after its own beginning. So a charge counts for at least the whole window and at most
one bucket longer, whatever widths earlier bundles used: no window ever holds more than allowed.
"""

from ostiary.ledger.values import MEASURES, Allowance, Amounts, Spent

BUCKETS = 64
"""How many buckets a window is cut into: a charge is held at most 1/64 of a window too long."""

_SCOPES = ("conversation", "principal", "tool_conversation", "tool_principal")


def bucket_end(now_us: int, window_s: int) -> int:
    """Return the end of the bucket that holds `now_us` [µs since 1970]."""
    width_us = max(1, window_s * 1_000_000 // BUCKETS)
    return (now_us // width_us + 1) * width_us


def window_start(now_us: int, window_s: int) -> int:
    """Return when the window that ends now began; buckets that end later count [µs since 1970]."""
    return now_us - window_s * 1_000_000


def grant(ask: Amounts, allowance: Allowance, spent: Spent) -> Amounts | str:
    """Return what the call may cost at most, or the name of the budget that is spent.

    Args:
        ask: The most that it wants. A measure it does not ask for is not checked.
        allowance: The most of everything.
        spent: What is gone.

    Returns:
        For each measure the least of what was asked and of what is left in every scope; or, where
        calls do not suffice or an asked measure has nothing left, `SCOPE:MEASURE`.
    """
    granted: dict[str, int] = {}
    for measure in MEASURES:
        most = getattr(ask, measure)
        for scope in _SCOPES if most else ():
            limit = getattr(getattr(allowance, scope), measure)
            if limit is None:
                continue
            left = limit - getattr(getattr(spent, scope), measure)
            if left < (most if measure == "calls" else 1):
                return f"{scope}:{measure}"
            most = min(most, left)
        granted[measure] = most
    return Amounts(**granted)
