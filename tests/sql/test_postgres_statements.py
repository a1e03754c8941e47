"""PostgreSQL's SQL as it is read: words, names, functions, rows, and what narrowing writes."""

from dataclasses import replace

import pytest

from ostiary_sql.catalog import Catalog, Column, Table
from ostiary_sql.reading.refusal import HINTS, UnreadableError
from ostiary_sql.reading.statement import read_statement


def table(name: str, *columns: str, schema: str = "public", view: str = "") -> Table:
    key = name if schema == "public" else f"{schema}.{name}"
    made = tuple(
        Column(column, "text", is_nullable=True, key_position=int(column == "id"))
        for column in columns
    )
    return Table(key, "view" if view else "table", made, sql=view, schema=schema, own_name=name)


TABLES = (
    table("c", "id", "name", "email"),
    table("o", "id", "c_id", "amount"),
    table("pay", "id", "iban", schema="hr"),
    table("Odd", "Id", "select"),
    table("book", "id", "label", view="SELECT id, email AS label FROM c"),
    table("rich", "id", view="SELECT id FROM c WHERE email > 'x'"),
    table("ranks", "id", "place", view="SELECT id, rank() OVER (ORDER BY email) AS place FROM c"),
    table("rows", "id", "x", view="SELECT id, unnest(string_to_array(email, '')) AS x FROM c"),
)
CATALOG = Catalog(
    "1",
    {each.name: each for each in TABLES},
    "postgres",
    "public",
    frozenset({"shout", "lower", "<=>"}),
)
HELD = frozenset({("c", "email"), ("hr.pay", "iban")})

REFUSED = {
    "positional": ("SELECT $1", "parameters"),
    "second-statement": ("SELECT 1; SELECT 2", "several"),
    "string-goes-on": ("SELECT e'a'\n'b'", "characters"),
    "long-name": (f"SELECT {'x' * 64} FROM c", "characters"),
    "comment-open": ("SELECT 1 /* /* */", "unfinished"),
    "dollar-open": ("SELECT $a$ x $b$", "parameters"),
    "junk-number": ("SELECT 1_000", "characters"),
    "into": ("SELECT id INTO x FROM c", "blocked"),
    "for-update": ("SELECT id FROM c FOR UPDATE", "blocked"),
    "insert": ("INSERT INTO c VALUES (1)", "blocked"),
    "cte-delete": ("WITH t AS (DELETE FROM c RETURNING *) SELECT 1", "blocked"),
    "set-config": ("SELECT set_config('x', 'y', false)", "function"),
    "sql-as-text": ("SELECT query_to_xml('SELECT 1', true, true, '')", "function"),
    "sleep": ("SELECT pg_catalog.pg_sleep(9)", "function"),
    "read-file": ("SELECT pg_read_file('x')", "function"),
    "own-function": ("SELECT shout(name) FROM c", "function"),
    "own-overload": ("SELECT lower(name) FROM c", "function"),
    "own-operator": ("SELECT name <=> name FROM c", "function"),
    "other-schema": ("SELECT hr.lower(name) FROM c", "function"),
    "quoted-function": ("SELECT \"pg_sleep\"(1)", "function"),
    "function-in-from": ("SELECT * FROM pg_ls_dir('.')", "function"),
    "function-in-limit": ("SELECT id FROM c LIMIT pg_sleep(1)", "function"),
    "function-notation": ("SELECT email(c) FROM c", "function"),
    "attribute-notation": ("SELECT c.row_to_json FROM c", "unknown_column"),
    "regclass": ("SELECT 'c'::regclass", "type"),
    "catalog": ("SELECT * FROM pg_catalog.pg_class", "unknown_table"),
    "catalog-by-path": ("SELECT * FROM pg_class", "unknown_table"),
    "schema": ("SELECT * FROM information_schema.tables", "unknown_table"),
    "other-table-of-that-name": ('SELECT * FROM "hr.pay"', "unknown_table"),
    "system-column": ("SELECT ctid FROM c", "unknown_column"),
    "not-folded": ("SELECT * FROM Odd", "unknown_table"),
    "hidden-by-alias": ("SELECT c.id FROM c AS x", "unknown_column"),
    "hidden-by-join-alias": ("SELECT c.id FROM (c JOIN o USING (id)) AS j", "unknown_column"),
    "not-lateral": ("SELECT * FROM c, (SELECT c.id) AS x", "unknown_column"),
    "ambiguous": ("SELECT id FROM c, o", "ambiguous"),
    "twice-named": ("SELECT 1 FROM c, o AS c", "ambiguous"),
    "later-common-table": ("WITH a AS (SELECT * FROM b), b AS (SELECT 1) SELECT 1", "unknown_table"),
    "other-side-of-comma": ("SELECT 1 FROM c, o JOIN book ON c.id = o.id", "unknown_column"),
    "fields-of-a-column": ("SELECT (c).* FROM (SELECT o AS c FROM o) AS s, c", "blocked"),
    "deep": ("SELECT " + "(" * 70 + "1" + ")" * 70, "too_deep"),
    "signs": ("SELECT " + "@ " * 40 + "1", "too_deep"),
}  # fmt: skip

