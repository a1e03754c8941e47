"""What the reader says of columns that leave as pseudonyms: compared as those are, or probed."""

from collections.abc import Callable

import pytest

from ostiary.server import DataClass, Origin
from ostiary_sql.catalog import Catalog, Column, Table
from ostiary_sql.reading.alike import Alike
from ostiary_sql.reading.narrow import Restored
from ostiary_sql.reading.statement import Statement, read_statement
from ostiary_sql.reading.value import Base
from ostiary_sql.reading.words import Kind, Word

ENGINES = ("sqlite", "postgres", "mariadb")
TOKENS = {"EMAIL-8f3k2m9q7x", "EMAIL-0z66amnkrc", "PERSON-2m5q8w1x9z"}
PARAMS = {"who": "EMAIL-8f3k2m9q7x", "text": "ann@customer.example"}
TABLES = {
    "c": ("id", "name", "email", "person", "pay", "mail_id"),
    "i": ("id", "c_id", "email", "payer", "amount", "secret"),
}
PERSONAL = {
    ("c", "email"): "EMAIL", ("i", "email"): "EMAIL", ("i", "payer"): "EMAIL",
    ("c", "person"): "PERSON", ("c", "mail_id"): "EMAIL",
}  # fmt: skip

COMPARED = {
    "equal": "SELECT id FROM c WHERE email = 'EMAIL-8f3k2m9q7x'",
    "unequal": "SELECT id FROM c WHERE email <> 'EMAIL-8f3k2m9q7x'",
    "other-unequal": "SELECT id FROM c WHERE email != 'EMAIL-8f3k2m9q7x'",
    "among": "SELECT id FROM c WHERE email IN ('EMAIL-8f3k2m9q7x', 'EMAIL-0z66amnkrc')",
    "not-among": "SELECT id FROM c WHERE email NOT IN ('EMAIL-8f3k2m9q7x')",
    "parameter": "SELECT id FROM c WHERE email = :who",
    "among-parameters": "SELECT id FROM c WHERE email IN (:who, 'EMAIL-0z66amnkrc')",
    "negated": "SELECT id FROM c WHERE NOT (email = 'EMAIL-8f3k2m9q7x' OR id > 7)",
    "missing": "SELECT id FROM c WHERE email IS NOT NULL AND id = 1",
    "join": "SELECT c.id FROM c JOIN i ON i.email = c.email",
    "join-using": "SELECT c.id FROM c JOIN i USING (email)",
    "left-join": "SELECT c.id FROM c LEFT JOIN i ON c.email = i.payer AND i.id > 3 WHERE i.id IS NULL",
    "grouped": "SELECT email, count(*) FROM c GROUP BY email",
    "grouped-by-position": "SELECT email, count(*) FROM c GROUP BY 1",
    "grouped-by-alias": "SELECT email AS who, count(*) FROM c GROUP BY who",
    "having": "SELECT email FROM c GROUP BY email HAVING count(*) > 1",
    "counted": "SELECT name, count(DISTINCT email) FROM c GROUP BY name",
    "distinct": "SELECT DISTINCT email FROM c",
    "union": "SELECT email FROM c UNION SELECT payer FROM i",
    "except": "SELECT email FROM c EXCEPT SELECT payer FROM i",
    "in-query": "SELECT id FROM c WHERE email IN (SELECT payer FROM i)",
    "exists": "SELECT id FROM c WHERE EXISTS (SELECT 1 FROM i WHERE i.email = c.email)",
    "through-cte": "WITH t AS (SELECT email AS e FROM c) SELECT count(*) FROM t WHERE e = 'EMAIL-8f3k2m9q7x'",
    "through-derived": "SELECT count(*) FROM (SELECT email AS e FROM c) AS t JOIN i ON i.email = t.e",
    "chosen-by-equality": "SELECT CASE WHEN email = 'EMAIL-8f3k2m9q7x' THEN 1 ELSE 0 END AS x FROM c ORDER BY x",
}  # fmt: skip

