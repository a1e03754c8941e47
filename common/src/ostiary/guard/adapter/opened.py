"""What a server that has been opened serves with."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from ostiary.guard.adapter.context import Context
from ostiary.guard.cursors import Cursors
from ostiary.guard.pipeline import Pipeline
from ostiary.identity import Principal


@dataclass(frozen=True, slots=True)
class Opened:
    """One server's open path.

    Args:
        pipeline: Where every call walks.
        identify: Who stands behind a request, from what the transport verified; None for nobody.
        count_unauthenticated: Told why, whenever nobody could be verified behind a request.
        count_unserved: Told why, whenever what came is no message or asks for what there is not.
        watch: Keeps the rules in step with their files, for as long as it runs.
        close: Ends the ledger.
        cursors: Signs where next pages begin.
    """

    pipeline: Pipeline
    identify: Callable[[Context], Principal | None]
    count_unauthenticated: Callable[[str], None]
    count_unserved: Callable[[str], None]
    watch: Callable[[], Coroutine[Any, Any, None]]
    close: Callable[[], None]
    cursors: Cursors