FORBIDDEN = {
    "where": "SELECT id FROM c WHERE email = 'x'",
    "case": "SELECT CASE email WHEN 'x' THEN 1 END FROM c",
    "order": "SELECT id FROM c ORDER BY email",
    "order-position": "SELECT id, email FROM c ORDER BY 2",
    "order-output-name": "SELECT id, email AS name FROM c ORDER BY name",
    "order-parenthesised": "SELECT id, email AS z FROM c ORDER BY (z)",
    "group": "SELECT count(*) FROM c GROUP BY email",
    "group-input-name": "SELECT name AS email FROM c GROUP BY email, name",
    "group-sets": "SELECT count(*) FROM c GROUP BY GROUPING SETS ((id), (name, email))",
    "distinct": "SELECT DISTINCT email FROM c",
    "distinct-on": "SELECT DISTINCT ON (email) id FROM c",
    "union": "SELECT email FROM c UNION SELECT 'x'",
    "except": "SELECT 'x' EXCEPT ALL SELECT email FROM c",
    "natural": "SELECT 1 FROM c NATURAL JOIN (SELECT 'x' AS email) AS x",
    "using": "SELECT 1 FROM c JOIN c AS d USING (email)",
    "window": "SELECT rank() OVER (ORDER BY email) FROM c",
    "named-window": "SELECT rank() OVER w FROM c WINDOW w AS (PARTITION BY email)",
    "filter": "SELECT count(*) FILTER (WHERE email > 'k') FROM c",
    "aggregate-order": "SELECT string_agg(name, ',' ORDER BY email) FROM c",
    "aggregate-distinct": "SELECT count(DISTINCT email) FROM c",
    "limit": "SELECT 1 LIMIT (SELECT length(email) FROM c LIMIT 1)",
    "set-returning": "SELECT generate_series(1, length(email)) FROM c",
    "function-in-from": "SELECT g FROM c, generate_series(1, length(c.email)) AS g",
    "in-subquery": "SELECT id FROM c WHERE 'x' IN (SELECT email FROM c)",
    "any": "SELECT 'x' = ANY (SELECT email FROM c)",
    "row": "SELECT id FROM c WHERE c = ROW(1, 'a', 'b')",
    "row-null": "SELECT id FROM c WHERE NOT (c IS NULL)",
    "row-text": "SELECT id FROM c WHERE c::text LIKE '%x%'",
    "match": "SELECT id FROM c WHERE email ~ '^a'",
    "search": "SELECT id FROM c WHERE to_tsvector(email) @@ to_tsquery('x')",
    "renamed": "SELECT 1 FROM c AS t(a, b, d) WHERE t.d = 'x'",
    "derived": "SELECT 1 FROM (SELECT email AS e FROM c) AS s WHERE e = 'x'",
    "view": "SELECT 1 FROM book WHERE label = 'x'",
    "view-that-filters": "SELECT id FROM rich",
    "view-that-ranks": "SELECT id FROM ranks WHERE place < 3",
    "view-that-sorts": "SELECT id FROM ranks",
    "view-that-sorts-below": "SELECT id FROM ranks ORDER BY place",
    "view-that-makes-rows": "SELECT id FROM rows",
    "recursive": "WITH RECURSIVE t(x) AS (SELECT email FROM c UNION ALL SELECT x FROM t WHERE x < 'k')"
        " SELECT 1 FROM t",
    "cycle": "WITH RECURSIVE t(x) AS (SELECT email FROM c UNION ALL SELECT x FROM t)"
        " CYCLE x SET y USING z SELECT 1 FROM t",
    "tablesample": "SELECT 1 FROM c TABLESAMPLE system ((SELECT length(email) FROM c))",
}  # fmt: skip

