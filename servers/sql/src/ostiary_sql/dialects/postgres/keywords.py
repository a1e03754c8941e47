"""PostgreSQL's words with a meaning of their own (src/include/parser/kwlist.h, version 15)."""

RESERVED = frozenset({
    "ALL", "ANALYSE", "ANALYZE", "AND", "ANY", "ARRAY", "AS", "ASC", "ASYMMETRIC", "AUTHORIZATION",
    "BINARY", "BOTH", "CASE", "CAST", "CHECK", "COLLATE", "COLLATION", "COLUMN", "CONCURRENTLY",
    "CONSTRAINT", "CREATE", "CROSS", "CURRENT_CATALOG", "CURRENT_DATE", "CURRENT_ROLE",
    "CURRENT_SCHEMA", "CURRENT_TIME", "CURRENT_TIMESTAMP", "CURRENT_USER", "DEFAULT", "DEFERRABLE",
    "DESC", "DISTINCT", "DO", "ELSE", "END", "EXCEPT", "FALSE", "FETCH", "FOR", "FOREIGN", "FREEZE",
    "FROM", "FULL", "GRANT", "GROUP", "HAVING", "ILIKE", "IN", "INITIALLY", "INNER", "INTERSECT",
    "INTO", "IS", "ISNULL", "JOIN", "LATERAL", "LEADING", "LEFT", "LIKE", "LIMIT", "LOCALTIME",
    "LOCALTIMESTAMP", "NATURAL", "NOT", "NOTNULL", "NULL", "OFFSET", "ON", "ONLY", "OR", "ORDER",
    "OUTER", "OVERLAPS", "PLACING", "PRIMARY", "REFERENCES", "RETURNING", "RIGHT", "SELECT",
    "SESSION_USER", "SIMILAR", "SOME", "SYMMETRIC", "TABLE", "TABLESAMPLE", "THEN", "TO",
    "TRAILING", "TRUE", "UNION", "UNIQUE", "USER", "USING", "VARIADIC", "VERBOSE", "WHEN", "WHERE",
    "WINDOW", "WITH",
})  # fmt: skip
"""Words that name no column unless they are quoted, or stand behind AS or a dot."""

PLAIN = frozenset({
    "ALL", "AND", "AS", "ASC", "CASE", "CROSS", "DESC", "DISTINCT", "ELSE", "END", "EXCEPT",
    "FALSE", "FROM", "FULL", "HAVING", "IN", "INNER", "INTERSECT", "JOIN", "LATERAL", "LEFT",
    "LIMIT", "NATURAL", "NOT", "NULL", "OFFSET", "ON", "ONLY", "OR", "OUTER", "RIGHT", "SELECT",
    "TABLESAMPLE", "THEN", "TRUE", "UNION", "USING", "VALUES", "WHEN", "WHERE", "WINDOW", "WITH",
})  # fmt: skip
"""Words that the parser gets as they are."""

OPERANDS = frozenset({"END", "FALSE", "NULL", "TRUE"})
"""Those of them behind which an operand is complete."""

CLAUSES = frozenset({
    "FROM", "HAVING", "LIMIT", "OFFSET", "SELECT", "WHERE", "WINDOW", "WITH",
})  # fmt: skip

VALUE_WORDS = frozenset({
    "CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP", "LOCALTIME", "LOCALTIMESTAMP",
})  # fmt: skip
"""Functions that are called without parentheses."""

SEPARATORS = {
    "EXTRACT": frozenset({"FROM"}),
    "OVERLAY": frozenset({"PLACING", "FROM", "FOR"}),
    "POSITION": frozenset({"IN"}),
    "SUBSTRING": frozenset({"FROM", "FOR", "SIMILAR", "ESCAPE"}),
    "TRIM": frozenset({"FROM"}),
}
"""Functions whose arguments words divide, in place of commas."""

TRIMS = {"BOTH": "btrim", "LEADING": "ltrim", "TRAILING": "rtrim"}

NORMAL_FORMS = frozenset({"NFC", "NFD", "NFKC", "NFKD"})
"""Unicode's normal forms: words where NORMALIZE and IS NORMALIZED take them."""
