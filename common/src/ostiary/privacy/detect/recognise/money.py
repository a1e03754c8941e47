"""Cards, bank accounts and wallets: each proved by its own checksum."""

import re

from stdnum import bitcoin, iban, luhn

from ostiary.privacy.detect.finding import VERIFIED
from ostiary.privacy.detect.pattern import Form, Hit, Pattern, before, digits_of, whole
from ostiary.privacy.detect.recognise.goods import is_of_goods

_CARD = re.compile(
    r"(?:\d{12,19}"
    r"|\d{4}([ .-])\d{4}\1\d{4}\1\d{4}(?:\1\d{3})?"
    r"|\d{4}([ .-])\d{6}\2\d{4,5}"
    r")(?!\w|[.-]\d)"
)
# ISO/IEC 7812 ranges in use, with the lengths each issuer gives.
_ISSUERS = re.compile(
    r"(?:4(?:\d{12}|\d{15}|\d{18})"  # Visa
    r"|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}"  # Mastercard
    r"|3[47]\d{13}"  # American Express
    r"|3(?:0[0-59]|[689]\d)\d{11,16}"  # Diners Club
    r"|(?:6011|64[4-9]\d|65\d\d)\d{12,15}"  # Discover
    r"|(?:35(?:2[89]|[3-8]\d)\d{12,15}|(?:2131|1800)\d{11})"  # JCB
    r"|62\d{14,17}"  # UnionPay
    r"|(?:50[0-9]\d|5[6-9]\d\d|6[0-9]\d\d)\d{8,15}"  # Maestro, RuPay, Troy, Elo
    r"|(?:220[0-4])\d{12,15}"  # Mir
    r")\Z"
)
_USUAL = frozenset({14, 15, 16, 19})
_ABOUT_CARDS = re.compile(
    r"card|karte|carte|carta|tarjeta|kaart|kart[aęy]|\bcc\b|credit|kredit|debit|visa|master"
    r"|amex|maestro|diners|discover|\bpan\b|payment|zahl"
)


def _card(match: re.Match[str]) -> Hit | None:
    digits = digits_of(match[0])
    if not luhn.is_valid(digits):
        return None
    if match[0].isdecimal() and is_of_goods(match):
        return None
    told = _ABOUT_CARDS.search(before(match, 48)) is not None
    if not told and (len(digits) not in _USUAL or not _ISSUERS.match(digits)):
        return None
    return whole(match, VERIFIED)


_IBAN = re.compile(r"\d\d(?<=[A-Za-z]{2}..)(?<![^\W_]....)(?:[ -]?[A-Za-z0-9]){11,30}")
_IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22,
    "BI": 27, "BR": 29, "BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DJ": 27,
    "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FK": 18, "FO": 18, "FR": 27,
    "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HN": 28, "HR": 21, "HU": 28,
    "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28,
    "LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22,
    "MK": 19, "MN": 20, "MR": 27, "MT": 31, "MU": 30, "NI": 28, "NL": 18, "NO": 15, "OM": 23,
    "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "RU": 33, "SA": 24,
    "SC": 31, "SD": 18, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "SO": 23, "ST": 25, "SV": 28,
    "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20, "YE": 30,
}  # fmt: skip
"""How long each country's number is (SWIFT IBAN registry): where it ends in running text."""


def _iban(match: re.Match[str]) -> Hit | None:
    text, start = match.string, match.start() - 2
    length = _IBAN_LENGTHS.get(text[start : start + 2].upper(), 0)
    kept = 0
    for at in range(start, match.end()):
        kept += text[at].isalnum()
        if kept == length:
            break
    else:
        return None
    end = at + 1
    if text[end : end + 1].isalnum():
        return None
    if not iban.is_valid(text[start:end], check_country=False):
        return None
    return start, end, VERIFIED


_BASE58 = re.compile(r"[13](?<![^\W_].)[1-9A-HJ-NP-Za-km-z]{25,34}(?![^\W_])")
_BECH32 = re.compile(r"[bB](?<![^\W_].)[cC]1[02-9A-Za-z]{11,71}(?![^\W_])")
_ETHER = re.compile(r"0(?<![^\W_].)x[0-9A-Fa-f]{40}(?![^\W_])")


def _wallet(match: re.Match[str]) -> Hit | None:
    if not bitcoin.is_valid(match[0]):
        return None
    return whole(match, VERIFIED)


def _ether(match: re.Match[str]) -> Hit | None:
    return whole(match, 0.8)


FORMS = (Form("0123456789", "card", "CARD", _CARD, _card),)
RECOGNISERS = (
    Pattern("iban", "IBAN", _IBAN, _iban),
    Pattern("bitcoin", "ID", _BASE58, _wallet),
    Pattern("bitcoin", "ID", _BECH32, _wallet),
    Pattern("ether", "ID", _ETHER, _ether),
)