PROBED = {
    "clear-text": "SELECT id FROM c WHERE email = 'ann@customer.example'",
    "clear-text-among": "SELECT id FROM c WHERE email IN ('EMAIL-8f3k2m9q7x', 'ann@customer.example')",
    "clear-parameter": "SELECT id FROM c WHERE email = :text",
    "unissued": "SELECT id FROM c WHERE email = 'EMAIL-7777777777'",
    "half": "SELECT id FROM c WHERE email = 'EMAIL-8f3k2m9q7x '",
    "other-kind": "SELECT id FROM c WHERE person = 'EMAIL-8f3k2m9q7x'",
    "other-column": "SELECT id FROM c WHERE email = name",
    "other-kind-of-column": "SELECT id FROM c WHERE email = person",
    "other-type-of-column": "SELECT id FROM c WHERE email = mail_id",
    "number": "SELECT id FROM c WHERE mail_id = 'EMAIL-8f3k2m9q7x'",
    "withheld": "SELECT c.id FROM c JOIN i ON i.secret = c.email",
    "less": "SELECT id FROM c WHERE email < 'EMAIL-8f3k2m9q7x'",
    "between": "SELECT id FROM c WHERE email BETWEEN 'EMAIL-8f3k2m9q7x' AND 'EMAIL-0z66amnkrc'",
    "like": "SELECT id FROM c WHERE email LIKE 'EMAIL-8f3k2m9q7x'",
    "like-beside": "SELECT id FROM c WHERE email = 'EMAIL-8f3k2m9q7x' OR email LIKE 'a%'",
    "function": "SELECT id FROM c WHERE lower(email) = 'EMAIL-8f3k2m9q7x'",
    "computed": "SELECT id FROM c WHERE length(email) = 5",
    "coalesced": "SELECT id FROM c WHERE coalesce(email, 'x') = 'EMAIL-8f3k2m9q7x'",
    "chosen": "SELECT id FROM c WHERE CASE WHEN id = 1 THEN email ELSE 'x' END = 'EMAIL-8f3k2m9q7x'",
    "simple-case": "SELECT CASE email WHEN 'EMAIL-8f3k2m9q7x' THEN 1 END AS x FROM c",
    "row": "SELECT id FROM c WHERE (email, id) = ('EMAIL-8f3k2m9q7x', 1)",
    "chain": "SELECT id FROM c WHERE (email = 'EMAIL-8f3k2m9q7x') = (person > 'a')",
    "ordered": "SELECT id FROM c ORDER BY email",
    "ordered-by-position": "SELECT email FROM c ORDER BY 1",
    "grouped-and-ordered": "SELECT email, count(*) FROM c GROUP BY email ORDER BY email",
    "grouped-by-expression": "SELECT count(*) FROM c GROUP BY lower(email)",
    "window": "SELECT row_number() OVER (ORDER BY email) FROM c",
    "union-with-text": "SELECT email FROM c UNION SELECT 'ann@customer.example'",
    "union-with-name": "SELECT email FROM c UNION SELECT name FROM c",
    "except-values": "SELECT email FROM c EXCEPT SELECT 'x' FROM i",
    "in-query-of-text": "SELECT id FROM c WHERE email IN (SELECT 'ann@customer.example')",
    "in-query-of-name": "SELECT id FROM c WHERE email IN (SELECT name FROM c)",
    "text-in-query": "SELECT id FROM c WHERE 'EMAIL-8f3k2m9q7x' IN (SELECT email FROM i)",
    "scalar-query": "SELECT id FROM c WHERE email = (SELECT max(payer) FROM i)",
    "distinct-aggregate": "SELECT DISTINCT min(email) FROM c",
    "having-greatest": "SELECT name FROM c GROUP BY name HAVING max(email) = 'EMAIL-8f3k2m9q7x'",
    "turned-round": "SELECT id FROM c WHERE 'EMAIL-8f3k2m9q7x' = email",
}  # fmt: skip

