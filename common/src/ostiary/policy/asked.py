"""What the annotations of one rule ask of a human's consent."""

import re
from collections.abc import Mapping

from ostiary.consent import DEFAULT_TTL_S, Terms
from ostiary.documents import PolicyFileError, did_you_mean

CONSENT = "approval"
ANNOTATIONS = frozenset({CONSENT, "approval_ttl_s", "approval_count", "approval_by_requester"})

MIN_TTL_S, MAX_TTL_S = 30, 86_400
MAX_COUNT = 9


def read_terms(
    where: str, notes: Mapping[str, str], roles: frozenset[str], effect: str
) -> Terms | None:
    """Return what a statement with these annotations asks; None where it asks for no consent.

    Args:
        where: File and line.
        notes: The annotations.
        roles: The roles that the bundle knows.
        effect: Of the statement.

    Raises:
        PolicyFileError: An annotation says what it cannot, or nothing without another.
    """
    given = sorted(notes.keys() & ANNOTATIONS)
    if not given:
        return None
    if effect != "permit":
        raise PolicyFileError(where, f"@{given[0]}: only a permit asks for consent")
    if CONSENT not in notes:
        raise PolicyFileError(where, f'@{given[0]} says nothing without @approval("role")')
    role = notes[CONSENT]
    if role not in roles:
        hint = did_you_mean(role, roles)
        raise PolicyFileError(f"{where}: @approval", f"role {role}: not in bundle.yaml{hint}")
    ttl_s = _number(where, notes, "approval_ttl_s", DEFAULT_TTL_S, range(MIN_TTL_S, MAX_TTL_S + 1))
    count = _number(where, notes, "approval_count", 1, range(1, MAX_COUNT + 1))
    return Terms(((role, count),), ttl_s, _yes(where, notes, "approval_by_requester"))


def _number(where: str, notes: Mapping[str, str], name: str, default: int, allowed: range) -> int:
    text = notes.get(name)
    if text is None:
        return default
    if not re.fullmatch(r"[0-9]{1,6}", text) or int(text) not in allowed:
        raise PolicyFileError(where, f"@{name}: a number from {allowed[0]} to {allowed[-1]}")
    return int(text)


def _yes(where: str, notes: Mapping[str, str], name: str) -> bool:
    text = notes.get(name, "no")
    if text not in {"yes", "no"}:
        raise PolicyFileError(where, f'@{name}: "yes" or "no"')
    return text == "yes"
