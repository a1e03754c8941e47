"""`bundle.yaml` as a strict model: version, roles, budgets, privacy. Format: `docs/policies.md`."""

from typing import Annotated, Any, cast

from pydantic import Field, model_validator

from ostiary.documents import Document
from ostiary.policy.approverfile import ApproverFile
from ostiary.policy.budget import Budgets, Limit, Scopes, Share
from ostiary.policy.bundle import Role
from ostiary.policy.classname import ClassName
from ostiary.policy.flowfile import FlowFile
from ostiary.policy.privacyfile import PrivacyFile, RestoreFile

_Amount = Annotated[int, Field(gt=0, le=10**15)]
_Seconds = Annotated[float, Field(gt=0, le=10**9)]

_OLD_KEYS = {"calls_per_conversation": "conversation", "calls_per_principal": "principal"}


class RoleFile(Document):
    """A role."""

    clearance: ClassName = Field(description="The highest class that a holder reads in the clear.")


class LimitFile(Document):
    """The most that may be spent in one scope."""

    calls: _Amount | None = Field(default=None, description="Calls, failed and refused included.")
    rows: _Amount | None = Field(default=None, description="Rows of data.")
    bytes: _Amount | None = Field(default=None, description="Size of results, as JSON.")
    seconds: _Seconds | None = Field(default=None, description="Time that calls run.")

    @model_validator(mode="after")
    def _says_something(self) -> "LimitFile":
        if not self.model_fields_set:
            raise ValueError("limits nothing; give calls, rows, bytes or seconds")
        return self

    def limit(self) -> Limit:
        """Return the value."""
        ms = None if self.seconds is None else max(1, round(self.seconds * 1000))
        return Limit(self.calls, self.rows, self.bytes, ms)


class WholeLimitFile(LimitFile):
    """As `LimitFile`, with a limit of calls: nobody calls without end."""

    calls: _Amount = Field(description="Calls, failed and refused included.")  # pyright: ignore[reportIncompatibleVariableOverride, reportGeneralTypeIssues] # narrower on purpose; files are frozen


class ScopesFile(Document):
    """Limits of one tool."""

    conversation: LimitFile | None = Field(default=None, description="In one conversation.")
    principal: LimitFile | None = Field(default=None, description="By one principal in window_s.")

    def scopes(self) -> Scopes:
        """Return the value."""
        return Scopes(
            self.conversation.limit() if self.conversation else Limit(),
            self.principal.limit() if self.principal else Limit(),
        )


_Tools = dict[str, ScopesFile]


class ShareFile(ScopesFile):
    """Limits of the holders of one role."""

    tools: _Tools = Field(default={}, description="Narrower limits of single tools.")

    def share(self) -> Share:
        """Return the value."""
        return Share(self.scopes(), {name: each.scopes() for name, each in self.tools.items()})


class BudgetsFile(Document):
    """What may be spent."""

    window_s: int = Field(gt=0, le=366 * 86400, description="Sliding window of principals [s].")
    conversation: WholeLimitFile = Field(description="In one conversation, over all tools.")
    principal: WholeLimitFile = Field(description="By one principal in window_s.")
    tools: _Tools = Field(default={}, description="Limits of single tools, by `server.tool`.")
    roles: dict[str, ShareFile] = Field(default={}, description="Narrower limits of roles.")

    @model_validator(mode="before")
    @classmethod
    def _refuse_old_form(cls, value: Any) -> Any:
        given: dict[str, Any] = cast("dict[str, Any]", value) if isinstance(value, dict) else {}
        old = [key for key in _OLD_KEYS if key in given]
        if old:
            told = {"window_s": given.get("window_s", 86400)}
            parts = [f"{key}: {amount}" for key, amount in told.items()]
            parts += [f"{_OLD_KEYS[key]}: {{calls: {given[key]}}}" for key in old]
            raise ValueError(
                f"{', '.join(old)}: no longer read; write budgets: {{{', '.join(parts)}}}"
            )
        return cast("Any", value)

    def budgets(self) -> Budgets:
        """Return the value."""
        tools = {name: each.scopes() for name, each in self.tools.items()}
        whole = Scopes(self.conversation.limit(), self.principal.limit())
        roles = {name: each.share() for name, each in self.roles.items()}
        return Budgets(Share(whole, tools), roles, self.window_s)


class BundleFile(Document):
    """The main file of a policy bundle."""

    version: int = Field(ge=1, le=1, description="Of this format.")
    roles: dict[str, RoleFile] = Field(min_length=1, description="Roles that rules can name.")
    budgets: BudgetsFile = Field(description="What may be spent; of all that apply the strictest.")
    privacy: PrivacyFile | None = Field(
        default=None,
        description="What becomes of personal values above a clearance; without it: withheld.",
    )
    restore: list[RestoreFile] = Field(
        default=[], description="Where pseudonyms turn back into values; nowhere else."
    )
    approvers: dict[str, ApproverFile] = Field(
        default={}, description="Who may consent to calls that ask for it, by name."
    )

    flow: FlowFile | None = Field(
        default=None, description="Where things may flow; without it no more than rules say."
    )

    def held_roles(self) -> dict[str, Role]:
        """Return the roles as values."""
        return {name: Role(role.clearance) for name, role in self.roles.items()}
