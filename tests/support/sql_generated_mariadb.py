"""Generated queries over the small business in MariaDB."""

from hypothesis import strategies as st
from sql_generated import form, one

_NAMES = ("id", "name", "Mood", "customer_id", "job_title", "title", "x", "y", "`upper(a.name)`")
_WITHHELD = ("email", "api_secret", "EMAIL", "domain", "born_on")


def expressions(names: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return expressions over columns of these names."""
    leaves = st.one_of(
        form("{}{}", one("", "a.", "b.", "a."), names), one("1", "'k'", '"k"', "NULL", "x'41'")
    )
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            form("concat({}, {})", inner, inner),
            form("coalesce({}, {})", inner, inner),
            form("CAST({} AS CHAR)", inner),
            form("{}({})", one("upper", "max", "min", "count", "md5", "json_array", "hex"), inner),
            form("GROUP_CONCAT({} ORDER BY a.id SEPARATOR '-')", inner),
            form("CASE WHEN a.id = 1 THEN {} ELSE {} END", inner, inner),
            form("(SELECT {} FROM contacts AS a ORDER BY a.id LIMIT 1)", inner),
            form("max({}) OVER (PARTITION BY a.id)", inner),
            form("json_object('k', {})", inner),
            form("IF(a.id = 1, {}, {})", inner, inner),
            form("{} + INTERVAL 1 DAY", inner),
        ),
        max_leaves=4,
    )


def _results(names: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        expressions(names),
        form("{} AS {}", expressions(names), one("x", "y", "name", "email", "id", "'x'")),
    )


_joins = one("JOIN", "LEFT JOIN", "RIGHT JOIN")


def _selects(
    results: st.SearchStrategy[str], source: st.SearchStrategy[str]
) -> st.SearchStrategy[str]:
    sources = st.one_of(
        form("{} AS a", source),
        form("{} AS a, {} AS b", source, source),
        form("{} AS a {} {} AS b USING (id)", source, _joins, source),
        form("{} AS a NATURAL {} {} AS b", source, _joins, source),
        form("{} AS a {} {} AS b ON a.id = b.id", source, _joins, source),
        form("{} AS a JOIN {} AS b JOIN {} AS c ON b.id = c.id", source, source, source),
    )
    tails = one(
        "", "", "", " WHERE a.id > 1", " ORDER BY 1", " GROUP BY a.id", " HAVING x > 0",
        " ORDER BY x", " GROUP BY y",
    )  # fmt: skip
    lists = st.lists(results, min_size=1, max_size=3).map(", ".join)
    return form("SELECT {} FROM {}{}", lists, sources, tails)


def _queries(results: st.SearchStrategy[str], tables: tuple[str, ...]) -> st.SearchStrategy[str]:
    source = one(*tables)
    return st.recursive(
        _selects(results, source),
        lambda inner: st.one_of(
            _selects(results, form("({})", inner)),
            form("({}) UNION ALL ({})", inner, inner),
            form("WITH T AS ({}) {}", inner, _selects(results, one("t", *tables))),
            form("WITH t(x, y) AS ({}) {}", inner, _selects(results, one("T", *tables))),
            form("SELECT * FROM ({}) AS a", inner),
        ),
        max_leaves=3,
    )


queries = _queries(
    st.one_of(one("*", "a.*", "b.*"), _results(one(*_NAMES, *_WITHHELD))),
    ("customers", "contacts", "people", "t", "hidden"),
)
"""Queries that may touch anything."""

open_queries = _queries(_results(one(*_NAMES)), ("customers", "contacts"))
"""Queries that name no withheld column and no star."""
