"""Every kind of node that a statement may hold, with every part that the node may have.

An allow-list in both directions: a kind that is missing here is refused, and so is a known kind
with a part that the reader does not look at.
"""

from collections.abc import Mapping
from typing import TypeAlias

from sqlglot import exp

from ostiary_sql.reading.refusal import UnreadableError

Parts: TypeAlias = Mapping[type[exp.Expr], frozenset[str]]
"""Kinds of nodes, and the parts that each may have."""

BINARY = frozenset({"this", "expression"})

COMMON: Parts = {
    exp.Select: frozenset({
        "with_", "distinct", "expressions", "from_", "joins", "where", "group", "having", "windows",
        "order", "limit", "offset",
    }),
    exp.Subquery: frozenset({"this", "alias", "with_", "joins"}),
    exp.Values: frozenset({"expressions", "alias", "order", "limit", "offset"}),
    exp.With: frozenset({"expressions", "recursive"}),
    exp.CTE: frozenset({"this", "alias", "materialized"}),
    exp.TableAlias: frozenset({"this", "columns"}),
    exp.Distinct: frozenset({"expressions"}),
    exp.From: frozenset({"this"}),
    exp.Table: frozenset({"this", "db", "alias", "joins", "indexed"}),
    exp.Join: frozenset({"this", "on", "using", "side", "kind", "method"}),
    exp.Where: frozenset({"this"}),
    exp.Group: frozenset({"expressions"}),
    exp.Having: frozenset({"this"}),
    exp.Order: frozenset({"this", "expressions"}),
    exp.Ordered: frozenset({"this", "desc", "nulls_first"}),
    exp.Limit: frozenset({"expression"}),
    exp.Offset: frozenset({"expression"}),
    exp.Alias: frozenset({"this", "alias"}),
    exp.Column: frozenset({"this", "table", "db"}),
    exp.Identifier: frozenset({"this", "quoted"}),
    exp.Star: frozenset(),
    exp.Anonymous: frozenset({"this", "expressions"}),
    exp.Filter: BINARY,
    exp.Window: frozenset({"this", "partition_by", "order", "spec", "alias", "over"}),
    exp.WindowSpec: frozenset({"kind", "start", "start_side", "end", "end_side", "exclude"}),
    exp.Case: frozenset({"this", "ifs", "default"}),
    exp.If: frozenset({"this", "true"}),
    exp.Cast: frozenset({"this", "to"}),
    exp.DataType: frozenset({"this", "nested", "kind", "expressions"}),
    exp.DataTypeParam: frozenset({"this"}),
    exp.Collate: BINARY,
    exp.Var: frozenset({"this"}),
    exp.Paren: frozenset({"this"}),
    exp.Tuple: frozenset({"expressions"}),
    exp.Exists: frozenset({"this"}),
    exp.In: frozenset({"this", "expressions", "query", "field"}),
    exp.Between: frozenset({"this", "low", "high"}),
    exp.Like: frozenset({"this", "expression", "negate"}),
    exp.Glob: frozenset({"this", "expression", "negate"}),
    exp.Escape: BINARY,
    exp.JSONExtract: frozenset({"this", "expression", "only_json_types"}),
    exp.JSONExtractScalar: frozenset({"this", "expression", "only_json_types", "scalar_only"}),
    exp.JSONPath: frozenset({"expressions"}),
    exp.JSONPathRoot: frozenset(),
    exp.JSONPathKey: frozenset({"this"}),
    exp.JSONPathSubscript: frozenset({"this"}),
    exp.Placeholder: frozenset({"this"}),
    exp.Literal: frozenset({"this", "is_string"}),
    exp.HexString: frozenset({"this", "is_integer"}),
    exp.Boolean: frozenset({"this"}),
    exp.Null: frozenset(),
    exp.CurrentDate: frozenset(),
    exp.CurrentTime: frozenset(),
    exp.CurrentTimestamp: frozenset(),
    exp.DPipe: frozenset({"this", "expression", "safe"}),
    exp.Div: frozenset({"this", "expression", "typed", "safe"}),
    **dict.fromkeys(
        (exp.Union, exp.Except, exp.Intersect),
        frozenset({"this", "expression", "distinct", "with_", "order", "limit", "offset"}),
    ),
    **dict.fromkeys(
        (
            exp.Add, exp.Sub, exp.Mul, exp.Mod, exp.BitwiseAnd, exp.BitwiseOr,
            exp.BitwiseLeftShift, exp.BitwiseRightShift, exp.And, exp.Or, exp.EQ, exp.NEQ,
            exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Is, exp.NullSafeEQ, exp.NullSafeNEQ,
        ),
        BINARY,
    ),
    **dict.fromkeys((exp.Not, exp.Neg, exp.BitwiseNot), frozenset({"this"})),
}  # fmt: skip


def check_grammar(tree: exp.Expr, allowed: Parts) -> None:
    """Check every node of `tree` and every part of it against what is `allowed`.

    Raises:
        UnreadableError: A node or part has no place in a statement as this server reads it.
    """
    for node in tree.walk():
        parts = allowed.get(type(node))
        if parts is None:
            raise UnreadableError("blocked", type(node).__name__)
        for part, value in node.args.items():
            # Absent parts are None, False or an empty list; `_type` is a cached note of sqlglot's.
            if part not in parts and value is not None and value is not False and value != []:
                raise UnreadableError("blocked", f"{type(node).__name__}.{part}")
