"""Generated queries over the small business in PostgreSQL."""

from hypothesis import strategies as st
from sql_generated import form, one

_NAMES = ("id", "name", "mood", "tags", "customer_id", "job_title", "title", "x", "y")
_WITHHELD = ("email", "api_secret", "domain", "born_on")
_WHOLE = ("a", "(a)", "a.*")


def expressions(names: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return expressions over columns of these names."""
    leaves = st.one_of(
        form("{}{}", one("", "a.", "b.", "a.", "a."), names),
        form("({}).{}", one("a", "b"), names),
        one("1", "'k'", "NULL", "current_date"),
    )
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            form("({} || {})", inner, inner),
            form("coalesce({}, {})", inner, inner),
            form("({})::text", inner),
            form("{}({})", one("upper", "max", "min", "to_jsonb", "count", "md5", "length"), inner),
            form("array_agg({} ORDER BY a.id)", inner),
            form("CASE WHEN a.id = 1 THEN {} ELSE {} END", inner, inner),
            form("(SELECT {} FROM contacts AS a ORDER BY a.id LIMIT 1)", inner),
            form("first_value({}) OVER (ORDER BY a.id)", inner),
            form("jsonb_build_object('k', {})", inner),
            form("ROW({}, {})", inner, inner),
            form("ARRAY[{}]", inner),
        ),
        max_leaves=4,
    )


def _results(names: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        expressions(names),
        form("{} AS {}", expressions(names), one("x", "y", "name", "email", "id")),
    )


_joins = one("JOIN", "LEFT JOIN", "FULL JOIN", "RIGHT JOIN")


def _selects(
    results: st.SearchStrategy[str], source: st.SearchStrategy[str]
) -> st.SearchStrategy[str]:
    sources = st.one_of(
        form("{} AS a", source),
        form("{} AS a, {} AS b", source, source),
        form("{} AS a {} {} AS b USING (id)", source, _joins, source),
        form("{} AS a NATURAL {} {} AS b", source, _joins, source),
        form("{} AS a {} {} AS b ON a.id = b.id", source, _joins, source),
        form("{} AS a CROSS JOIN LATERAL (SELECT {}) AS b(id, x)", source, results),
        form("({} AS b JOIN {} AS c USING (id)) AS a", source, source),
    )
    tails = one("", "", "", " WHERE a.id > 1", " ORDER BY 1", " LIMIT 2", " GROUP BY a.id")
    lists = st.lists(results, min_size=1, max_size=3).map(", ".join)
    return form("SELECT {} FROM {}{}", lists, sources, tails)


def _queries(results: st.SearchStrategy[str], tables: tuple[str, ...]) -> st.SearchStrategy[str]:
    source = one(*tables)
    return st.recursive(
        _selects(results, source),
        lambda inner: st.one_of(
            _selects(results, form("({})", inner)),
            form("{} UNION ALL {}", inner, inner),
            form("WITH t AS ({}) {}", inner, _selects(results, one("t", *tables))),
            form("WITH t(x, y) AS ({}) {}", inner, _selects(results, one("t", *tables))),
            form("SELECT * FROM ({}) AS a", inner),
        ),
        max_leaves=3,
    )


queries = _queries(
    st.one_of(
        one(
            "*", "a.*", "b.*", "a", "(a).*", "a::text", "to_jsonb(a) ->> 'email'", "ROW(a.*)::text"
        ),
        one("row_to_json(b)", "count(a)", "md5(a::text)", "(a.*)::text", "array_agg(a)"),
        _results(one(*_NAMES, *_WITHHELD, *_WHOLE)),
    ),
    ("customers", "contacts", "people", "t", "hidden"),
)
"""Queries that may touch anything."""

open_queries = _queries(_results(one(*_NAMES)), ("customers", "contacts"))
"""Queries that name no withheld column, no star and no whole row."""
