"""Numbers that states give to people and whose form and checksum alone prove them.

A checksum of one digit in ten proves little: such a number is found by its label (`labelled`),
unless its form says more, as a date of birth inside does.
"""

import re
from collections.abc import Callable, Sequence

from stdnum.be import nn as belgian
from stdnum.ch import ssn as swiss
from stdnum.cz import rc as czech
from stdnum.de import idnr as german_tax
from stdnum.ee import ik as baltic
from stdnum.es import dni, nie
from stdnum.fi import hetu as finnish
from stdnum.fr import nir as french
from stdnum.gb import nhs
from stdnum.it import codicefiscale as italian
from stdnum.no import fodselsnummer as norwegian
from stdnum.pl import pesel as polish
from stdnum.ro import cnp as romanian
from stdnum.se import personnummer as swedish
from stdnum.us import itin, ssn

from ostiary.privacy.detect.finding import VERIFIED
from ostiary.privacy.detect.pattern import Check, Form, Hit, Pattern, whole
from ostiary.privacy.detect.recognise.checks import is_german_pension
from ostiary.privacy.detect.recognise.goods import is_of_goods

_Valid = Callable[[str], bool]
_DIGITS, _CAPITALS = "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_END = r"(?!\w|[./-]\d)"


def _check(valid: Sequence[_Valid], score: float) -> Check:
    def check(match: re.Match[str]) -> Hit | None:
        if valid and not any(is_valid(match[0]) for is_valid in valid):
            return None
        if match[0].isdecimal() and is_of_goods(match):
            return None
        return whole(match, score)

    return check


def _form(source: str, firsts: str, form: str, *valid: _Valid, score: float = VERIFIED) -> Form:
    """Return a form of numbers.

    Args:
        source: Country and name.
        firsts: The characters it may begin with.
        form: The expression.
        valid: One of them has to confirm the number; none: the form is enough.
        score: Of what is confirmed.
    """
    return Form(firsts, source, "ID", re.compile(f"(?:{form}){_END}"), _check(valid, score))


def _german_pension(value: str) -> bool:
    return is_german_pension(value.replace(" ", ""))


_MBI = "AC-HJKMNP-RT-Y"
FORMS = (
    _form(
        "eleven-digits",
        _DIGITS,
        r"\d{11}",
        *(german_tax.is_valid, polish.is_valid, norwegian.is_valid, baltic.is_valid),
    ),
    _form("de-tax", "123456789", r"\d\d \d{3} \d{3} \d{3}", german_tax.is_valid),
    _form("de-pension", _DIGITS, r"\d\d ?\d{6} ?[A-Z] ?\d{3}", _german_pension),
    _form("es-dni", _DIGITS, r"\d{8}-?[A-Z]|\d\d\.\d{3}\.\d{3}-?[A-Z]", dni.is_valid),
    _form("es-nie", "XYZ", r"[XYZ]-?\d{7}-?[A-Z]", nie.is_valid),
    _form("fr-nir", "12", r"[12] ?\d\d ?\d\d ?\d[\dAB] ?\d{3} ?\d{3} ?\d\d", french.is_valid),
    _form("ch-ahv", "7", r"756\.?\d{4}\.?\d{4}\.?\d\d", swiss.is_valid),
    _form("be-national", _DIGITS, r"\d\d\.\d\d\.\d\d-\d{3}[.-]\d\d", belgian.is_valid),
    _form("se-national", _DIGITS, r"(?:\d{6}|\d{8})[-+]\d{4}", swedish.is_valid),
    _form("fi-national", _DIGITS, r"\d{6}[-+A-FU-Y]\d{3}[0-9A-Y]", finnish.is_valid),
    _form("cz-national", _DIGITS, r"\d{6}/\d{3,4}", czech.is_valid),
    _form("ro-national", "123456789", r"\d{13}", romanian.is_valid),
    _form(
        "gb-nino",
        "ABCEGHJKLMNOPRSTWXYZ",
        r"(?!BG|GB|NK|KN|NT|TN|ZZ)[A-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D]",
        score=0.8,
    ),
    _form("gb-nhs", _DIGITS, r"\d{3}([ -])\d{3}\1\d{4}", nhs.is_valid),
    _form(
        "gb-licence",
        _CAPITALS,
        r"[A-Z9]{5}\d[0156]\d[0-3]\d\d[A-Z9]{2}[A-Z0-9][A-Z]{2}",
        score=0.8,
    ),
    _form("us-ssn", "012345678", r"\d{3}-\d\d-\d{4}", ssn.is_valid, score=0.8),
    _form("us-itin", "9", r"\d{3}-\d\d-\d{4}", itin.is_valid, score=0.8),
    _form(
        "us-mbi",
        "123456789",
        rf"\d[{_MBI}][{_MBI}0-9]\d-?[{_MBI}][{_MBI}0-9]\d-?[{_MBI}]{{2}}\d\d",
        score=0.8,
    ),
)

# In capitals or not, and looked for by its digits, which are rarer than letters.
_ITALIAN = re.compile(
    r"\d\d(?<=[A-Za-z]{6}..)(?<![^\W_].{8})[A-EHLMPR-Ta-ehlmpr-t]\d\d[A-Za-z]\d{3}[A-Za-z](?!\w)"
)


def _italian(match: re.Match[str]) -> Hit | None:
    start, end = match.start() - 6, match.end()
    return (start, end, VERIFIED) if italian.is_valid(match.string[start:end]) else None


RECOGNISERS = (Pattern("it-tax", "ID", _ITALIAN, _italian),)
