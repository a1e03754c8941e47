"""What is known of a value in a statement: where it comes from and how it can behave."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from ostiary_sql.reading.refusal import UnreadableError

if TYPE_CHECKING:
    from ostiary_sql.reading.alike import Alike, Sought
    from ostiary_sql.reading.mark import Opened, Reference, Row, Star

Base: TypeAlias = tuple[str, str]
"""A column of a table or view: both names as the schema spells them."""

COLUMN_SIZE = 64
PARAMETER_SIZE = 4096
MAX_SIZE = 64 * 1024
"""Beyond this a result may hit the engine's limit on lengths; whether it does tells a length."""


@dataclass(frozen=True, slots=True)
class Value:
    """The lineage of one expression.

    Args:
        origins: The columns that flow into it.
        size: About how long it can get, where a stored value counts as 64 characters.
        is_total: Whether computing it always succeeds, so that its failure can tell nothing.
        base: The column that it is an unchanged copy of, if it is one.
        declared_type: The type that the schema gives that column.
        is_nullable: Whether it can be NULL where that column's row exists.
        own_types: Types in it that casts of the database's own, applied unasked, might change.
        told: Those of its origins of which it tells which values are the same or missing, and
            nothing else: what pseudonyms tell, too.
        is_count: Whether it is a number of rows.
        choices: The columns of which it is an unchanged copy of one or another: of a UNION, say.
    """

    origins: frozenset[Base] = frozenset()
    size: float = 8
    is_total: bool = True
    base: Base | None = None
    declared_type: str = ""
    is_nullable: bool = True
    own_types: frozenset[str] = frozenset()
    told: frozenset[Base] = frozenset()
    is_count: bool = False
    choices: frozenset[Base] = frozenset()

    @property
    def copied(self) -> frozenset[Base]:
        """The columns that it may be an unchanged copy of; none where it may be anything else."""
        return self.choices if self.base is None else frozenset({self.base})

    @property
    def probing(self) -> frozenset[Base]:
        """The origins of which it may tell anything."""
        return self.origins - self.told


CONSTANT = Value()


def combine(values: Iterable[Value], size: float | None = None, *, is_total: bool = True) -> Value:
    """Return the value of an operation over `values` that copies none of them.

    Args:
        values: The operands.
        size: How long the result can get; the sum of the operands' sizes unless given.
        is_total: Whether the operation itself always succeeds.
    """
    operands = list(values)
    origins = frozenset[Base]().union(*(value.origins for value in operands))
    total = is_total and all(value.is_total for value in operands)
    return Value(
        origins,
        sum(value.size for value in operands) if size is None else size,
        total,
        own_types=frozenset[str]().union(*(value.own_types for value in operands)),
        told=origins - frozenset[Base]().union(*(value.probing for value in operands)),
    )


def either(values: Iterable[Value]) -> Value:
    """Return the value that is one of `values`: a column of a UNION, a branch, a merged column."""
    choices = list(values)
    bases = {value.base for value in choices}
    types = {value.declared_type for value in choices}
    copied = frozenset[Base]().union(*(value.copied for value in choices))
    merged = combine(choices, max((value.size for value in choices), default=0))
    if len(merged.own_types) > 1:
        raise UnreadableError("type", "own cast")
    return Value(
        merged.origins,
        merged.size,
        merged.is_total,
        bases.pop() if len(bases) == 1 else None,
        types.pop() if len(types) == 1 else "",
        any(value.is_nullable for value in choices),
        merged.own_types,
        merged.told,
        bool(choices) and all(value.is_count for value in choices),
        copied if all(value.copied for value in choices) else frozenset(),
    )


def tainted(value: Value, origins: frozenset[Base]) -> Value:
    """Return `value` with more origins."""
    return replace(value, origins=value.origins | origins, told=value.told - origins)


