"""One whole call on behalf of a person or a command: token, budget, audit row, call, answer."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone

from connections import gateway, throttle, tokens
from connections.faults import Fault, Kind
from connections.gateway import Answer, Call, Gateway
from connections.models import Connection, Exchange

PAGE = 1000
# How long a person is kept waiting for the company's budget.
PATIENCE_S = 65.0

Clock = Callable[[], datetime]
Sleep = Callable[[float], None]


class Refused(Exception):
    """QuickBooks did not do what was asked; `fault` says what happened and what mends it."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


class NotConfirmed(Exception):
    """Nobody has said yet that this is the right company, so nothing is written into its books."""


class Busy(Exception):
    """The company's budget is used up by other work: try again in a minute."""


def begin(*, connection: Connection, call: Call, now: datetime, items: int = 1) -> Exchange:
    """Stamps a call before it is sent, so that it counts even if this process dies."""
    return Exchange.objects.create(
        connection=connection,
        method=call.method,
        path=call.path[:300],
        request_id=call.request_id,
        items=items,
        is_batch=call.is_batch,
        is_read=call.is_read,
        started_at=now,
    )


def finish(exchange: Exchange, answer: Answer) -> None:
    """Records what became of a call; the fault's text holds no secret."""
    fault = answer.fault
    exchange.status, exchange.took_ms = answer.status, answer.took_ms
    exchange.intuit_tid = answer.intuit_tid
    exchange.fault_code = fault.code[:20] if fault else ""
    exchange.fault_text = f"{fault.message} {fault.detail}".strip() if fault else ""
    exchange.save(update_fields=["status", "took_ms", "intuit_tid", "fault_code", "fault_text"])


def ask(
    *,
    connection: Connection,
    call: Call,
    clock: Clock = timezone.now,
    sleep: Sleep = time.sleep,
    door: Gateway | None = None,
) -> Answer:
    """The answer to one call; a 401 refreshes the sign-in and asks once more.

    Raises tokens.UNUSABLE, NotConfirmed and Busy. Any other fault of QuickBooks is in the answer.
    """
    token = tokens.live_access_token(connection=connection, now=clock())
    if not call.is_read and connection.company_confirmed_at is None:
        raise NotConfirmed(
            f"Nothing was written to “{connection.company_name or connection}”: nobody has said "
            "yet that it is the right company. Look at its name on the Token tab and confirm it."
        )
    if door is None:
        with gateway.for_connection(connection) as own_door:
            return _ask(connection, call, clock, sleep, own_door, token)
    return _ask(connection, call, clock, sleep, door, token)


def ask_or_raise(*, connection: Connection, call: Call, door: Gateway | None = None) -> Any:
    """The JSON of a successful answer. Raises Refused for a fault, else as `ask` does."""
    answer = ask(connection=connection, call=call, door=door)
    if answer.fault is not None:
        raise Refused(answer.fault)
    return answer.body


def query(
    *, connection: Connection, statement: str, door: Gateway | None = None
) -> Iterator[dict[str, Any]]:
    """Every record a statement finds, in the order of their ids, page by page.

    quickbooks: a page has 1000 records at most, and without MAXRESULTS only 100. Literals in
    `statement` are written by `query.quote`. Raises as `ask_or_raise` does.
    """
    start = 1
    while True:
        text = f"{statement} ORDERBY Id STARTPOSITION {start} MAXRESULTS {PAGE}"
        call = Call("POST", "/query", body=text.encode(), content_type="application/text")
        found = _records(ask_or_raise(connection=connection, call=call, door=door))
        yield from found
        if len(found) < PAGE:
            return
        start += PAGE


def _ask(
    connection: Connection, call: Call, clock: Clock, sleep: Sleep, door: Gateway, token: str
) -> Answer:
    answer = _once(connection, call, clock, sleep, door, token)
    if answer.fault is not None and answer.fault.kind == Kind.UNAUTHORISED:
        token = tokens.refresh(connection=connection, now=clock(), rejected=token)
        answer = _once(connection, call, clock, sleep, door, token)
    if answer.fault is not None and answer.fault.kind == Kind.NEEDS_RECONNECTING:
        raise tokens.needs_reconnecting(connection=connection, reason=answer.fault.headline)
    return answer


def _once(
    connection: Connection, call: Call, clock: Clock, sleep: Sleep, door: Gateway, token: str
) -> Answer:
    _wait_for_budget(connection, call, clock, sleep)
    exchange = begin(connection=connection, call=call, now=clock())
    answer = door.send(call, access_token=token)
    finish(exchange, answer)
    return answer


def _wait_for_budget(connection: Connection, call: Call, clock: Clock, sleep: Sleep) -> None:
    waited = 0.0
    while seconds := throttle.delay(
        connection=connection, now=clock(), is_batch=call.is_batch, for_console=True
    ):
        if waited + seconds > PATIENCE_S:
            raise Busy(
                f"“{connection}” has used up QuickBooks' limit of requests for now. "
                "Try again in a minute."
            )
        sleep(seconds)
        waited += seconds


def _records(body: Any) -> list[dict[str, Any]]:
    lists = [value for value in body.get("QueryResponse", {}).values() if isinstance(value, list)]
    return lists[0] if lists else []
