"""Pseudonyms find their rows on real engines, tell who is the same, and confirm no guess."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sql_business import ALIKE, Business, twins
from sql_served import WITHHELD, Heard, Served, guarded

pytestmark = pytest.mark.timeout(200)
ENGINES = [
    "sqlite",
    pytest.param("postgres", marks=pytest.mark.needs("postgres")),
    pytest.param("mariadb", marks=pytest.mark.needs("mariadb")),
]


@dataclass(frozen=True)
class Desk:
    """Where an analyst asks, and the database itself.

    Args:
        business: The database.
        server: In front of it.
        folder: The server's policies, keys and state.
        people: Pseudonyms of the addresses of contacts, by their id.
    """

    business: Business
    server: Served
    folder: Path
    people: dict[int, str] = field(default_factory=dict[int, str])

    def ask(self, sql: str, **params: str) -> list[list[Any]]:
        heard = self.hear(sql, **params)
        assert not heard.refusal, heard.refusal
        assert not self.server.marks.found(heard.words)
        return heard.result["rows"]

    def hear(self, sql: str, tool: str = "run_query", **params: str) -> Heard:
        return self.server.call(tool, {"sql": sql, **({"params": params} if params else {})})

    def direct(self, sql: str, **params: str) -> list[list[Any]]:
        return [[_plain(cell) for cell in row] for row in self.business.direct(sql, params)[1]]

    def addresses(self) -> dict[int, str]:
        return {int(row[0]): row[1] for row in self.direct("SELECT id, email FROM contacts")}


def _plain(cell: Any) -> Any:
    text = cell.decode() if isinstance(cell, bytes) else cell
    return int(text) if isinstance(text, str) and text.isdecimal() else text


@pytest.fixture(scope="module", params=ENGINES)
def desk(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    engine = str(request.param)
    folder = tmp_path_factory.mktemp(engine)
    with twins(engine, folder / "data", ALIKE) as (business, _):
        server = guarded(folder / "server", business, 20.0, has_pseudonyms=True)
        with closing(server):
            made = Desk(business, server, folder / "server")
            made.people.update(
                {row[0]: row[1] for row in made.ask("SELECT id, email FROM contacts")}
            )
            yield made


def test_a_pseudonym_finds_its_rows_and_no_others(desk: Desk) -> None:
    found = desk.ask(f"SELECT id, email FROM contacts WHERE email = '{desk.people[5]}'")
    assert found == [[5, desk.people[5]]]
    assert desk.ask("SELECT id FROM contacts WHERE email = :who", who=desk.people[7]) == [[7]]


def test_several_are_found_among_others_or_left_out(desk: Desk) -> None:
    three = ", ".join(f"'{desk.people[at]}'" for at in (3, 8, 21))
    found = desk.ask(f"SELECT id FROM contacts WHERE email IN ({three}) ORDER BY id DESC")
    assert found == [[21], [8], [3]]
    others = desk.ask(
        f"SELECT id FROM contacts WHERE email NOT IN ({three}) AND id < 10 ORDER BY id"
    )
    assert [row[0] for row in others] == [1, 2, 4, 5, 6, 7, 9]
    unequal = f"SELECT count(*) FROM contacts WHERE email <> '{desk.people[3]}' AND id < 10"
    assert desk.ask(unequal) == [[8]]


def test_a_pseudonym_is_known_in_other_spellings_of_itself(desk: Desk) -> None:
    spelled = desk.people[5].lower().replace("-", "\u2010")
    assert desk.ask("SELECT id FROM contacts WHERE email = :who", who=spelled) == [[5]]


def test_groups_and_figures_are_those_of_the_values(desk: Desk) -> None:
    known = Counter(str(row[0]) for row in desk.direct("SELECT billing_email FROM invoices"))
    grouped = desk.ask(
        "SELECT billing_email, count(*) AS n FROM invoices GROUP BY billing_email ORDER BY n DESC"
    )
    assert [row[1] for row in grouped] == sorted(known.values(), reverse=True)
    assert len({row[0] for row in grouped}) == len(known)
    asked = "SELECT count(billing_email), count(DISTINCT billing_email) FROM invoices"
    assert desk.ask(asked) == [[sum(known.values()), len(known)]]
    distinct = desk.ask("SELECT DISTINCT billing_email FROM invoices")
    assert {row[0] for row in distinct} == {row[0] for row in grouped}


JOINS = {
    "sqlite": "SELECT c.id, i.id AS invoice FROM contacts c JOIN invoices i ON i.billing_email = c.email ORDER BY invoice, 1",
    "mariadb": "SELECT c.id, i.id AS invoice FROM contacts c JOIN invoices i ON i.billing_email = c.email ORDER BY invoice, 1",
    # A domain of its own there: such columns are compared with each other alone.
    "postgres": "SELECT a.id, b.id AS invoice FROM invoices a JOIN invoices b ON b.billing_email = a.billing_email ORDER BY invoice, 1",
}  # fmt: skip


def test_people_are_joined_by_columns_of_their_kind(desk: Desk) -> None:
    sql = JOINS[desk.business.engine]
    assert desk.ask(sql) == desk.direct(sql)
    among = "SELECT count(*) FROM contacts WHERE email IN (SELECT email FROM contacts WHERE id < 9)"
    assert desk.ask(among) == desk.direct(among)


def test_a_union_of_one_kind_stays_pseudonyms(desk: Desk) -> None:
    sql = "SELECT email FROM contacts WHERE id < 4 UNION SELECT email FROM contacts WHERE id BETWEEN 3 AND 5"
    assert {row[0] for row in desk.ask(sql)} == {desk.people[at] for at in range(1, 6)}


def test_rows_come_as_they_are_sorted_by_what_is_shown(desk: Desk) -> None:
    sql = "SELECT customer_id, count(DISTINCT email) AS n FROM contacts GROUP BY customer_id ORDER BY n DESC, customer_id LIMIT 9"
    assert desk.ask(sql) == desk.direct(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT DISTINCT email FROM contacts",
        "SELECT email, count(*) FROM contacts GROUP BY email",
        "SELECT email FROM contacts WHERE email IS NOT NULL",
        "SELECT email FROM contacts UNION SELECT email FROM contacts",
    ],
)
def test_the_order_of_rows_is_neither_that_of_the_values_nor_of_the_rows(
    desk: Desk, sql: str
) -> None:
    addresses = desk.addresses()
    ids = {pseudonym: at for at, pseudonym in desk.people.items()}
    shown = [ids[row[0]] for row in desk.ask(sql)]
    told = [addresses[at] for at in shown]
    assert sorted(shown) == sorted(addresses)
    assert told not in (sorted(told), sorted(told, reverse=True))
    # By chance about half of the neighbours are in order; none of these sorts comes near that.
    rising = sum(one < two for one, two in pairwise(told))
    assert 0.35 < rising / len(told) < 0.65


def test_pages_of_such_rows_fit_together(desk: Desk) -> None:
    sql = "SELECT DISTINCT email FROM contacts"
    whole, paged, cursor = desk.ask(sql), list[list[Any]](), None
    while True:
        more = {"cursor": cursor} if cursor else {}
        result = desk.server.call("run_query", {"sql": sql, "max_rows": 60, **more}).result
        paged += result["rows"]
        cursor = result["next_cursor"]
        if cursor is None:
            break
    assert paged == whole


GUESSES = {
    "text": "SELECT id FROM contacts WHERE email = '{guess}'",
    "among": "SELECT id FROM contacts WHERE email IN ('{pseudonym}', '{guess}')",
    "turned-round": "SELECT id FROM contacts WHERE '{guess}' = email",
    "beside": "SELECT id FROM contacts WHERE email = '{pseudonym}' OR email = '{guess}'",
    "in-query": "SELECT id FROM contacts WHERE email IN (SELECT '{guess}')",
    "union": "SELECT email FROM contacts UNION SELECT '{guess}'",
    "except": "SELECT email FROM contacts EXCEPT SELECT '{guess}'",
    "join": "SELECT id FROM contacts JOIN (SELECT '{guess}' AS x) AS g ON g.x = email",
    "case": "SELECT id FROM contacts WHERE CASE WHEN email = '{pseudonym}' THEN email ELSE '{guess}' END = '{pseudonym}'",
    "coalesce": "SELECT id FROM contacts WHERE coalesce(NULL, email) = '{guess}'",
    "nullif": "SELECT count(*) FROM contacts WHERE nullif(email, '{guess}') IS NULL",
    "having": "SELECT email FROM contacts GROUP BY email HAVING email = '{guess}'",
    "cast": "SELECT id FROM contacts WHERE CAST(email AS CHAR(99)) = '{guess}'",
    "like": "SELECT id FROM contacts WHERE email LIKE '{guess}'",
    "range": "SELECT id FROM contacts WHERE email BETWEEN '{guess}' AND '{guess}'",
    "least": "SELECT id FROM contacts WHERE email IN (SELECT min('{guess}') FROM contacts)",
    "split": "SELECT id FROM contacts WHERE email = '{first}' || '{rest}'",
    "comment": "SELECT id FROM contacts WHERE email /* = '{pseudonym}' */ = '{guess}'",
    "name-in-text": "SELECT id FROM contacts WHERE email = '{pseudonym} {guess}'",
}  # fmt: skip


@pytest.mark.parametrize("name", GUESSES)
def test_no_guess_is_confirmed(desk: Desk, name: str) -> None:
    guess, pseudonym = desk.addresses()[5], desk.people[6]
    heard: list[str] = []
    for text in (guess, guess.upper(), f"{guess}x"):
        sql = GUESSES[name].format(guess=text, pseudonym=pseudonym, first=text[:4], rest=text[4:])
        heard.append(desk.hear(sql).refusal)
    assert all(heard)
    assert len(set(heard)) == 1


def test_no_guess_is_confirmed_by_a_parameter(desk: Desk) -> None:
    for text in (desk.addresses()[5], "nobody@customer.example"):
        assert desk.hear("SELECT id FROM contacts WHERE email = :x", x=text).refusal.startswith(
            "[denied]"
        )


def test_a_guess_that_is_shown_beside_a_found_row_is_not_confirmed(desk: Desk) -> None:
    """What the caller wrote comes back as he wrote it, right or wrong."""
    right, wrong = desk.addresses()[5], "nobody@customer.example"
    for text in (right, wrong):
        sql = f"SELECT '{text}' AS x, :y AS y FROM contacts WHERE email = :who"
        heard = desk.hear(sql, y=text[:9], who=desk.people[5])
        assert heard.result["rows"] == [[text, text[:9]]]


def test_a_limit_may_be_a_parameter(desk: Desk) -> None:
    sql = "SELECT id FROM contacts WHERE email <> :who AND id > :least ORDER BY id LIMIT :most"
    arguments = {"who": desk.people[5], "least": 3, "most": 2}
    heard = desk.server.call("run_query", {"sql": sql, "params": arguments})
    assert heard.result["rows"] == [[4], [6]]


def test_a_pseudonym_stays_one_wherever_it_is_not_compared(desk: Desk) -> None:
    token = desk.people[5]
    found = desk.ask(
        f"SELECT '{token}' AS told, :who AS said FROM contacts WHERE email = :who", who=token
    )
    assert found == [[token, token]]
    assert desk.ask(f"SELECT count(*) FROM customers WHERE name = '{token}'") == [[0]]
    assert desk.ask(f"SELECT count(*) FROM customers WHERE name LIKE '%{token}%'") == [[0]]


def test_another_kind_another_column_and_a_made_up_one_are_refused(desk: Desk) -> None:
    token = desk.people[5]
    assert desk.hear(f"SELECT id FROM contacts WHERE full_name = '{token}'").refusal
    assert desk.hear(f"SELECT id FROM contacts WHERE email > '{token}'").refusal
    assert desk.hear(f"SELECT id FROM contacts WHERE phone = '{token}'").refusal
    made_up = token[:-1] + ("0" if token[-1] != "0" else "1")
    assert desk.hear(f"SELECT id FROM contacts WHERE email = '{made_up}'").refusal.startswith(
        "[invalid_input]"
    )


def test_what_is_withheld_or_generalised_is_not_compared(desk: Desk) -> None:
    for column in ("iban", "billing_email || ''"):
        assert desk.hear(f"SELECT count(*) FROM invoices GROUP BY {column}").refusal
    assert desk.hear("SELECT count(*) FROM contacts GROUP BY birth_date").refusal
    assert desk.hear(
        "SELECT count(*) FROM contacts a JOIN contacts b ON a.birth_date = b.birth_date"
    ).refusal


def test_no_plan_of_a_comparison_is_told(desk: Desk) -> None:
    sql = f"SELECT id FROM contacts WHERE email = '{desk.people[5]}'"
    assert desk.hear(sql, "explain_query").refusal
    grouped = "SELECT count(*) FROM contacts GROUP BY email"
    assert desk.hear(grouped, "explain_query").refusal.startswith("[denied]")


def test_what_only_tells_who_is_the_same_is_shown(desk: Desk) -> None:
    sql = f"SELECT id, CASE WHEN email = '{desk.people[5]}' THEN 1 ELSE 0 END AS x FROM contacts WHERE id < 7 ORDER BY x DESC, id"
    assert [row[1] for row in desk.ask(sql)] == [1, 0, 0, 0, 0, 0]
    assert desk.ask("SELECT max(email) AS x FROM contacts") == [[WITHHELD]]


def test_records_hold_pseudonyms_and_no_value(desk: Desk) -> None:
    token = desk.people[9]
    desk.ask(f"SELECT id FROM contacts WHERE email = '{token}'")
    state = b"".join(path.read_bytes() for path in desk.folder.glob("state.sqlite*"))
    assert token.encode() in state
    for address in desk.addresses().values():
        assert address.encode() not in state


def test_an_error_after_a_restore_holds_no_value(desk: Desk) -> None:
    sql = {
        "sqlite": f"SELECT json_extract('x', '$') FROM contacts WHERE email = '{desk.people[5]}'",
        "postgres": f"SELECT 1 / (id - 5) FROM contacts WHERE email = '{desk.people[5]}'",
        "mariadb": f"SELECT id + 18446744073709551615 FROM contacts WHERE email = '{desk.people[5]}'",
    }[desk.business.engine]
    heard = desk.hear(sql)
    assert heard.refusal
    assert not desk.server.marks.found(heard.words)
    assert desk.addresses()[5] not in json.dumps(heard.told)