@dataclass(slots=True)
class Trace:
    """What reading a statement has found so far.

    Args:
        reads: Every column read, for whatever purpose.
        tested: Columns that do more than flow into a result: compared, sorted or grouped by.
        probed: Those of them of which that may tell anything; of the others it tells which values
            are the same, as far as `alike` knows.
        steering: Those of them that decide how many rows there are from within an expression.
        inward: Columns that views test within, where the engine is blind to what is held: these
            are told of only if they are read.
        ordering: Those of them that windows sort by, in whose order rows may come then.
        computed: Columns that flow into a result through something that fails on some values, or
            depends on their order: by its failure, or by which of them it picks, it tells of them
            even where the result itself is not shown.
        tables: Tables and views.
        functions: Functions, in lower case.
        implied: Reads that only the engine sees: columns of table-valued functions, which no data
            map knows, and columns that it looks up without needing them.
        references: Places that name stored columns, by their start.
        stars: Places that name all columns, by their start.
        rows: Places that name a whole row as one value, by their start.
        opened: Places that open a stored table, by their end.
        labels: Result columns whose text is their name: start, end, and that name.
        has_positions: Whether ORDER BY or GROUP BY count result columns anywhere.
        resolved: What names of columns stand for, by their start.
        alike: What may be compared for equality as pseudonyms may; None: nothing.
        takes_any_row: Whether some column of a group comes from a row of the engine's choice.
        sought: Pseudonyms that stand as operands of an equality, by the number of their word.
    """

    reads: set[Base] = field(default_factory=set[Base])
    tested: set[Base] = field(default_factory=set[Base])
    probed: set[Base] = field(default_factory=set[Base])
    steering: set[Base] = field(default_factory=set[Base])
    inward: set[Base] = field(default_factory=set[Base])
    ordering: set[Base] = field(default_factory=set[Base])
    computed: set[Base] = field(default_factory=set[Base])
    tables: set[str] = field(default_factory=set[str])
    functions: set[str] = field(default_factory=set[str])
    implied: set[Base] = field(default_factory=set[Base])
    references: "dict[int, Reference]" = field(default_factory=dict[int, "Reference"])
    stars: "dict[int, Star]" = field(default_factory=dict[int, "Star"])
    rows: "dict[int, Row]" = field(default_factory=dict[int, "Row"])
    opened: "dict[int, Opened]" = field(default_factory=dict[int, "Opened"])
    labels: set[tuple[int, int, str]] = field(default_factory=set[tuple[int, int, str]])
    has_positions: bool = False
    resolved: dict[int, Value] = field(default_factory=dict[int, Value])
    takes_any_row: bool = False
    alike: "Alike | None" = None
    sought: "dict[int, Sought]" = field(default_factory=dict[int, "Sought"])

    @property
    def compared(self) -> frozenset[Base]:
        """The columns that are tested in no way that tells more than pseudonyms do."""
        return frozenset(self.tested - self.probed)

    def refer(self, reference: "Reference") -> None:
        """Note a place that names a stored column; recursive queries are read several times."""
        self.references.setdefault(reference.start, reference)

    def test(self, *values: Value) -> None:
        """Note that `values` decide something beyond the cell that they flow into."""
        for value in values:
            self.tested |= value.origins
            self.probed |= value.probing

    def equate(self, *values: Value) -> None:
        """Note that `values` are held against each other, or each against those of other rows.

        Of copies of columns that are alike this tells which are the same.
        """
        if self.alike is not None and self.alike.are_alike(values):
            for value in values:
                self.tested |= value.origins
        else:
            self.test(*values)

    def steer(self, *values: Value) -> None:
        """Note that `values` decide how many rows there are."""
        for value in values:
            self.tested |= value.origins
            self.probed |= value.origins
            self.steering |= value.origins

    def compute(self, *values: Value) -> None:
        """Note that `values` go into something that fails on some values."""
        for value in values:
            self.computed |= value.probing

    def limit(self, value: Value, *operands: Value) -> Value:
        """Return `value`; if it can get too long, its operands count as computed, it as partial."""
        if value.size <= MAX_SIZE:
            return value
        self.compute(*operands)
        return replace(value, size=math.inf, is_total=False)