NULL = '(SELECT NULL::text AS "email")'
NARROWED = {
    "column": ("SELECT email FROM c", f"SELECT {NULL} FROM c"),
    "qualified": ("SELECT c.email AS e FROM c", f"SELECT {NULL} AS e FROM c"),
    "with-schema": ("SELECT public.c.email FROM public.c", f"SELECT {NULL} FROM public.c"),
    "field": ("SELECT (c).email FROM c", f"SELECT {NULL} FROM c"),
    "star": ("SELECT * FROM c", 'SELECT "c"."id", "c"."name" FROM c'),
    "table": ("TABLE c ORDER BY id", 'SELECT "c"."id", "c"."name" FROM c ORDER BY id'),
    "row-star": ("SELECT (c).* FROM c", 'SELECT "c"."id", "c"."name" FROM c'),
    "star-with-position": (
        "SELECT * FROM c ORDER BY 2", f'SELECT "c"."id", "c"."name", {NULL} FROM c ORDER BY 2'),
    "inner-star": (
        "SELECT count(*) FROM (SELECT * FROM c) AS s",
        f'SELECT count(*) FROM (SELECT "c"."id", "c"."name", {NULL} FROM c) AS s'),
    "row": (
        "SELECT to_jsonb(c) FROM c",
        f'SELECT to_jsonb((SELECT ROW("c"."id", "c"."name", {NULL})::"public"."c" AS "c")) FROM c'),
    "joined-row": (
        "SELECT j FROM (c JOIN o USING (id)) AS j",
        'SELECT (SELECT "j" FROM (SELECT "j"."id", "j"."name", ' + NULL + ', "j"."c_id",'
        ' "j"."amount") AS "j") FROM (c JOIN o USING (id)) AS j'),
    "spread": ("SELECT ROW(c.*) FROM c", f'SELECT ROW("c"."id", "c"."name", {NULL}) FROM c'),
    "parameters": (
        "SELECT :a, :b, :a::int, email[1:2], name[:b] FROM c",
        f"SELECT $1, $2, $1::int, {NULL}[1:2], name[$2] FROM c"),
    "no-space": ("SELECT id FROM c WHERE:a AND:b", "SELECT id FROM c WHERE $1 AND $2"),
    "normalized": ("SELECT normalize(email) FROM c", f"SELECT normalize({NULL}) FROM c"),
    "normal-form": (
        "SELECT normalize(email, NFC) FROM c", f"SELECT normalize({NULL}, NFC) FROM c"),
    "xml": (
        "SELECT xmlelement(name a, xmlattributes(email AS b), email), xmlforest(email AS x) FROM c",
        (f"SELECT xmlelement(name a, xmlattributes({NULL} AS b), {NULL}),"
         f" xmlforest({NULL} AS x) FROM c")),
    "xml-text": (
        "SELECT xmlserialize(content xmlparse(document email) AS text) FROM c",
        f"SELECT xmlserialize(content xmlparse(document {NULL}) AS text) FROM c"),
    "unicode-name": ('SELECT U&"\\0065mail" FROM c', f"SELECT {NULL} FROM c"),
    "text-and-comments": (
        "SELECT 'email', $$email$$, \"name\" /* email */ FROM c -- email",
        "SELECT 'email', $$email$$, \"name\" /* email */ FROM c -- email"),
    "view": ("SELECT label FROM book", 'SELECT (SELECT NULL::text AS "label") FROM book'),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_placed_is_refused(name: str) -> None:
    sql, reason = REFUSED[name]
    catalog = CATALOG
    with pytest.raises(UnreadableError) as caught:
        read_statement(sql, catalog)
    assert caught.value.reason == reason
    assert caught.value.hint in HINTS.values()


@pytest.mark.parametrize("name", FORBIDDEN)
def test_what_decides_by_a_withheld_column_tests_it(name: str) -> None:
    catalog = Catalog("1", CATALOG.tables, "postgres", "public")
    assert ("c", "email") in read_statement(FORBIDDEN[name], catalog).trace.tested


@pytest.mark.parametrize("name", NARROWED)
def test_what_runs_does_not_name_what_is_withheld(name: str) -> None:
    sql, expected = NARROWED[name]
    statement = read_statement(sql, CATALOG)
    assert not statement.trace.tested & HELD
    assert statement.narrowed(HELD).sql == expected


def test_what_a_view_compares_within_a_column_counts_for_that_column() -> None:
    statement = read_statement("SELECT id, place FROM ranks ORDER BY id", CATALOG)
    assert not statement.trace.tested & HELD
    assert [bool(column.value.origins & HELD) for column in statement.columns] == [False, True]


def test_parameters_are_numbered_by_name() -> None:
    narrowed = read_statement("SELECT :b, :a, :b", CATALOG).narrowed(())
    assert narrowed.places == ("b", "a")


@pytest.mark.parametrize(
    ("sql", "origins"),
    [
        ("SELECT c FROM c", {"id", "name", "email"}),
        ("SELECT row_to_json(c) FROM c", {"id", "name", "email"}),
        ("SELECT count(c.*) FROM c", {"id", "name", "email"}),
        ("SELECT (SELECT x FROM c AS x LIMIT 1)", {"id", "name", "email"}),
        ("SELECT unnest(ARRAY[c.email]) FROM c", {"email"}),
        ("SELECT (array_agg(email))[1] FROM c", {"email"}),
        ("SELECT e FROM c, LATERAL (SELECT email) AS s(e)", {"email"}),
        ("SELECT x FROM c, LATERAL jsonb_each_text(to_jsonb(c)) AS e(k, x)", {"id", "name", "email"}),
        ("SELECT d FROM c AS t(a, b, d)", {"email"}),
        ("SELECT name || 'x' FROM c", {"name"}),
        ("SELECT count(*) FROM c", set[str]()),
        ("SELECT mode() WITHIN GROUP (ORDER BY email) FROM c", {"email"}),
        ("VALUES ((SELECT email FROM c))", {"email"}),
        ("SELECT EXISTS (SELECT email FROM c)", set[str]()),
        ("WITH a AS MATERIALIZED (SELECT email AS x FROM c) SELECT x FROM a", {"email"}),
        ("SELECT id FROM c UNION ALL SELECT email FROM c", {"id", "email"}),
    ],
)  # fmt: skip
def test_a_value_comes_from_these_columns(sql: str, origins: set[str]) -> None:
    columns = read_statement(sql, CATALOG).columns
    assert columns[-1].value.origins == {("c", name) for name in origins}


_ID = Column("id", "integer", is_nullable=False, key_position=1)
_SIZE = Column("size", "dimensions", is_nullable=True, key_position=0, fields=("width",))
_MOOD = Column("mood", "mood", is_nullable=True, key_position=0)
_WEIGHT = Column("grade", "weight", is_nullable=True, key_position=0)
_SEGMENT = Column("segment", "hr.segment", is_nullable=True, key_position=0)
WITH_CASTS = Catalog(
    "1",
    {
        "p": Table(
            "p", "table", (_ID, _SIZE, _SEGMENT, _MOOD, _WEIGHT), schema="public", own_name="p"
        )
    },
    "postgres",
    "public",
    own_casts=frozenset(
        {
            ("dimensions", "int4"),
            ("segment", "date"),
            ("segment", "mood"),
            ("int4", "weight"),
            ("text", "weight"),
        }
    ),
)


@pytest.mark.parametrize(
    "expression",
    [
        "size::int", "abs(size)", "size + 1", "size > 5", "size BETWEEN 1 AND 2", "size IN (1, 2)",
        "segment::date", "(ARRAY[size])::int[]", "CASE size WHEN 1 THEN 2 END", "(coalesce(size))::int",
        "(SELECT size FROM p LIMIT 1) + 1", "sum(size)", "make_interval(days => size)",
        "'large'::segment::date", "('(1)'::dimensions) + 1", "3::weight", "id::weight",
        "coalesce(segment, mood)", "segment = mood", "CASE WHEN true THEN segment ELSE mood END",
        "ARRAY[segment, mood]", "mood::text::weight",
    ],
)  # fmt: skip
def test_no_cast_of_the_database_s_own_is_applied(expression: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_statement(f"SELECT {expression} FROM p", WITH_CASTS)
    assert caught.value.reason == "type"


@pytest.mark.parametrize(
    "expression",
    [
        "size", "segment = 'large'", "segment IN ('small', 'large')", "segment::text", "min(segment)",
        "CASE segment WHEN 'small' THEN 1 END", "(size).width > 5", "to_jsonb(size)", "segment IS NULL",
        "coalesce(segment, 'small')", "p.segment = q.segment", "count(size)", "array_agg(segment)",
        "segment = :x", "segment < 'x' AND size IS NOT NULL", "segment = ANY (ARRAY[segment])",
        "segment > 'small'::segment", "grouping(segment) FROM p GROUP BY ROLLUP (segment) --",
        "'3'::weight", "mood::segment::text", "grade", "(size).*",
    ],
)  # fmt: skip
def test_a_type_with_casts_serves_otherwise(expression: str) -> None:
    sources = "p, p AS q" if "q." in expression else "p"
    statement = read_statement(f"SELECT {expression} FROM {sources}", WITH_CASTS)
    assert len(statement.columns) == 1


def test_the_star_of_a_column_is_its_fields() -> None:
    statement = read_statement("SELECT id, (size).* FROM p", WITH_CASTS)
    assert [column.name for column in statement.columns] == ["id", "width"]
    assert statement.columns[1].value.origins == {("p", "size")}


def test_a_database_may_be_named_by_its_own_name() -> None:
    here = replace(WITH_CASTS, database="business")
    columns = read_statement("SELECT q.id FROM business.public.p AS q", here).columns
    assert columns[0].value.origins == {("p", "id")}
    with pytest.raises(UnreadableError):
        read_statement("SELECT q.id FROM elsewhere.public.p AS q", here)
