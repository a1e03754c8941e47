"""The front door for servers: everything that one imports stands here.

    from ostiary.server import ServerSettings, guarded, run

`docs/add-a-server.md` shows a whole server.
"""

from ostiary.classes import INTERNAL, PUBLIC, UNKNOWN, DataClass, Origin, highest
from ostiary.collecting import resume
from ostiary.entry import Extra, Remark, ServerEntry, Weight, run
from ostiary.errors import (
    BudgetExceededError,
    CallError,
    ConsentRequiredError,
    CrashedError,
    DeadlineError,
    InvalidInputError,
    LoopError,
    NotFoundError,
    PolicyDeniedError,
    TooLargeError,
    UpstreamError,
)
from ostiary.guard.adapter.guarded import GuardedServer
from ostiary.guard.assemble import guarded
from ostiary.guard.body import AsRead, Leaves, Progress
from ostiary.guard.cursors import Cursors
from ostiary.guard.examined import Classify, Examine, Examined, Fact
from ostiary.guard.grant import Grant
from ostiary.guard.offer import Rows
from ostiary.guard.preview import Preview
from ostiary.nature import Sink
from ostiary.policy.catalogue import FactType
from ostiary.privacy.classified import Classes, Each, Fields, Items
from ostiary.privacy.datamap import DataMap
from ostiary.privacy.pseudonym import kind_of
from ostiary.privacy.restore import Restoration
from ostiary.settings import ServerSettings

__all__ = [
    "INTERNAL",
    "PUBLIC",
    "UNKNOWN",
    "AsRead",
    "BudgetExceededError",
    "CallError",
    "Classes",
    "Classify",
    "ConsentRequiredError",
    "CrashedError",
    "Cursors",
    "DataClass",
    "DataMap",
    "DeadlineError",
    "Each",
    "Examine",
    "Examined",
    "Extra",
    "Fact",
    "FactType",
    "Fields",
    "Grant",
    "GuardedServer",
    "InvalidInputError",
    "Items",
    "Leaves",
    "LoopError",
    "NotFoundError",
    "Origin",
    "PolicyDeniedError",
    "Preview",
    "Progress",
    "Remark",
    "Restoration",
    "Rows",
    "ServerEntry",
    "ServerSettings",
    "Sink",
    "TooLargeError",
    "UpstreamError",
    "Weight",
    "guarded",
    "highest",
    "kind_of",
    "run",
]

resume()
