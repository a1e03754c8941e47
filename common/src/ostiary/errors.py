"""What a caller may read when a call is refused or fails.

`str(error)` is the public text by construction: a code, one fixed sentence and a hint that holds no
value of the call, so that whoever formats the exception by accident leaks nothing. `detail` is for
the operator's record alone. This module imports nothing; the guard alone turns these errors into
MCP frames.
"""

from typing import ClassVar


class CallError(Exception):
    """A call that ends without a result.

    Args:
        hint: What the caller can do, a constant of the code that raises. Never a value, a path,
            SQL or the name of a rule: it enters the context of a model that may be under orders.
        detail: Why, for the operator's record. Names of our own catalogs and rules are fine;
            argument text and data are not.
    """

    code: ClassVar[str] = "crashed"
    sentence: ClassVar[str] = "The call failed inside the server."

    def __init__(self, hint: str = "", *, detail: str = "") -> None:
        super().__init__(hint)
        self.hint = hint
        self.detail = detail

    def __str__(self) -> str:
        text = f"[{self.code}] {self.sentence}"
        return f"{text} {self.hint}" if self.hint else text


class PolicyDeniedError(CallError):
    """No rule permits this call, a rule forbids it, or nothing of that name is offered."""

    code = "denied"
    sentence = "This call is not permitted."


class BudgetExceededError(CallError):
    """The principal or the conversation has spent what it may spend."""

    code = "budget"
    sentence = "The budget for calls is spent."


class LoopError(CallError):
    """The same call again and again."""

    code = "loop"
    sentence = "This call repeats earlier ones without progress."


class ConsentRequiredError(CallError):
    """A rule permits the call only with a human's consent."""

    code = "approval"
    sentence = "This call needs a human's consent."


class InvalidInputError(CallError):
    """The arguments do not have the form the tool asks for."""

    code = "invalid_input"
    sentence = "The arguments are not valid."


class NotFoundError(CallError):
    """No such object, or none that the caller may know of."""

    code = "not_found"
    sentence = "No such object."


class TooLargeError(CallError):
    """The arguments or the result exceed a size limit."""

    code = "too_large"
    sentence = "The call is larger than the limit."


class DeadlineError(CallError):
    """The call was stopped at its deadline."""

    code = "timeout"
    sentence = "The call took longer than its deadline and was stopped."


class UpstreamError(CallError):
    """The system behind the server (database, CRM, engine) failed."""

    code = "upstream"
    sentence = "The system behind this server failed."


class CrashedError(CallError):
    """A bug, masked: nothing of the exception reaches the caller."""
