"""What has changed in QuickBooks since it was last looked at? Whole records, and what was deleted.

quickbooks: change data capture looks back 30 days and tells at most 1000 records, the earliest
change first; before the first look, and after a longer gap, everything is queried instead.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from connections import exchanges
from connections.gateway import Call, Gateway
from connections.models import Connection
from sync_queue.models import PullMark

LOOKS_BACK = timedelta(days=29)
MOST = 1000
# Clocks differ, and a change may show late: a little is read twice, which changes nothing.
OVERLAP = timedelta(minutes=2)
NAMES = ("Customer", "Item", "Vendor")
# What has a date of its own, before which it does not concern the bridge.
DATED = frozenset(
    {
        *("Invoice", "SalesReceipt", "Payment", "RefundReceipt", "CreditMemo", "Estimate"),
        *("Bill", "BillPayment", "Purchase", "PurchaseOrder", "VendorCredit", "TimeActivity"),
        *("Deposit", "Transfer", "JournalEntry"),
    }
)

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Seen:
    """The records of one type; `until`: QuickBooks' own time up to which nothing is missing."""

    records: list[Record]
    until: datetime
    is_whole: bool


def since(connection: Connection, qbo_type: str, *, door: Gateway, now: datetime) -> Seen:
    """What changed since the mark of `qbo_type`; all of it where there is no mark to go on from.

    Raises what `exchanges.ask_or_raise` raises.
    """
    mark = PullMark.objects.filter(connection=connection, qbo_type=qbo_type).first()
    seen_until = mark.seen_until if mark else None
    if seen_until is None or seen_until < now - LOOKS_BACK:
        return _everything(connection, qbo_type, door, now)
    return _changed(connection, qbo_type, seen_until, door) or _everything(
        connection, qbo_type, door, now
    )


def remember(
    connection: Connection, qbo_type: str, *, seen_until: datetime | None, now: datetime
) -> None:
    """The next look goes on from `seen_until`; it is a full one where that is None."""
    PullMark.objects.update_or_create(
        connection=connection,
        qbo_type=qbo_type,
        defaults={"seen_until": seen_until, "pulled_at": now},
    )


def by_ids(
    connection: Connection, qbo_type: str, ids: set[str], *, door: Gateway
) -> Iterator[Record]:
    """These records as they are now."""
    wanted = sorted(ids, key=int)
    for start in range(0, len(wanted), 100):
        listed = ", ".join(f"'{one}'" for one in wanted[start : start + 100])
        statement = f"SELECT * FROM {qbo_type} WHERE Id IN ({listed})"
        yield from exchanges.query(connection=connection, statement=statement, door=door)


def is_deleted(record: Record) -> bool:
    return record.get("status") == "Deleted"


def changed_at(record: Record) -> datetime:
    return datetime.fromisoformat(record["MetaData"]["LastUpdatedTime"])


def _everything(connection: Connection, qbo_type: str, door: Gateway, now: datetime) -> Seen:
    """Names with those that are inactive; documents since the books start."""
    statement = f"SELECT * FROM {qbo_type}"
    if qbo_type in NAMES:
        statement += " WHERE Active IN (true, false)"
    elif connection.books_start_on and qbo_type in DATED:
        statement += f" WHERE TxnDate >= '{connection.books_start_on}'"
    began = _their_time(connection, door, now)
    records: list[Record] = list(
        exchanges.query(connection=connection, statement=statement, door=door)
    )
    return Seen(records, began - OVERLAP, is_whole=True)


def _their_time(connection: Connection, door: Gateway, now: datetime) -> datetime:
    """QuickBooks' clock, which stamps its records; ours where it does not tell."""
    call = Call("GET", f"/companyinfo/{connection.realm}")
    body = exchanges.ask_or_raise(connection=connection, call=call, door=door)
    return datetime.fromisoformat(body["time"]) if "time" in body else now


def _changed(
    connection: Connection, qbo_type: str, seen_until: datetime, door: Gateway
) -> Seen | None:
    """None where more changed at one moment than QuickBooks tells at once."""
    found: dict[str, Record] = {}
    start, until = seen_until, None
    while True:
        params = {"entities": qbo_type, "changedSince": start.isoformat(timespec="seconds")}
        call = Call("GET", "/cdc", params=params)
        body = exchanges.ask_or_raise(connection=connection, call=call, door=door)
        until = until or datetime.fromisoformat(body["time"]) - OVERLAP
        records = _records(body, qbo_type)
        found |= {str(record["Id"]): record for record in records}
        if len(records) < MOST:
            return Seen(list(found.values()), max(until, seen_until), is_whole=False)
        newest = max(changed_at(record) for record in records)
        if newest <= start:
            return None
        start = newest


def _records(body: Any, qbo_type: str) -> list[Record]:
    parts = body["CDCResponse"][0]["QueryResponse"]
    return [record for part in parts for record in part.get(qbo_type, [])]
