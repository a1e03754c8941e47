"""Addresses of the network: e-mail, IP, MAC, and URLs that name a person."""

import ipaddress
import re
from collections.abc import Iterator

from ostiary.privacy.detect.finding import Finding
from ostiary.privacy.detect.pattern import Hit, Pattern, before

_AT = re.compile(r"@(?<=[\w.+%&'-]@)(?=\w)")
_LOCAL_PART = re.compile(r"[\w+][\w.+%&'-]{0,63}\Z")
_DOMAIN = re.compile(
    r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}(?:xn--[a-z0-9-]{2,59}|[^\W\d_]{2,24})(?![\w-])",
    re.IGNORECASE,
)


def emails(text: str) -> Iterator[Finding]:
    """Yield e-mail addresses (RFC 6531: letters of any script), without quoted local parts."""
    for at in _AT.finditer(text):
        domain = _DOMAIN.match(text, at.end())
        local = domain and _LOCAL_PART.search(text[max(0, at.start() - 64) : at.start()])
        if domain and local:
            yield Finding(at.start() - len(local[0]), domain.end(), "EMAIL", 0.9, "email")


_V4 = re.compile(r"\d(?<![\w.]\d)\d{0,2}(?:\.\d{1,3}){3}(?!\w|\.\d)")
_ABOUT_VERSIONS = re.compile(
    r"(?:version|release|build|\bv|§|section|abschnitt|chapter)[ .:]{0,4}\Z"
)
_V6 = re.compile(
    r"[0-9A-Fa-f](?<![\w:.].)[0-9A-Fa-f]{0,3}:(?:[0-9A-Fa-f]{1,4}:|:){1,7}"
    r"(?:[0-9A-Fa-f]{1,4}|\d{1,3}(?:\.\d{1,3}){3})?(?![\w:])"
)
_MAC = re.compile(
    r"[0-9A-Fa-f](?<![\w:-].)(?:"
    r"[0-9A-Fa-f]:(?:[0-9A-Fa-f]{2}:){4}[0-9A-Fa-f]{2}"
    r"|[0-9A-Fa-f]-(?:[0-9A-Fa-f]{2}-){4}[0-9A-Fa-f]{2}"
    r"|[0-9A-Fa-f]{3}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}"
    r")(?![\w:-])"
)


def _ip(match: re.Match[str]) -> Hit | None:
    try:
        address = ipaddress.ip_address(match[0])
    except ValueError:
        return None
    nobody = address.is_loopback or address.is_unspecified or match[0].startswith("255.255")
    if nobody or (":" not in match[0] and _ABOUT_VERSIONS.search(before(match, 16))):
        return None
    return match.start(), match.end(), 0.9


def _ip6(match: re.Match[str]) -> Hit | None:
    # Without a digit it is rather two names of a program joined by its scope operator.
    return _ip(match) if any(char.isdigit() for char in match[0]) else None


def _mac(match: re.Match[str]) -> Hit | None:
    digits = match[0].lower()
    if "-" in digits and not re.search("[a-f]", digits):
        return None  # a time stamp in a file's name
    if set(digits) <= set("0:.-") or set(digits) <= set("f:.-"):
        return None
    return match.start(), match.end(), 0.9


_SCHEME_END = re.compile(r"://(?<=[A-Za-z0-9+.-]://)(?=[^\s/:])")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,20}\Z")
_REST = re.compile(r"[^\s<>\"'`{}|\\^]{1,2048}")
_NAMES_SOMEBODY = re.compile(
    r"\A[^/?#]{1,128}@"  # user information before the host
    r"|[^/\s?#]@[\w-]{1,63}\."
    r"|[?&;#](?:e?_?mail|user(?:_?name|_?id)?|u?uid|login|account|customer|client|member|phone|tel"
    r"|first_?name|last_?name|name|surname|ssn|token|session(?:_?id)?|auth|sig|key)="
    r"|/(?:users?|profiles?|members?|people|accounts?|customers?|u|in|~)/[\w.%@-]{2}|/~\w|/@\w"
    r"|\A(?:www\.|m\.|[a-z]{2}\.)?(?:facebook|linkedin|twitter|x|instagram|tiktok|xing|github"
    r"|mastodon|threads)\.[a-z]{2,6}/[\w.%@-]{2}",
    re.IGNORECASE,
)
_TRAILING = ".,;:!?)]*_"
_HOME_PAGE = re.compile(
    r"(?!(?:[\w-]{1,63}\.){0,4}example\.)(?:[\w-]{1,63}\.){1,4}[^\W\d_]{2,24}/?", re.IGNORECASE
)
"""A whole site belongs to somebody; a page of one is what people point at."""
PLAIN_URL = 0.3
"""The score of a URL that names nobody: below what is taken for personal."""


def urls(text: str) -> Iterator[Finding]:
    """Yield URLs (RFC 3986), with a low score for those that name nobody."""
    at = 0
    while anchor := _SCHEME_END.search(text, at):
        at = anchor.end()
        scheme = _SCHEME.search(text[max(0, anchor.start() - 21) : anchor.start()])
        rest = _REST.match(text, anchor.end())
        if not scheme or not rest:
            continue
        at = rest.end()
        said = rest[0].rstrip(_TRAILING)
        score = PLAIN_URL
        if _NAMES_SOMEBODY.search(said):
            score = 0.7
        elif _HOME_PAGE.fullmatch(said):
            score = 0.5
        end = anchor.end() + len(said)
        yield Finding(anchor.start() - len(scheme[0]), end, "URL", score, "url")


RECOGNISERS = (
    emails,
    urls,
    Pattern("ipv4", "IP", _V4, _ip),
    Pattern("ipv6", "IP", _V6, _ip6),
    Pattern("mac", "ID", _MAC, _mac),
)
