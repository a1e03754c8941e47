"""What of a model's entities can be a name: models take codes, amounts and labels for names too.

A model is asked for names of people, organisations and places, and learnt them from prose. In
invoices, logs and source code it calls "EUR", "sda3", "Order 690298290" or "took=1147ms" so. What
is dropped here by what it is made of would be dropped by any reader; what may be a name stays.
"""

import re
from collections.abc import Iterator

from ostiary.privacy.detect.dictionary import common_words
from ostiary.privacy.detect.words import one_form

_CHUNK = re.compile(r"\S+")
_CODE = re.compile(r"[=_/\\@#{}<>|()\[\]:$%]|\d{3}|[a-z]\d|\d[a-z]{3}")
"""What stands in a code, and in no part of a name."""

_EDGES = ".,;:'\"()-"
_MOST_HOUSE_DIGITS = 5
_MOST_SMALL = 3
"""A row of more words without a capital is a stretch of prose."""

_WORDS = """
    eur usd gbp chf pln sek nok dkk czk cad aud jpy vat mwst ust tva iva btw tin iban bic swift ref
    sku ean isbn upc gtin hs art pcs stk qty no nr id uuid utc gmt serial batch container lot
    info debug warn warning error fatal trace worker built username const true false null none self
    select insert into values update delete where from join def class return
    http https get post put api url json xml html csv pdf
    invoice reference payable due until delivery order
    rechnung auftrag kundennummer fallig bestellung lieferschein summe betrag
    facture commande montant fattura ordine importo factura pedido importe factuur bedrag
    faktura kwota
"""
_TECHNICAL = frozenset(_WORDS.split())
"""Labels, currencies and words of programs in their one form; by themselves they name nobody."""


def plausible(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the parts of an entity that may be a name, line by line.

    Args:
        text: The text.
        start: Where the entity begins in it.
        end: Where it ends.
    """
    at = start
    for line in re.split(r"(\s*[\n\r]\s*)", text[start:end]):
        begin, at = at, at + len(line)
        if line.strip():
            yield from _within(text, begin, at)


def _within(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    chunks = [match.span() for match in _CHUNK.finditer(text, start, end)]
    while chunks and _is_cut(text[slice(*chunks[-1])]):
        chunks.pop()
    while chunks and _is_cut(text[slice(*chunks[0])]):
        chunks.pop(0)
    words = [text[slice(*each)].strip(_EDGES) for each in chunks]
    names = [each for each in words if not _is_code(each)]
    if not any(map(_may_name, names)):
        return
    if all(map(_is_small, names)) and len(words) > _MOST_SMALL:
        return
    yield chunks[0][0], chunks[-1][1]


def _is_code(word: str) -> bool:
    return _CODE.search(word.strip(_EDGES)) is not None or not any(map(str.isalpha, word))


def _is_cut(word: str) -> bool:
    """Whether a word at an edge is no part of the name; a house number and a postcode are."""
    plain = word.strip(_EDGES)
    return _is_code(plain) and not (plain.isdecimal() and len(plain) <= _MOST_HOUSE_DIGITS)


def _may_name(word: str) -> bool:
    form = one_form(word)
    if len(word) < 2 or form in _TECHNICAL:
        return False
    # As in the dictionary: what is common is a name only if it is written as one.
    return not (_is_small(word) and form in common_words())


def _is_small(word: str) -> bool:
    return word == word.lower() != word.upper()
