"""Generated queries over a small schema whose closely held values are all marked."""

from hypothesis import strategies as st

SECRET = "zq7secret"
"""Part of every closely held value of the test's schema, and of nothing else."""

SCHEMA = f"""
CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL, api_secret TEXT NOT NULL);
CREATE TABLE contacts (id INTEGER PRIMARY KEY, customer_id INT, job_title TEXT, email TEXT NOT NULL);
CREATE VIEW people AS SELECT id, email AS title, job_title AS email FROM contacts;
INSERT INTO customers VALUES (1, 'Amber', '{SECRET}1'), (2, 'Birch', '{SECRET}2');
INSERT INTO contacts VALUES (1, 1, 'Buyer', '{SECRET}a'), (2, 1, 'Lead', '{SECRET}b'),
    (3, 2, 'Buyer', '{SECRET}c');
"""


def form(pattern: str, *parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return texts of the form of `pattern`, where braces stand for the parts in order."""
    return st.tuples(*parts).map(lambda words: pattern.format(*words))


def one(*words: str) -> st.SearchStrategy[str]:
    return st.sampled_from(words)


names = one("id", "name", "email", "api_secret", "title", "job_title", "customer_id", "x", "y")
leaves = st.one_of(form("{}{}", one("", "a.", "b."), names), one("1", "'k'", "NULL"))
expressions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        form("({} || {})", inner, inner),
        form("coalesce({}, {})", inner, inner),
        form("{}({})", one("upper", "max", "min", "trim"), inner),
        form("CASE WHEN {} = 1 THEN {} ELSE {} END", leaves, inner, inner),
        form("(SELECT {} FROM contacts LIMIT 1)", inner),
        form("max({}) OVER (ORDER BY id)", inner),
        form("json_array({})", inner),
    ),
    max_leaves=5,
)
results = st.one_of(
    one("*", "a.*", "b.*"),
    expressions,
    form("{} AS {}", expressions, one("x", "y", "name", "email")),
)
tables = one("customers", "contacts", "people", "t")


def selects(source: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    joins = st.one_of(
        form("{} AS a", source),
        form(
            "{} AS a {} {} AS b",
            source,
            one("JOIN", "CROSS JOIN", "NATURAL JOIN", "LEFT JOIN", ","),
            source,
        ),
        form("{} AS a JOIN {} AS b USING (id)", source, source),
    )
    return form(
        "SELECT {} FROM {}", st.lists(results, min_size=1, max_size=3).map(", ".join), joins
    )


queries = st.recursive(
    selects(tables),
    lambda inner: st.one_of(
        selects(form("({})", inner)),
        form("{} UNION ALL {}", inner, inner),
        form("WITH t AS ({}) {}", inner, selects(tables)),
        form("WITH t(x, y) AS ({}) {}", inner, selects(tables)),
    ),
    max_leaves=3,
)
