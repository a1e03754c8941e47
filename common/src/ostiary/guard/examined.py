"""What a server's examination of one call yields: facts for the policy, ground for the tool.

`examine` reads the final arguments and says what the call is about to touch; the tool's body then
works on that same ground (a parsed statement, an open descriptor), so that what was decided is what
runs.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeAlias, TypeVar

from ostiary.privacy.classified import Classes
from ostiary.privacy.datamap import DataMap

Fact: TypeAlias = str | int | bool | frozenset[str]

G = TypeVar("G")


@dataclass(frozen=True, slots=True)
class Examined(Generic[G]):
    """The outcome of an examination.

    Args:
        ground: What the body will work on. It is handed to the parameter named `ground` of the
            tool's function, which the caller can neither see nor supply.
        facts: What the policy may ask about: names that the server's own catalog knows (tables,
            columns, verbs, roots), counts and flags. Facts are recorded: no text of the caller's.
        hint: A constant sentence for the caller should policy say no: what would be permitted
            more likely. It must not depend on anything that he may not know.
    """

    ground: G
    facts: Mapping[str, Fact] = field(default_factory=dict[str, Fact])
    hint: str = ""


Examine: TypeAlias = Callable[..., Awaitable[Examined[G]]]
"""`async examine(arguments, data)`: arguments as they will run (shape already checked), `data` the
server's data map. With a third parameter, `restoration`, it may place the values of pseudonyms in
its ground (`docs/privacy.md`); facts hold none. With a parameter `likens` it is told which values
leave as pseudonyms. Raises `CallError` to refuse; any other exception
is masked and refuses too."""

RESTORATION = "restoration"
"""The parameter that takes the pseudonyms in the arguments."""

LIKENS = "likens"
"""The parameter that takes a function of an origin: whether its values leave, where they are above
a caller's clearance, as what tells which of them are the same, and nothing else of them."""

Classify: TypeAlias = Callable[[Any, G, DataMap], Classes]
"""`classify(result, ground, data)`: `result` is what the body returned. Must be total: what it does
not cover counts as the highest class."""