ENGINES_OWN = {
    ("sqlite", "collated"): "SELECT id FROM c WHERE email = 'EMAIL-8f3k2m9q7x' COLLATE NOCASE",
    ("sqlite", "collated-below"): "SELECT count(*) FROM (SELECT email COLLATE NOCASE AS e FROM c) WHERE e = :who",
    ("sqlite", "cast"): "SELECT id FROM c WHERE CAST(email AS BLOB) = 'EMAIL-8f3k2m9q7x'",
    ("sqlite", "glob"): "SELECT id FROM c WHERE email GLOB 'EMAIL-8f3k2m9q7x'",
    ("sqlite", "signed"): "SELECT id FROM c WHERE + email = 'EMAIL-8f3k2m9q7x'",
    ("postgres", "collated"): "SELECT id FROM c WHERE email COLLATE \"C\" = 'EMAIL-8f3k2m9q7x'",
    ("postgres", "cast"): "SELECT id FROM c WHERE email::bytea = 'EMAIL-8f3k2m9q7x'",
    ("postgres", "escaped"): "SELECT id FROM c WHERE email = E'EMAIL-8f3k2m9q7x'",
    ("postgres", "ilike"): "SELECT id FROM c WHERE email ILIKE 'EMAIL-8f3k2m9q7x'",
    ("postgres", "regex"): "SELECT id FROM c WHERE email ~ 'EMAIL-8f3k2m9q7x'",
    ("postgres", "similar"): "SELECT id FROM c WHERE email SIMILAR TO 'EMAIL-8f3k2m9q7x'",
    ("postgres", "any"): "SELECT id FROM c WHERE email = ANY (ARRAY['EMAIL-8f3k2m9q7x'])",
    ("postgres", "row"): "SELECT c.id FROM c JOIN i ON ROW(c.email) = ROW(i.email)",
    ("postgres", "distinct-on"): "SELECT DISTINCT ON (email) id FROM c",
    ("postgres", "other-operator"): "SELECT c.id FROM c JOIN i ON c.email ^@ i.email",
    ("mariadb", "collated"): "SELECT id FROM c WHERE email = 'EMAIL-8f3k2m9q7x' COLLATE utf8mb4_bin",
    ("mariadb", "binary"): "SELECT id FROM c WHERE BINARY email = 'EMAIL-8f3k2m9q7x'",
    ("mariadb", "introduced"): "SELECT id FROM c WHERE email = _latin1'EMAIL-8f3k2m9q7x'",
    ("mariadb", "concatenated"): "SELECT id FROM c WHERE email = 'EMAIL-8f3k2m9q7x' 'x'",
    ("mariadb", "regex"): "SELECT id FROM c WHERE email RLIKE 'EMAIL-8f3k2m9q7x'",
    ("mariadb", "not-sign"): "SELECT id FROM c WHERE ! email = 'EMAIL-8f3k2m9q7x'",
    ("mariadb", "sounds"): "SELECT id FROM c WHERE email SOUNDS LIKE 'EMAIL-8f3k2m9q7x'",
}  # fmt: skip


def catalog(engine: str) -> Catalog:
    text = "text" if engine == "sqlite" else "varchar(80)"
    number = "integer" if engine != "mariadb" else "int(11)"
    numbers = {"id", "c_id", "pay", "amount", "mail_id"}
    tables = {
        name: Table(
            name,
            "table",
            tuple(
                Column(each, number if each in numbers else text, is_nullable=True, key_position=0)
                for each in columns
            ),
            schema="main",
            own_name=name,
        )
        for name, columns in TABLES.items()
    }
    return Catalog("1", tables, engine)


def origins() -> dict[Base, Origin]:
    found = {
        (table, name): Origin(DataClass.INTERNAL) for table in TABLES for name in TABLES[table]
    }
    found |= {base: Origin(DataClass.PERSONAL, kind) for base, kind in PERSONAL.items()}
    return found | {("i", "secret"): Origin(DataClass.SECRET)}


def token(word: Word) -> str:
    text = PARAMS.get(word.text[1:], "") if word.kind is Kind.PARAMETER else word.text[1:-1]
    return text if word.kind in (Kind.PARAMETER, Kind.STRING) and text in TOKENS else ""


def has_kind(origin: Origin) -> bool:
    return bool(origin.kind)


def read(sql: str, engine: str, likens: Callable[[Origin], bool] | None = None) -> Statement:
    return read_statement(sql, catalog(engine), Alike(origins(), likens or has_kind, token))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", COMPARED)
def test_who_is_the_same_is_compared_and_not_probed(name: str, engine: str) -> None:
    trace = read(COMPARED[name], engine).trace
    assert trace.compared & PERSONAL.keys()
    assert not trace.probed & PERSONAL.keys()


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", PROBED)
def test_whatever_tells_more_is_probed(name: str, engine: str) -> None:
    assert read(PROBED[name], engine).trace.probed & (PERSONAL.keys() | {("i", "secret")})


@pytest.mark.parametrize(("engine", "name"), ENGINES_OWN)
def test_what_an_engine_has_of_its_own_is_probed(engine: str, name: str) -> None:
    assert ("c", "email") in read(ENGINES_OWN[engine, name], engine).trace.probed


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", COMPARED)
def test_without_pseudonyms_every_comparison_is_probed(name: str, engine: str) -> None:
    trace = read(COMPARED[name], engine, lambda _origin: False).trace
    assert not trace.compared & PERSONAL.keys()


