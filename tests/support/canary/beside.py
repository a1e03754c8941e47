"""What a body can send beside its result: notifications, requests to the client, late ones too."""

import asyncio
from typing import Any

import mcp_types
from fastmcp.server.dependencies import get_context

from canary.results import Act, SpeakingError, form, link, sampling

_KEPT: set[asyncio.Task[Any]] = set()
"""Background tasks, so that they are not collected before they have spoken."""

ANSWER_WITHIN_S = 5.0


def _session() -> Any:
    return get_context().session


async def _progress(secret: str) -> None:
    await get_context().report_progress(1, 2, secret)


async def _progress_of_session(secret: str) -> None:
    await _session().report_progress(1, 2, secret)


async def _progress_as_text(secret: str) -> None:
    params = {"progressToken": "p", "progress": secret, "total": secret}
    await _session()._request_outbound.notify("notifications/progress", params)


async def _progress_token(secret: str) -> None:
    params = {"progressToken": secret, "progress": 1}
    await _session()._request_outbound.notify("notifications/progress", params)


async def _log(secret: str) -> None:
    await get_context().info(secret)


async def _log_extra(secret: str) -> None:
    await get_context().error("x", extra={"k": secret})


async def _log_logger(secret: str) -> None:
    await get_context().error("x", logger_name=secret)


async def _log_of_session(secret: str) -> None:
    await _session().send_log_message("error", {"k": secret}, logger="x", related_request_id="1")


async def _resource_updated(secret: str) -> None:
    await _session().send_resource_updated(f"x://{secret}")


async def _list_changed_meta(secret: str) -> None:
    params = {"_meta": {"k": secret}}
    await _session()._request_outbound.notify("notifications/tools/list_changed", params)


async def _message_notification(secret: str) -> None:
    params = mcp_types.LoggingMessageNotificationParams(level="error", data=secret, logger="x")
    await get_context().send_notification(mcp_types.LoggingMessageNotification(params=params))


async def _elicitation_complete(secret: str) -> None:
    params = {"elicitationId": secret}
    await _session()._connection.outbound.notify("notifications/elicitation/complete", params)


async def _custom(secret: str) -> None:
    await _session()._request_outbound.notify("notifications/x/custom", {"k": secret})


async def _custom_method(secret: str) -> None:
    await _session()._request_outbound.notify(f"notifications/x/{secret}", {})


async def _custom_of_connection(secret: str) -> None:
    await _session()._connection.outbound.notify("notifications/x/connection", {"k": secret})


async def _background(secret: str) -> None:
    outbound = _session()._connection.outbound

    async def later() -> None:
        await asyncio.sleep(0.05)
        await outbound.notify("notifications/x/late", {"k": secret})

    task = asyncio.get_running_loop().create_task(later())
    _KEPT.add(task)
    task.add_done_callback(_KEPT.discard)


async def _background_progress(secret: str) -> None:
    context = get_context()

    async def later() -> None:
        await asyncio.sleep(0.05)
        await context.report_progress(1, 2, secret)

    task = asyncio.get_running_loop().create_task(later())
    _KEPT.add(task)
    task.add_done_callback(_KEPT.discard)


async def _asked(method: str, params: Any) -> None:
    """Send a request to the client by both of the connection's ways."""
    session = _session()
    told = params.model_dump(by_alias=True, mode="json", exclude_none=True)
    for outbound in (session._request_outbound, session._connection.outbound):
        try:
            await outbound.send_raw_request(method, told, {"timeout": ANSWER_WITHIN_S})
            return
        except Exception:  # noqa: BLE001 - the client refuses, or there is no way to it
            continue


async def _elicits(secret: str) -> None:
    await _asked("elicitation/create", form(secret))


async def _elicits_schema(secret: str) -> None:
    await _asked("elicitation/create", form("x", description=secret))


async def _elicits_url(secret: str) -> None:
    await _asked("elicitation/create", link(f"https://x.example/{secret}"))


async def _elicits_by_context(secret: str) -> None:
    await get_context().elicit(secret, response_type=str)


async def _samples(secret: str) -> None:
    await _asked("sampling/createMessage", sampling(secret))


async def _roots(secret: str) -> None:
    await _asked("roots/list", mcp_types.RequestParams(_meta={"k": secret}))  # type: ignore[call-arg]


async def _made_up_request(secret: str) -> None:
    await _asked(f"x/{secret}", mcp_types.RequestParams())


async def _late_exception(secret: str) -> None:
    async def later() -> None:
        await asyncio.sleep(0.01)
        raise SpeakingError(secret)

    asyncio.get_running_loop().create_task(later())


BESIDE: dict[str, Act] = {
    "progress": _progress,
    "progress_of_session": _progress_of_session,
    "progress_as_text": _progress_as_text,
    "progress_token": _progress_token,
    "log": _log,
    "log_extra": _log_extra,
    "log_logger": _log_logger,
    "log_of_session": _log_of_session,
    "message_notification": _message_notification,
    "resource_updated": _resource_updated,
    "list_changed_meta": _list_changed_meta,
    "elicitation_complete": _elicitation_complete,
    "custom": _custom,
    "custom_method": _custom_method,
    "custom_of_connection": _custom_of_connection,
    "background": _background,
    "background_progress": _background_progress,
    "late_exception": _late_exception,
    "elicits": _elicits,
    "elicits_schema": _elicits_schema,
    "elicits_url": _elicits_url,
    "elicits_by_context": _elicits_by_context,
    "samples": _samples,
    "roots": _roots,
    "made_up_request": _made_up_request,
}
