"""What an answer of QuickBooks means: nothing wrong, or a Fault that says what happened, what
mends it, and whether the same request may go again. The HTTP status decides first, then the code.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from connections.wire import envelopes
from connections.wire.envelopes import Error
from connections.wire.fault_table import WAIT, Kind, Rule, rule_for

__all__ = ["NO_ANSWER", "UNREACHABLE", "Fault", "Kind", "of_answer", "of_item"]

EXISTING_ID = re.compile(r"\b(?:Txn)?Id=(\d+)")
# A gateway's 401 echoes the access token that it refuses.
# Where the fault is about a tax number: every word of digits but the lengths that are allowed.
TAX_NUMBER = "TaxIdentifier"
ECHOED_NUMBER = re.compile(r"(?<!Min:)(?<!Max:)(?<!length:)\b\w*\d[\w./+&-]*")
ECHOED_TOKEN = re.compile(r"(?i)(token expired:\s*|bearer\s+)\S.*", re.DOTALL)


@dataclass(frozen=True)
class Fault:
    """One refusal, in words for a person and in terms for the queue.

    `spends_generation`: QuickBooks took notice and refused, so that trying again needs a new
    request id; False: the same bytes may go again under the same one. `stops_company`: nothing
    else would pass now, so the connection pauses. `existing_id` is the record that stands in the
    way, where QuickBooks named it. `all` keeps every error of the answer; the first one decided.
    """

    code: str
    message: str
    detail: str
    element: str
    http_status: int | None
    kind: Kind
    headline: str
    mend: str
    spends_generation: bool
    existing_id: str = ""
    stops_company: bool = False
    all: tuple[Error, ...] = field(default=(), repr=False)

    def __str__(self) -> str:
        return f"{self.headline} {self.mend}"


UNREACHABLE = Fault(
    code="unreachable",
    message="",
    detail="",
    element="",
    http_status=None,
    kind=Kind.TRANSIENT,
    headline="QuickBooks cannot be reached; nothing was sent.",
    mend=WAIT,
    spends_generation=False,
    stops_company=True,
)
NO_ANSWER = replace(
    UNREACHABLE,
    code="no_answer",
    kind=Kind.UNKNOWN_OUTCOME,
    headline="QuickBooks did not answer; the record may or may not have arrived.",
    mend="Nothing to do: the bridge asks again in a way that cannot book it twice.",
    stops_company=False,
)
SERVER_TROUBLE = Rule(
    (), Kind.TRANSIENT, "QuickBooks answered that it has trouble of its own.", WAIT
)
UNREADABLE = Rule(
    (),
    Kind.UNKNOWN_OUTCOME,
    "QuickBooks' answer could not be read; the record may or may not have arrived.",
    "Nothing to do: the bridge asks again in a way that cannot book it twice.",
)
REDIRECTED = Rule(
    (),
    Kind.TRANSIENT,
    "Something between here and QuickBooks answered in its place.",
    "Check this machine's network: requests to QuickBooks are led somewhere else.",
    stops_company=True,
)


def of_answer(*, status: int, body: bytes) -> Fault | None:
    """The fault in an HTTP answer; None means success.

    quickbooks: a 200 may carry a fault, an over-limit answer is XML even when JSON was asked for,
    and a gateway in front of QuickBooks may answer in HTML.
    """
    parsed = envelopes.parse(body)
    errors = envelopes.errors_of(body, parsed)
    first = errors[0] if errors else Error(code="", message="", detail="", element="")
    if errors is None and 200 <= status < 300 and isinstance(parsed, Mapping):
        return None
    rule = _rule(status, first, unreadable=errors is None)
    never_judged = status >= 500 or (errors is None and status < 400)
    keeps_id = never_judged or rule.kind in (Kind.THROTTLED, Kind.UNAUTHORISED)
    return _fault(rule, errors or [first], http_status=status, spends_generation=not keeps_id)


def of_item(item: Mapping[str, Any]) -> Fault:
    """The fault of one item of a batch's answer: {"bId": …, "Fault": {…}}.

    A batch that was answered answers a repeat with the same words, so its items always go again
    under a new request id.
    """
    errors = envelopes.errors_in(item) or [Error(code="", message="", detail="", element="")]
    rule = rule_for(errors[0].code, errors[0].detail)
    return _fault(rule, errors, http_status=200, spends_generation=True)


def _rule(status: int, error: Error, *, unreadable: bool) -> Rule:
    by_code = rule_for(error.code, f"{error.detail} {error.message}")
    if status == 401:
        return rule_for("3200", "")
    if status == 429 or "ThrottleExceeded" in error.message:
        return rule_for("3001", "")
    if status == 403:
        return by_code if by_code.stops_company else rule_for("3100", "")
    if status >= 500:
        return by_code if by_code.kind == Kind.TRANSIENT else SERVER_TROUBLE
    if 300 <= status < 400:
        return REDIRECTED
    if unreadable and status < 300:
        return UNREADABLE
    return by_code


def _fault(rule: Rule, errors: list[Error], *, http_status: int, spends_generation: bool) -> Fault:
    shown = tuple(replace(error, detail=_without_secrets(error)) for error in errors)
    first = shown[0]
    found = EXISTING_ID.search(first.detail)
    message = first.message or f"an answer without words (status {http_status})"
    return Fault(
        # The limits are counted by this code, which an answer without a body does not carry.
        code="3001" if rule.kind == Kind.THROTTLED else first.code,
        message=first.message,
        detail=first.detail,
        element=first.element,
        http_status=http_status,
        kind=rule.kind,
        headline=rule.headline.format(detail=_in_short(first.detail), message=message),
        mend=rule.mend,
        spends_generation=spends_generation,
        existing_id=found.group(1) if found else "",
        stops_company=rule.stops_company,
        all=shown,
    )


def _without_secrets(error: Error) -> str:
    detail = ECHOED_TOKEN.sub(r"\1[hidden]", error.detail)
    if TAX_NUMBER in f"{error.element} {detail}":
        detail = ECHOED_NUMBER.sub("[hidden]", detail)
    return detail


def _in_short(detail: str) -> str:
    """QuickBooks' own reason, without the name of the error that it puts in front."""
    reason = re.sub(r"^(Business Validation\s+Error[^:]*|Invalid Reference Id) ?:", "", detail)
    return re.sub(r"\s+", " ", reason).strip()[:300]
