"""Check digits that python-stdnum does not know."""

_RVNR_WEIGHTS = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)
_ICAO_WEIGHTS = (7, 3, 1)


def is_german_pension(number: str) -> bool:
    """Whether `number` is a German pension insurance number (VKVV § 2 and § 4).

    Area, day, month and year of birth, initial, serial and check digit: `15070649C103`.
    """
    day, month = int(number[2:4]), int(number[4:6])
    if not (1 <= day <= 31 or 51 <= day <= 81) or not 1 <= month <= 12:
        return False
    letter = f"{ord(number[8].upper()) - ord('A') + 1:02d}"
    digits = number[:8] + letter + number[9:11]
    products = (int(digit) * weight for digit, weight in zip(digits, _RVNR_WEIGHTS, strict=True))
    return sum(product // 10 + product % 10 for product in products) % 10 == int(number[11])


def is_machine_readable(number: str) -> bool:
    """Whether the last digit of a document's number is its check digit (ICAO 9303 part 3, 4.9)."""
    values = (int(char, 36) for char in number[:-1].upper())
    total = sum(value * _ICAO_WEIGHTS[at % 3] for at, value in enumerate(values))
    return number[-1].isdigit() and total % 10 == int(number[-1])
