"""What QuickBooks says of documents and balances, kept to be shown: open, paid, void, owed."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from connections.models import Connection
from sync_queue.documents import stock
from sync_queue.models import Figure, Link
from sync_queue.pull import changes
from sync_queue.pull.changes import Record

CHUNK = 500
Status = Figure.Status


def of_documents(
    connection: Connection, qbo_type: str, records: Iterable[Record], *, now: datetime
) -> int:
    """Keeps the state of every linked document among these; returns how many are known."""
    by_id = {str(record["Id"]): record for record in records}
    figures = [
        Figure(
            connection=connection,
            kind=link.kind,
            key=link.key,
            status=status(qbo_type, by_id[link.qbo_id]),
            open_amount=_open_amount(qbo_type, by_id[link.qbo_id]),
            currency=_currency(connection, by_id[link.qbo_id]),
            read_at=now,
        )
        for link in _links(connection, qbo_type, by_id)
    ]
    return _keep(figures)


def of_customers(connection: Connection, records: Iterable[Record], *, now: datetime) -> int:
    """Keeps what each linked customer owes; returns how many are known."""
    by_id = {str(record["Id"]): record for record in records}
    figures = []
    for link in _links(connection, "Customer", by_id):
        record = by_id[link.qbo_id]
        balance = _money(record, "Balance")
        figures.append(
            Figure(
                connection=connection,
                kind=link.kind,
                key=link.key,
                status=_owed(balance),
                open_amount=balance,
                currency=_currency(connection, record),
                read_at=now,
            )
        )
    return _keep(figures)


def of_items(connection: Connection, records: Iterable[Record]) -> None:
    """Takes over how many QuickBooks has of each linked item; no record of the store changes."""
    by_id = {str(record["Id"]): record for record in records}
    changed = []
    for link in _links(connection, "Item", by_id):
        there = stock.counted(by_id[link.qbo_id])
        if link.on_hand != there and not changes.is_deleted(by_id[link.qbo_id]):
            link.on_hand = there
            changed.append(link)
    Link.objects.bulk_update(changed, ["on_hand"], batch_size=CHUNK)


def status(qbo_type: str, record: Record) -> Status:
    """quickbooks: a void document keeps its number, its amounts are 0 and its note says so."""
    if changes.is_deleted(record):
        return Status.DELETED
    total = _money(record, "TotalAmt")
    if not total and str(record.get("PrivateNote", "")).startswith("Voided"):
        return Status.VOID
    if qbo_type == "Payment":
        return Status.BOOKED
    balance = _money(record, "Balance") if qbo_type == "Invoice" else Decimal(0)
    if not balance:
        return Status.PAID
    return Status.OPEN if balance == total else Status.PART_PAID


def _owed(balance: Decimal) -> Status:
    if not balance:
        return Status.EVEN
    return Status.OWES if balance > 0 else Status.CREDIT


def _open_amount(qbo_type: str, record: Record) -> Decimal | None:
    return _money(record, "Balance") if qbo_type == "Invoice" else None


def _money(record: Record, name: str) -> Decimal:
    return Decimal(str(record.get(name) or 0))


def _currency(connection: Connection, record: Record) -> str:
    return str((record.get("CurrencyRef") or {}).get("value") or connection.home_currency)


def _links(connection: Connection, qbo_type: str, by_id: Mapping[str, Record]) -> Iterable[Link]:
    ids = sorted(by_id)
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        yield from Link.objects.filter(connection=connection, qbo_type=qbo_type, qbo_id__in=some)


def _keep(figures: list[Figure]) -> int:
    Figure.objects.bulk_create(
        figures,
        batch_size=CHUNK,
        update_conflicts=True,
        unique_fields=["connection", "kind", "key"],
        update_fields=["status", "open_amount", "currency", "read_at"],
    )
    return len(figures)
