"""The grammar of pseudonyms: `KIND-xxxxxxxxxx`.

An upper-case kind, a hyphen, ten characters of Crockford's base32 in lower case, of which the last
two are a check. This version issues none, so whatever has that form in an argument was invented,
and stage 4 refuses it.
"""

import re
from collections.abc import Mapping, Sequence
from typing import cast

KINDS = frozenset({
    "PERSON", "EMAIL", "PHONE", "IBAN", "CARD", "ADDRESS", "ORG", "ID", "DATE", "IP", "URL",
    "USERNAME",
})  # fmt: skip
"""The kinds that data maps and pseudonyms may name."""

# Look-arounds rather than \b: a pseudonym keeps its form inside quotes, paths and punctuation, and
# a longer word that merely contains one (an order number, a UUID) is not one.
_FORM = re.compile(
    rf"(?<![A-Za-z0-9-])(?:{'|'.join(sorted(KINDS))})-[0-9a-hjkmnp-tv-z]{{10}}(?![A-Za-z0-9])"
)


def has_pseudonym_form(value: object) -> bool:
    """Whether a string or key anywhere in the JSON value `value` holds something of that form."""
    if isinstance(value, str):
        return _FORM.search(value) is not None
    if isinstance(value, Mapping):
        items = cast("Mapping[str, object]", value)
        return any(has_pseudonym_form(key) or has_pseudonym_form(items[key]) for key in items)
    if isinstance(value, Sequence):
        return any(has_pseudonym_form(element) for element in cast("Sequence[object]", value))
    return False
