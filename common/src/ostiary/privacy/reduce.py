"""Less of a value: what is generalised, shown in part, hashed or made up in its stead.

Nothing here turns back. What cannot be reduced comes back as None and is withheld.
"""

import re
from datetime import date
from ipaddress import ip_address, ip_network

from ostiary.treatment import Generalise

_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")
_MIN_PARTIAL_CHARS = 8
"""Of a shorter number the last four digits would be most of it."""

_BAND_YEARS, _OLDEST_YEARS = 10, 89
"""Ages are told by the decade; whoever is older than this is told together (HIPAA, 164.514(b))."""

_BY_KIND = {
    "DATE": Generalise.YEAR,
    "IP": Generalise.NETWORK,
    "ADDRESS": Generalise.PREFIX,
    "PHONE": Generalise.PREFIX,
}

_GIVEN = (
    "Avery", "Blair", "Casey", "Devon", "Emery", "Finley", "Harper", "Jules", "Kerry", "Logan",
    "Marlow", "Noel", "Parker", "Quinn", "Robin", "Sasha",
)  # fmt: skip
_FAMILY = (
    "Alderfield", "Brookmere", "Copperton", "Dunhollow", "Eastvale", "Fernhurst", "Goldacre",
    "Hartwick", "Inglemoor", "Juniper", "Kestrel", "Larkspur", "Merriden", "Northgate", "Oakhaven",
    "Pinecrest",
)  # fmt: skip


def generalised(kind: str, value: str | float, to: Generalise | None, today: date) -> str | None:
    """Return what is left of a value: a year, an age band, a beginning or a network.

    Args:
        kind: What it is.
        value: A text, or a number such as an age or a year.
        to: What is left; None: what suits the kind.
        today: For ages.
    """
    match to or _BY_KIND.get(kind):
        case Generalise.YEAR:
            return _year(value)
        case Generalise.AGE_BAND:
            return _age_band(value, today)
        case Generalise.NETWORK:
            return _network(str(value))
        case Generalise.PREFIX:
            return _prefix(kind, str(value).strip())
        case _:
            return None


def partial(kind: str, text: str) -> str | None:
    """Return a part of a value by which people recognise it who know it already."""
    if kind in {"CARD", "IBAN", "PHONE", "ID"}:
        bare = [char for char in text if char.isalnum()]
        return f"…{''.join(bare[-4:])}" if len(bare) >= _MIN_PARTIAL_CHARS else None
    if kind == "EMAIL":
        local, at, domain = text.strip().rpartition("@")
        return f"{local[:1]}…@{domain}" if local and at else None
    if kind in {"PERSON", "ORG", "USERNAME"}:
        initials = [word[0].upper() for word in text.split() if word[0].isalpha()]
        return " ".join(f"{letter}." for letter in initials) or None
    return None


def hashed(kind: str, digest: bytes) -> str:
    """Return a keyed digest of a value as text."""
    return f"{kind}:{digest[:8].hex()}"


def synthetic(kind: str, digest: bytes) -> str | None:
    """Return a made-up value of `kind`, always the same for the same digest.

    Nobody is called so, no telephone rings (NANP 555-01xx) and no mail arrives (RFC 2606).
    """
    given, family = _GIVEN[digest[0] % 16], _FAMILY[digest[1] % 16]
    number = int.from_bytes(digest[2:5], "big")
    made = {
        "PERSON": f"{given} {family} {number % 10_000:04}",
        "USERNAME": f"{given.lower()}{number % 10_000:04}",
        "EMAIL": f"{given}.{family}.{number % 10_000:04}@synthetic.invalid".lower(),
        "PHONE": f"+1 {200 + number % 800} 555 01{number // 800 % 100:02}",
        "ADDRESS": f"{1 + number % 998} {family} Street, {_FAMILY[digest[5] % 16]}",
        "ORG": f"{family} {number % 10_000:04} Ltd",
    }
    return made.get(kind)


def _year(value: str | float) -> str | None:
    found = _YEAR.search(str(value))
    return found[1] if found else None


def _age_band(value: str | float, today: date) -> str | None:
    if isinstance(value, str):
        year = _year(value)
        if year is not None:
            years = today.year - int(year)
        elif value.strip().isdecimal():
            years = int(value)
        else:
            return None
    else:
        years = int(value)
    if years < 0 or years > 130:
        return None
    if years > _OLDEST_YEARS:
        return f"{_OLDEST_YEARS + 1}+"
    low = years // _BAND_YEARS * _BAND_YEARS
    return f"{low}-{low + _BAND_YEARS - 1}"


def _network(text: str) -> str | None:
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    return str(ip_network(f"{address}/{24 if address.version == 4 else 48}", strict=False))


def _prefix(kind: str, text: str) -> str | None:
    """Return the beginning of a number, of an address's postcode, or of whatever else it is."""
    if kind == "PHONE":
        text = re.sub(r"[\s()/.-]", "", text)
    words = [word for word in re.split(r"[\s,;]+", text) if any(map(str.isdigit, word))]
    word = max(words, key=len, default=text)
    length = 3 if word.startswith("+") else 2
    return f"{word[:length]}…" if len(word) >= length + 3 else None
