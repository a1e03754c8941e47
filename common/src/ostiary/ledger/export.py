"""Records in the forms that others read: JSON lines, OCSF 1.3 and CEF. Pure.

An export carries what the record says and adds no value; the record itself stays the proof.
"""

from collections.abc import Callable, Mapping
from typing import Any, cast

from ostiary.ledger.finding import parse_body
from ostiary.ledger.values import Entry
from ostiary.printable import json_line, printable

_API_ACTIVITY, _APPLICATION = 6003, 6
_OTHER, _READ = 99, 2
_SUCCESS, _FAILURE, _UNKNOWN = 1, 2, 0
_INFORMATIONAL, _MEDIUM = 1, 3
_CEF_SEVERITY = {_INFORMATIONAL: 3, _MEDIUM: 6}


def as_jsonl(entry: Entry) -> str:
    """Return the record with its place and hash."""
    place = {"stream": entry.stream, "position": entry.position, "hash": entry.hash}
    return json_line({**parse_body(entry.body), **place})


def as_ocsf(entry: Entry) -> str:
    """Return the record as an event of API Activity.

    Source: OCSF 1.3.0, class 6003; what has no attribute there is in `unmapped`.
    """
    body = parse_body(entry.body)
    activity = _READ if body.get("action") else _OTHER
    return json_line(
        {
            "metadata": {
                "version": "1.3.0",
                "product": {"name": "Ostiary", "vendor_name": "Ostiary"},
                "uid": f"{entry.stream}:{entry.position}",
                "correlation_uid": _text(body.get("call")),
            },
            "time": entry.at_us // 1000,
            "category_uid": _APPLICATION,
            "class_uid": _API_ACTIVITY,
            "activity_id": activity,
            "type_uid": _API_ACTIVITY * 100 + activity,
            "severity_id": _severity(body),
            "status_id": _status(body),
            "status": _text(body.get("outcome")) or _text(body.get("kind")),
            "actor": {
                "user": {"name": _principal(body)},
                "session": {"uid": _text(body.get("conversation"))},
            },
            "api": {
                "operation": _text(body.get("action")) or _text(body.get("kind")),
                "service": {"name": _text(body.get("server"))},
            },
            "src_endpoint": {"name": _text(body.get("transport"))},
            "unmapped": {"record": body},
        }
    )


def as_cef(entry: Entry) -> str:
    """Return the record as a line of the Common Event Format, version 0."""
    body = parse_body(entry.body)
    kind = _text(body.get("kind"))
    header = (
        "CEF:0",
        "Ostiary",
        "ostiary",
        "1",
        _header(kind),
        _header(_text(body.get("action")) or kind),
        str(_CEF_SEVERITY[_severity(body)]),
    )
    fields = {
        "rt": str(entry.at_us // 1000),
        "externalId": f"{entry.stream}:{entry.position}",
        "suser": _principal(body),
        "act": _text(_mapping(body.get("decision")).get("effect")),
        "outcome": _text(body.get("outcome")),
        "cs1Label": "call",
        "cs1": _text(body.get("call")),
        "cs2Label": "conversation",
        "cs2": _text(body.get("conversation")),
        "cs3Label": "policy",
        "cs3": _text(body.get("policy")),
    }
    told = " ".join(f"{name}={_extension(value)}" for name, value in fields.items() if value)
    return f"{'|'.join(header)}|{told}"


FORMATS: Mapping[str, Callable[[Entry], str]] = {
    "jsonl": as_jsonl,
    "ocsf": as_ocsf,
    "cef": as_cef,
}
"""Each form by its name: a record in, one line out."""


def _status(body: Mapping[str, Any]) -> int:
    if "outcome" not in body:
        return _UNKNOWN
    return _SUCCESS if body["outcome"] == "ok" else _FAILURE


def _severity(body: Mapping[str, Any]) -> int:
    return _MEDIUM if _status(body) == _FAILURE else _INFORMATIONAL


def _principal(body: Mapping[str, Any]) -> str:
    charge = _mapping(body.get("charge"))
    return _text(_mapping(body.get("who")).get("principal")) or _text(charge.get("principal"))


def _header(text: str) -> str:
    return _one_line(text.replace("\\", "\\\\").replace("|", "\\|"))


def _extension(text: str) -> str:
    return _one_line(text.replace("\\", "\\\\").replace("=", "\\="))


def _one_line(text: str) -> str:
    return printable(text.replace("\r", " ").replace("\n", " "))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _mapping(value: object) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, dict) else {}
