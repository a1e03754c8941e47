"""The nodes that statements of PostgreSQL and MariaDB may hold, beside those that all may."""

from sqlglot import exp

from ostiary_sql.reading.grammar import BINARY, COMMON, Parts

PARTS: Parts = {
    **COMMON,
    exp.With: frozenset({"expressions", "recursive"}),
    exp.Distinct: frozenset({"expressions", "on"}),
    exp.Table: frozenset(
        {"this", "db", "alias", "joins", "only", "sample", "ordinality", "rows_from"}
    ),
    exp.TableSample: frozenset({"method", "percent", "size", "seed"}),
    exp.Lateral: frozenset({"this", "alias", "ordinality", "joins"}),
    exp.Group: frozenset({"expressions", "grouping_sets", "rollup", "cube"}),
    exp.GroupingSets: frozenset({"expressions"}),
    exp.Rollup: frozenset({"expressions"}),
    exp.Cube: frozenset({"expressions"}),
    exp.WithinGroup: BINARY,
    exp.Placeholder: frozenset({"this", "jdbc"}),
    exp.AtTimeZone: frozenset({"this", "zone"}),
    exp.Bracket: frozenset({"this", "expressions"}),
    exp.Dot: BINARY,
    exp.Column: frozenset({"this", "table", "db", "catalog"}),
}
