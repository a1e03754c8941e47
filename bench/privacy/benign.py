"""Text that names nobody and is full of numbers: what is found in it is found wrongly."""

import random
import uuid
from collections.abc import Callable

_ITEMS = [
    "Hex bolts M8",
    "Cable tray",
    "Toner black",
    "Desk lamp",
    "Label rolls",
    "Pump seal",
    "Server rack",
]
_WORDS = (
    "the system checks every record against the plan before it moves stock between sites and the"
    " report lists what was late what was short and which line stood still while parts were missing"
).split()


def bank(seed: int, size: int) -> dict[str, str]:
    """Return a text of about `size` characters of each sort."""
    return {
        sort: _grown(make, random.Random(f"{seed} {sort}"), size) for sort, make in _SORTS.items()
    }


def _grown(make: Callable[[random.Random], str], chance: random.Random, size: int) -> str:
    parts: list[str] = []
    length = 0
    while length < size:
        parts.append(make(chance))
        length += len(parts[-1]) + 1
    return "\n".join(parts)


def _digits(chance: random.Random, number: int) -> str:
    return "".join(chance.choices("0123456789", k=number))


def _day(chance: random.Random) -> tuple[int, int, int]:
    return chance.randint(2019, 2026), chance.randint(1, 12), chance.randint(1, 28)


def _amount(chance: random.Random) -> str:
    euros, cents = chance.randint(1, 999_999), chance.randint(0, 99)
    grouped = f"{euros:,}"
    return chance.choice([
        f"{grouped}.{cents:02d}", f"{grouped.replace(',', '.')},{cents:02d}",
        f"{grouped.replace(',', ' ')},{cents:02d}", f"{euros}.{cents:02d}",
    ])  # fmt: skip


def _invoice(chance: random.Random) -> str:
    year, month, day = _day(chance)
    lines = [
        f"Invoice no. {year}-{_digits(chance, 6)}   Date {day:02d}.{month:02d}.{year}",
        f"Order {_digits(chance, chance.randint(8, 12))}, delivery note {_digits(chance, 9)}",
    ]
    lines += [
        f"{position:>3}  {chance.choice(_ITEMS):<16} art. {_digits(chance, 7)}-{_digits(chance, 2)}"
        f"  {chance.randint(1, 400)} pcs  EUR {_amount(chance)}"
        for position in range(10, 10 * chance.randint(3, 7), 10)
    ]
    lines.append(f"Net {_amount(chance)}  VAT 19% {_amount(chance)}  Total EUR {_amount(chance)}")
    lines.append(f"Payable until {year}-{month:02d}-{day:02d}, reference RF{_digits(chance, 8)}\n")
    return "\n".join(lines)


def _log(chance: random.Random) -> str:
    year, month, day = _day(chance)
    stamp = f"{year}-{month:02d}-{day:02d}T{chance.randint(0, 23):02d}:{_digits(chance, 1)}7:3{_digits(chance, 1)}.{_digits(chance, 6)}Z"
    trace = uuid.UUID(int=chance.getrandbits(128), version=4)
    return chance.choice([
        f"{stamp} INFO worker-{chance.randint(1, 64)} job={_digits(chance, 9)} took={_digits(chance, 4)}ms trace={trace}",
        f"{stamp} WARN pool size {chance.randint(1, 64)} of {chance.randint(64, 512)}, queue {_digits(chance, 5)} pid {_digits(chance, 6)}",
        f'{stamp} GET /v2/items/{_digits(chance, 8)}?page={chance.randint(1, 90)} 200 {_digits(chance, 5)} "{chance.getrandbits(64):016x}"',
        f"{stamp} DEBUG commit {chance.getrandbits(160):040x} built 10.{chance.randint(0, 30)}.{chance.randint(0, 90)} in {_digits(chance, 2)}.{_digits(chance, 3)} s",
        f"[{_digits(chance, 10)}] kernel: sda{chance.randint(1, 4)}: sector {_digits(chance, 12)} remapped, temperature {chance.randint(20, 70)}",
    ])  # fmt: skip


def _code(chance: random.Random) -> str:
    name = "_".join(chance.sample(_WORDS, 2))
    return chance.choice([
        f"def {name}(user: User, limit: int = {_digits(chance, 5)}) -> None:",
        f"    username = form.get('{name}')  # see section {chance.randint(1, 9)}.{chance.randint(1, 9)}.{chance.randint(1, 9)}",
        f"    if user.login != self.{name}: raise ValueError(0x{chance.getrandbits(32):08x})",
        f"const {name.upper()} = [{', '.join(_digits(chance, chance.randint(2, 9)) for _ in range(6))}];",
        f"std::array<float, {chance.randint(2, 512)}> {name} = {{{_amount(chance)}f, -{_amount(chance)}f}};",
        f"INSERT INTO {name} VALUES ({_digits(chance, 9)}, '{uuid.UUID(int=chance.getrandbits(128))}', {_amount(chance)});",
        f"@property  # {name}: phone, e-mail and passport are kept elsewhere",
        f"version = \"{chance.randint(0, 9)}.{chance.randint(0, 40)}.{chance.randint(0, 9)}\"  sha256:{chance.getrandbits(256):064x}",
    ])  # fmt: skip


def _codes(chance: random.Random) -> str:
    group = (
        f"978-{_digits(chance, 1)}-{_digits(chance, 3)}-{_digits(chance, 5)}-{_digits(chance, 1)}"
    )
    return chance.choice([
        f"ISBN {group}, {chance.randint(90, 900)} pages, {chance.randint(1990, 2026)}",
        f"Order number {_digits(chance, 9)} shipped as parcel {_digits(chance, 12)}, {_digits(chance, 2)} kg",
        f"SKU {chance.choice('ABCDXYZ')}{chance.choice('KLMN')}-{_digits(chance, 5)}-{_digits(chance, 3)} EAN {_digits(chance, 13)}",
        f"Ticket #{_digits(chance, 7)}: serial {_digits(chance, 4)}-{_digits(chance, 4)}-{_digits(chance, 4)} replaced",
        f"Batch {_digits(chance, 16)} of {_digits(chance, 9)} units, line {chance.randint(1, 40)}",
        f"Container {''.join(chance.choices('ABCDEFGH', k=3))}U{_digits(chance, 7)}, HS code {_digits(chance, 4)}.{_digits(chance, 2)}",
    ])  # fmt: skip


def _prose(chance: random.Random) -> str:
    words = " ".join(chance.choices(_WORDS, k=chance.randint(10, 24))).capitalize()
    return chance.choice([
        f"{words} {chance.randint(2, 900)} times in {chance.randint(1950, 2026)}.",
        f"{words}. In May {chance.randint(1990, 2026)} it cost {_amount(chance)} EUR per unit.",
        f"{words}; call the operation before {chance.randint(6, 20)}:{chance.randint(10, 59)}.",
        f"{words} (table {chance.randint(1, 9)}, {chance.randint(10, 99)} %, n = {_digits(chance, 4)}).",
    ])  # fmt: skip


_SORTS: dict[str, Callable[[random.Random], str]] = {
    "invoices": _invoice, "logs": _log, "source code": _code, "codes": _codes, "prose": _prose,
}  # fmt: skip