@pytest.mark.parametrize("engine", ENGINES)
def test_columns_of_different_classes_are_not_compared(engine: str) -> None:
    """One could be seen, and would tell what the other holds."""
    known = origins() | {("i", "payer"): Origin(DataClass.INTERNAL, "EMAIL")}
    alike = Alike(known, has_kind, token)
    sql = "SELECT i.payer FROM c JOIN i ON i.payer = c.email"
    assert ("c", "email") in read_statement(sql, catalog(engine), alike).trace.probed


RESTORED = {
    "equal": ("SELECT id FROM c WHERE email = 'EMAIL-8f3k2m9q7x'", "email IN (:a, :b)"),
    "unequal": ("SELECT id FROM c WHERE email <> 'EMAIL-8f3k2m9q7x'", "email NOT IN (:a, :b)"),
    "among": (
        "SELECT id FROM c WHERE email IN ('EMAIL-8f3k2m9q7x', :who)",
        "email IN (:a, :b, :a, :b)",
    ),
    "shown-too": ("SELECT 'EMAIL-8f3k2m9q7x' FROM c WHERE email = :who", "email IN (:a, :b)"),
}


@pytest.mark.parametrize("name", RESTORED)
def test_every_spelling_stands_in_place_of_a_pseudonym_as_a_parameter(name: str) -> None:
    sql, expected = RESTORED[name]
    statement = read(sql, "sqlite")
    restored = {at: Restored(sought, ("a", "b")) for at, sought in statement.trace.sought.items()}
    text = statement.narrowed((), (), restored=restored).sql
    assert expected in text
    assert ("'EMAIL-8f3k2m9q7x'" in text) == (name == "shown-too")


WHIMS = {
    "limit-inside": "SELECT count(*) FROM (SELECT email FROM c WHERE email IS NOT NULL LIMIT 3) AS t",
    "window": "SELECT row_number() OVER () FROM c WHERE email = :who",
    "list": "SELECT {list} FROM c JOIN i ON i.email = c.email",
    "distinct-computed": "SELECT DISTINCT CASE WHEN id = 5 THEN 1.0 ELSE 1.00 END AS x FROM c WHERE email = :who",
    "grouped-computed": "SELECT count(*) FROM c WHERE email = :who GROUP BY CASE WHEN id = 5 THEN 1.0 ELSE 1.00 END",
    "least-computed": "SELECT min(CASE WHEN id = 5 THEN 'a' ELSE 'A' END) FROM c WHERE email = :who",
    "sum-computed": "SELECT sum(CASE WHEN c.id = 5 THEN 1e16 ELSE 1 END) FROM c JOIN i ON i.email = c.email",
}  # fmt: skip
LISTS = {
    "sqlite": "group_concat(c.id)",
    "postgres": "array_agg(c.id)",
    "mariadb": "group_concat(c.id)",
}
FAILING = {
    "postgres": "SELECT count(*) FROM i WHERE EXISTS (SELECT 1 FROM c WHERE c.email = i.email AND 1 / (c.id - 9) = 1)",
    "sqlite": "SELECT count(*) FROM i WHERE EXISTS (SELECT 1 FROM c WHERE c.email = i.email AND json_extract(c.name, '$') = 1)",
    "mariadb": "SELECT count(*) FROM i WHERE EXISTS (SELECT 1 FROM c WHERE c.email = i.email AND c.id - 9223372036854775807 = 1)",
}  # fmt: skip
STEADY = {
    "figures": "SELECT name, count(DISTINCT email) AS n, sum(pay), max(id) FROM c GROUP BY name ORDER BY n DESC LIMIT 3",
    "groups-of-groups": "SELECT n, count(*) FROM (SELECT email, count(*) AS n FROM c GROUP BY email) AS t GROUP BY n",
    "late": "SELECT c.email, count(*) * 2 AS twice FROM c JOIN i ON i.email = c.email GROUP BY c.email",
    "like": "SELECT id FROM c WHERE name LIKE 'a%' AND email = :who",
}  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", WHIMS)
def test_what_depends_on_the_order_of_rows_is_not_settled(name: str, engine: str) -> None:
    statement = read(WHIMS[name].replace("{list}", LISTS[engine]), engine)
    assert statement.whim
    assert statement.frame is None


@pytest.mark.parametrize("engine", ENGINES)
def test_what_may_fail_before_all_rows_are_met_is_not_settled(engine: str) -> None:
    assert read(FAILING[engine], engine).frame is None


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "name", [*STEADY, *(each for each in COMPARED if each != "chosen-by-equality")]
)
def test_what_does_not_depend_on_it_is_settled(name: str, engine: str) -> None:
    statement = read((STEADY | COMPARED)[name], engine)
    assert not statement.whim
    assert statement.frame is not None
