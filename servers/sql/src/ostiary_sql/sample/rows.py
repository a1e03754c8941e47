"""The rows of the sample business: the same ones for the same seed and day."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeAlias

from ostiary_sql.sample import words

CUSTOMERS = 150
ORDERS = 1200
TICKETS = 600

Cell: TypeAlias = int | float | str | None
Row: TypeAlias = tuple[Cell, ...]


@dataclass(slots=True)
class Business:
    """The sample in memory.

    Args:
        seed: Where the random choices start.
        today: The day that all dates are relative to.
    """

    seed: int
    today: date
    rows: dict[str, list[Row]] = field(init=False)
    _random: random.Random = field(init=False, repr=False)
    _contacts_of: dict[int, list[Row]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)  # noqa: S311 - repeatable sample data, no secret
        self.rows = {"customers": list(self._customers())}
        self.rows["contacts"] = list(self._contacts())
        self._contacts_of = {}
        for contact in self.rows["contacts"]:
            self._contacts_of.setdefault(int(contact[1] or 0), []).append(contact)
        self.rows["subscriptions"] = list(self._subscriptions())
        self.rows["orders"] = list(self._orders())
        self.rows["invoices"] = list(self._invoices())
        self.rows["tickets"] = list(self._tickets())

    def _day(self, oldest_days: int, newest_days: int) -> date:
        """Return a day between `oldest_days` and `newest_days` ago (negative: in the future)."""
        return self.today - timedelta(days=self._random.randint(newest_days, oldest_days))

    def _customers(self) -> Iterator[Row]:
        names = [
            f"{first} {second}" for first in words.COMPANY_FIRST for second in words.COMPANY_SECOND
        ]
        self._random.shuffle(names)
        for number in range(1, CUSTOMERS + 1):
            city, country = self._random.choice(words.CITIES)
            segment = self._random.choices(("small", "medium", "large"), (6, 3, 1))[0]
            yield (
                number,
                names[number - 1],
                self._random.choice(words.INDUSTRIES),
                city,
                country,
                segment,
                self._day(2000, 400).isoformat(),
                {"small": 5000.0, "medium": 25000.0, "large": 100000.0}[segment],
                f"sample-key-{self._random.getrandbits(64):016x}",
            )

    def _contacts(self) -> Iterator[Row]:
        number = 0
        for customer in range(1, CUSTOMERS + 1):
            for position in range(self._random.randint(1, 4)):
                number += 1
                given, family = self._random.choice(words.GIVEN), self._random.choice(words.FAMILY)
                yield (
                    number,
                    customer,
                    f"{given} {family}",
                    f"{given}.{family}{number}@example.com".lower(),
                    f"+1-555-01{self._random.randint(0, 99):02d}"
                    if self._random.random() < 0.8
                    else None,
                    self._day(24000, 8000).isoformat() if self._random.random() < 0.7 else None,
                    self._random.choice(words.JOB_TITLES),
                    int(position == 0),
                    f"{given} {self._random.choice(words.REMARKS)}."
                    if self._random.random() < 0.3
                    else None,
                )

    def _subscriptions(self) -> Iterator[Row]:
        number = 0
        for customer in range(1, CUSTOMERS + 1):
            for _ in range(self._random.choices((1, 2), (7, 3))[0]):
                number += 1
                plan, fee = self._random.choice(words.PLANS)
                # Terms of a year that end between half a year ago and half a year from now: some
                # have lapsed within the last 90 days, and of those some were renewed.
                ends_on = self._day(180, -180)
                renewed = int(ends_on < self.today and self._random.random() < 0.6)
                seats = self._random.randint(1, 60)
                renewed_on = ends_on - timedelta(days=self._random.randint(1, 30))
                yield (
                    number,
                    customer,
                    plan,
                    seats,
                    round(fee * seats, 2),
                    (ends_on - timedelta(days=365)).isoformat(),
                    ends_on.isoformat(),
                    renewed,
                    renewed_on.isoformat() if renewed else None,
                )

    def _orders(self) -> Iterator[Row]:
        for number in range(1, ORDERS + 1):
            product, price = self._random.choice(words.PRODUCTS)
            attributes = {
                "colour": self._random.choice(words.COLOURS),
                "express": self._random.random() < 0.2,
            }
            yield (
                number,
                self._random.randint(1, CUSTOMERS),
                self._day(540, 0).isoformat(),
                product,
                self._random.randint(1, 20),
                price,
                self._random.choices(("open", "shipped", "returned"), (2, 7, 1))[0],
                json.dumps(attributes),
            )

    def _invoices(self) -> Iterator[Row]:
        for order in self.rows["orders"]:
            number, customer, ordered_on, _, quantity, price, status, _ = order
            if status == "open":
                continue
            issued_on = date.fromisoformat(str(ordered_on)) + timedelta(days=1)
            due_on = issued_on + timedelta(days=30)
            paid_on = issued_on + timedelta(days=self._random.randint(2, 60))
            is_paid = paid_on <= self.today and self._random.random() < 0.95
            yield (
                number,
                customer,
                number,
                issued_on.isoformat(),
                due_on.isoformat(),
                paid_on.isoformat() if is_paid else None,
                round(float(quantity or 0) * float(price or 0), 2),
                # No country has the code ZZ: nobody's account can be hit by chance.
                f"ZZ99SAMPLE{int(customer or 0):010d}",
                f"billing{customer}@customer{customer}.example",
            )

    def _tickets(self) -> Iterator[Row]:
        for number in range(1, TICKETS + 1):
            contact = self._random.choice(self._contacts_of[self._random.randint(1, CUSTOMERS)])
            subject = self._random.choice(words.SUBJECTS)
            opened_on = self._day(300, 0)
            closed_on = opened_on + timedelta(days=self._random.randint(0, 25))
            is_closed = closed_on <= self.today
            yield (
                number,
                contact[1],
                contact[0],
                opened_on.isoformat(),
                closed_on.isoformat() if is_closed else None,
                self._random.choices(("low", "normal", "high"), (3, 5, 2))[0],
                "closed" if is_closed else self._random.choice(("open", "waiting")),
                subject,
                f"{contact[2]} ({contact[3]}) writes: {subject.lower()}. Please call back.",
            )
