"""Sentences made with Faker, every value and its place known exactly, the same at every run."""

import random
import re
from collections.abc import Callable

from faker import Faker
from stdnum import luhn
from stdnum.de import idnr
from stdnum.gb import nhs
from stdnum.iso7064 import mod_11_10

from bench.privacy.sentence import Sentence, Span
from bench.privacy.templates import TEMPLATES

LOCALES = {
    "de": "de_DE", "fr": "fr_FR", "it": "it_IT", "es": "es_ES", "nl": "nl_NL", "pl": "pl_PL",
    "en": "en_GB",
}  # fmt: skip
_HOLE = re.compile(r"\{([A-Z]+)\}")
_KINDS = {
    **dict.fromkeys(("TAX", "SOCIAL", "PASSPORT", "LICENCE", "HEALTH"), "ID"),
    "BIRTH": "DATE",
}
_MONTHS = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre"
    " dicembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre"
    " diciembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października"
    " listopada grudnia",
    "en": "January February March April May June July August September October November December",
}
_FORMS = {  # A: a capital letter, 0: a digit
    "PASSPORT": {"de": "C00A00T00", "fr": "00AA00000", "it": "YA0000000", "es": "AAA000000",
                 "nl": "NA0A000A0", "pl": "AA0000000", "en": "000000000"},
    "LICENCE": {"de": "A000AA00A00", "fr": "000000000000", "it": "AA0000000A", "es": "00000000A",
                "nl": "0000000000", "pl": "00000/00/0000", "en": "AAAAA9507040A09AA"},
    "HEALTH": {"de": "A000000000"},
}  # fmt: skip


def made_sentences(language: str, number: int, seed: int) -> list[Sentence]:
    """Return `number` sentences for each template of a language."""
    return [
        _filled(template, language, _maker(language, f"{seed} {language} {place} {turn}"))
        for place, template in enumerate(TEMPLATES[language])
        for turn in range(number)
    ]


def _filled(template: str, language: str, make: Callable[[str], str]) -> Sentence:
    text, spans, at = "", list[Span](), 0
    for hole in _HOLE.finditer(template):
        text += template[at : hole.start()]
        value = make(hole[1])
        kind = _KINDS.get(hole[1], hole[1])
        spans.append(Span(len(text), len(text) + len(value), hole[1], kind))
        text += value
        at = hole.end()
    return Sentence(text + template[at:], language, tuple(spans))


def _maker(language: str, seed: str) -> Callable[[str], str]:
    faker, chance = Faker(LOCALES[language]), random.Random(seed)
    faker.seed_instance(chance.getrandbits(64))

    def make(label: str) -> str:
        if label in _FORMS and language in _FORMS[label]:
            return _formed(_FORMS[label][language], chance)
        return _MAKERS[label](faker, chance, language)

    return make


def _formed(form: str, chance: random.Random) -> str:
    letters = {"A": "BCDFGHJKLMNPRSTVWXYZ", "0": "0123456789"}
    return "".join(chance.choice(letters.get(char, char)) for char in form)


def _grouped(value: str, chance: random.Random) -> str:
    """Return a number as it is typed: in one piece, or in groups of four."""
    if chance.random() < 0.5:
        return value
    return " ".join(value[at : at + 4] for at in range(0, len(value), 4))


def _card(_: Faker, chance: random.Random, __: str) -> str:
    body = chance.choice(["4", "51", "55", "2221", "6011"])
    body += "".join(chance.choices("0123456789", k=15 - len(body)))
    return _grouped(body + luhn.calc_check_digit(body), chance)


def _birth(faker: Faker, chance: random.Random, language: str) -> str:
    day = faker.date_of_birth(minimum_age=18, maximum_age=90)
    month = _MONTHS[language].split()[day.month - 1]
    point, of = ("." if language == "de" else ""), (" de" if language == "es" else "")
    return chance.choice([
        f"{day.day:02d}.{day.month:02d}.{day.year}", f"{day.day}/{day.month}/{day.year}",
        day.isoformat(), f"{day.day}{point}{of} {month}{of} {day.year}",
    ])  # fmt: skip


def _tax(faker: Faker, chance: random.Random, language: str) -> str:
    match language:
        case "de":
            digits = chance.sample("0123456789", 9)
            body = "".join([digits[0] if digits[0] != "0" else "1", *digits[1:], digits[8]])
            number = body + mod_11_10.calc_check_digit(body)
            return number if idnr.is_valid(number) else _tax(faker, chance, language)
        case "es":
            body = "".join(chance.choices("0123456789", k=8))
            return body + "TRWAGMYFPDXBNJZSQVHLCKE"[int(body) % 23]
        case "pl":
            return str(faker.nip())
        case "fr":
            return "".join(chance.choices("0123456789", k=13))
        case _:
            return str(faker.ssn())


def _health(_: Faker, chance: random.Random, __: str) -> str:
    while True:
        body = "".join(chance.choices("123456789", k=9))
        for check in "0123456789":
            if nhs.is_valid(body + check):
                number = body + check
                return f"{number[:3]} {number[3:6]} {number[6:]}"


def _social(faker: Faker, _: random.Random, language: str) -> str:
    match language:
        case "de":
            return str(faker.rvnr())
        case "pl":
            return str(faker.pesel())
        case "es":
            return "".join(map(str, faker.random_elements("0123456789", length=12)))
        case _:
            return str(faker.ssn())


_Make = Callable[[Faker, random.Random, str], str]


def _by(method: str) -> _Make:
    return lambda faker, _, __: str(getattr(faker, method)())


_MAKERS: dict[str, _Make] = {
    "PERSON": lambda faker, _, __: f"{faker.first_name()} {faker.last_name()}",
    "EMAIL": _by("ascii_free_email"),
    "PHONE": _by("phone_number"),
    "IBAN": lambda faker, chance, _: _grouped(faker.iban(), chance),
    "CARD": _card,
    "IP": lambda faker, chance, _: faker.ipv4() if chance.random() < 0.7 else faker.ipv6(),
    "USERNAME": _by("user_name"),
    "ADDRESS": lambda faker, _, __: faker.address().replace("\n", ", "),
    "BIRTH": _birth,
    "TAX": _tax,
    "SOCIAL": _social,
    "HEALTH": _health,
}
