"""What differs between engines in reading a statement, in one value for each."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ostiary_sql.catalog import Column, Table
from ostiary_sql.reading.grammar import Parts
from ostiary_sql.reading.parse import Syntax
from ostiary_sql.reading.words import Word

if TYPE_CHECKING:
    from ostiary_sql.reading.query import Reader


@dataclass(frozen=True, slots=True)
class Functions:
    """The functions that statements may call, by what is known of their behaviour; lower case.

    Args:
        total: Scalar, succeed on every argument, with a result about as long as their arguments.
        partial: Scalar, fail on some arguments, or their result can be made long.
        copying: Scalar, cannot fail on stored values as they are, but on values made to order.
        choosing: Scalar, whose odd arguments are conditions.
        lazy: Scalar, evaluate an argument only if the ones before it ask for it.
        aggregates: Aggregates that succeed on every argument.
        copying_aggregates: Aggregates that can fail, but not on stored values as they are.
        window: Need OVER. Their first argument is a value, the others steer.
        tables: Stand in FROM: how many rows come out depends on what goes in.
        comparing: What they return depends on how their arguments compare.
        ordered: Aggregates that need WITHIN GROUP.
        hypothetical: Window functions that may also stand before WITHIN GROUP.
        forms: No functions, but forms of the grammar that are read as calls.
        growth: How much longer than its arguments the result of some of them gets.
    """

    total: frozenset[str]
    partial: frozenset[str]
    copying: frozenset[str]
    choosing: frozenset[str]
    lazy: frozenset[str]
    aggregates: frozenset[str]
    copying_aggregates: frozenset[str]
    window: frozenset[str]
    tables: frozenset[str]
    comparing: frozenset[str] = frozenset()
    ordered: frozenset[str] = frozenset()
    hypothetical: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    growth: Mapping[str, int] = field(default_factory=dict[str, int])
    allowed: frozenset[str] = field(init=False)
    all_aggregates: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        folding = self.aggregates | self.copying_aggregates
        scalar = self.total | self.partial | self.copying | self.choosing | self.lazy
        object.__setattr__(self, "all_aggregates", folding)
        object.__setattr__(self, "allowed", scalar | folding | self.window)


@dataclass(frozen=True, slots=True)
class Naming:
    """How names are compared.

    Args:
        column: Returns what two spellings of one column's name have in common.
        table: The same for tables and their aliases.
        common: The same for common tables.
    """

    column: Callable[[str], str]
    table: Callable[[str], str]
    common: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Writing:
    """How the few words are written that narrowing puts into a statement.

    Args:
        quote: Returns a name in quotes.
        null: Returns NULL of a type as the schema declares it, in place of a column of that name.
        place: Returns what stands for a parameter: its name and number, from 1, are given.
        repeats_places: Whether each place of a parameter is given to the driver by itself.
        nulls_are_named: Whether the text of `null` has the column's name where it is a result.
        shun: Returns what stands behind a table that is not to be read by the indexes of these
            names; empty where the engine is told otherwise.
        stars_may_stay: Whether the engine does not read withheld columns even where a star stands
            for them.
        insert: What begins a statement that adds rows.
        update: What begins one that changes rows.
        delete_names_alias: Whether DELETE names the alias, where there is one, before FROM.
        bounded: Yields what in a statement is to have a bound put around it: where it begins,
            where behind it the text goes on.
        bound: What stands before and behind what is bounded.
        scattered: Returns an expression that puts rows in an order that tells nothing of them: a
            digest of all their columns, whose names are given, under a key at a place.
    """

    quote: Callable[[str], str]
    null: Callable[[str, str], str]
    place: Callable[[str, int], str]
    repeats_places: bool = False
    nulls_are_named: bool = False
    shun: Callable[[Iterable[str]], str] = lambda _names: ""
    stars_may_stay: bool = False
    insert: str = "INSERT INTO"
    update: str = "UPDATE"
    delete_names_alias: bool = False
    bounded: Callable[[Sequence[Word]], Iterable[tuple[int, int]]] = lambda _words: ()
    bound: tuple[str, str] = ("", "")
    scattered: Callable[[str, Sequence[str]], str] = lambda place, _columns: place


@dataclass(frozen=True, slots=True)
class Dialect:
    """How statements for one engine are read.

    Args:
        name: As in `Catalog.dialect`.
        syntax: How text becomes a tree.
        parts: The nodes that the tree may hold.
        functions: The functions that it may call.
        naming: How names are compared.
        writing: How narrowing writes.
        reader: Reads queries by the engine's rules of visibility.
        view_query: Returns the query of a view.
        used_names: Returns the names of the columns that a generated column is computed from.
        is_blind: Whether the engine itself reads NULL in place of what is withheld, in views too.
            Such an engine gets the statement as it is written, so that what is computed with a
            withheld column has to count as tested; the others get it narrowed.
    """

    name: str
    syntax: Syntax
    parts: Parts
    functions: Functions
    naming: Naming
    writing: Writing
    reader: "type[Reader[Any]]"
    view_query: Callable[[Table], str]
    used_names: Callable[[Table, Column], frozenset[str]]
    is_blind: bool = False
