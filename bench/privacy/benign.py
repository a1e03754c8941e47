"""Text that names nobody and is full of numbers: what is found in it is found wrongly.

`{d9}` stands for nine digits, `{h40}` for forty hexadecimal ones, `{n500}` for a number up to 500,
`{C3}` for three capitals; `{date}`, `{iso}`, `{amount}`, `{uuid}`, `{name}` and `{words}` for what
they say.
"""

import random
import re
import uuid
from collections.abc import Callable

_WORDS = re.findall(
    r"\w+",
    "the system checks every record against the plan before it moves stock between sites and the"
    " report lists what was late what was short and which line stood still when parts were missing",
)
_ITEM = "{d3}  {C1}{d4}-{name}  art. {d7}-{d2}  {n400} pcs  EUR {amount}"
_INVOICE = (
    "Invoice no. {d4}-{d6}   Date {date}\nOrder {d9}, delivery note {d9}\n"
    f"{_ITEM}\n{_ITEM}\n{_ITEM}\nNet {{amount}}  VAT 19% {{amount}}  Total EUR {{amount}}\n"
    "Payable until {iso}, reference RF{d8}\n"
)
_RECHNUNG = (
    "Rechnung {d8} vom {date}, Auftrag {d11}, Kundennummer {d6}\n"
    f"{_ITEM}\n{_ITEM}\nSumme {{amount}} EUR, fällig am {{date}}\n"
)
_FACTURE = f"Facture {{d7}} du {{date}}, commande n° {{d10}}\n{_ITEM}\nTotal TTC : {{amount}} EUR\n"
_SORTS = {
    "invoices": (_INVOICE, _RECHNUNG, _FACTURE),
    "logs": (
        "{iso}T{d1}7:3{d1}:00.{d6}Z INFO worker-{n64} job={d9} took={d4}ms trace={uuid}",
        "{iso} {n20}:3{d1}:17,{d3} WARN pool {n64} of {n512}, queue {d5} pid {d6}",
        'GET /v2/items/{d8}?page={n90}&per_page={n100} HTTP/1.1" 200 {d5} "{h16}"',
        "{iso}T{d1}7:3{d1}:00Z DEBUG commit {h40} built 10.{n30}.{n90} in {d2}.{d3} s",
        "[{d5}.{d6}] kernel: sda{n4}: sector {d12} remapped, temperature {n70}",
        "{d10} {d10} {d3} {amount} {amount} {d2}",
    ),
    "source code": (
        "def {name}(user: User, limit: int = {d5}) -> None:",
        "    username = form.get('{name}')  # see section {n9}.{n9}.{n9}",
        "    if user.login != self.{name}: raise ValueError(0x{h8})",
        "const {name} = [{d3}, {d7}, {d9}, {d8}, {d5}];",
        "std::array<float, {n512}> {name} = {{amount}f, -{d3}.{d5}f, {d1}e-{d1}};",
        "INSERT INTO {name} VALUES ({d9}, '{uuid}', {d4}.{d2});",
        "@property  # {name}: phone, e-mail and passport are kept elsewhere",
        'version = "{n9}.{n40}.{n9}"  sha256:{h64}',
    ),
    "codes": (
        "ISBN 978-{d1}-{d3}-{d5}-{d1}, {n900} pages, {n2026}",
        "Order number {d9} shipped as parcel {d12}, {d2} kg",
        "SKU {C2}-{d5}-{d3} EAN {d13}",
        "Ticket #{d7}: serial {d4}-{d4}-{d4} replaced",
        "Batch {d16} of {d9} units, line {n40}",
        "Container {C3}U{d7}, HS code {d4}.{d2}, model {C2}{d4}{C1}",
    ),
    "prose": (
        "{words} {n900} times in {n2026}.",
        "{words}. In May {n2026} it cost {amount} EUR per unit.",
        "{words}; call the operation before {n20}:{d1}7.",
        "{words} (table {n9}, {n99} %, n = {d4}).",
    ),
}
_HOLE = re.compile(r"\{([a-zA-Z]+?)(\d*)\}")


def bank(seed: int, size: int) -> dict[str, str]:
    """Return a text of about `size` characters of each sort."""
    return {
        sort: _grown(lines, random.Random(f"{seed} {sort}"), size) for sort, lines in _SORTS.items()
    }


def _grown(templates: tuple[str, ...], chance: random.Random, size: int) -> str:
    parts: list[str] = []
    length = 0
    while length < size:
        template = chance.choice(templates)
        parts.append(_HOLE.sub(lambda hole: _MAKERS[hole[1]](chance, int(hole[2] or 0)), template))
        length += len(parts[-1]) + 1
    return "\n".join(parts)


def _amount(chance: random.Random, _: int) -> str:
    euros, cents = chance.randint(1, 999_999), chance.randint(0, 99)
    grouped = f"{euros:,}"
    return chance.choice([
        f"{grouped}.{cents:02d}", f"{grouped.replace(',', '.')},{cents:02d}",
        f"{grouped.replace(',', ' ')},{cents:02d}", f"{euros}.{cents:02d}",
    ])  # fmt: skip


def _day(form: str) -> Callable[[random.Random, int], str]:
    def make(chance: random.Random, _: int) -> str:
        year, month, day = chance.randint(2019, 2026), chance.randint(1, 12), chance.randint(1, 28)
        return form.format(year=year, month=month, day=day)

    return make


def _chosen(signs: str) -> Callable[[random.Random, int], str]:
    return lambda chance, number: "".join(chance.choices(signs, k=number))


_MAKERS: dict[str, Callable[[random.Random, int], str]] = {
    "d": _chosen("0123456789"),
    "h": _chosen("0123456789abcdef"),
    "C": _chosen("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    "n": lambda chance, most: str(chance.randint(1, most)),
    "amount": _amount,
    "date": _day("{day:02d}.{month:02d}.{year}"),
    "iso": _day("{year}-{month:02d}-{day:02d}"),
    "uuid": lambda chance, _: str(uuid.UUID(int=chance.getrandbits(128), version=4)),
    "name": lambda chance, _: "_".join(chance.sample(_WORDS, 2)),
    "words": lambda chance, _: " ".join(chance.choices(_WORDS, k=chance.randint(10, 24))),
}
