"""Takes a new document out of the books at once whose amounts QuickBooks added up differently.

The row that made it goes on and deletes it again, so that nothing can hang on it meanwhile; then it
needs mending. Only where the connection wants that: otherwise such a document stays and is listed.
"""

from datetime import datetime

from django.db.models import F

from sync_queue.documents.outcome import Removal
from sync_queue.models import Link, QueueRow

REASON, UNDER_WAY = "withdrawn", "withdrawing"
DELETABLE = ("Invoice", "SalesReceipt", "RefundReceipt", "CreditMemo", "Estimate")
MEND = (
    "See with your bookkeeper why QuickBooks adds it up otherwise (a tax code of another rate is "
    "the usual cause), mend that, then press Resend."
)
# Nobody is asked once more: it was booked a moment ago, by this row, under the same word.
APPROVED = "earlier_month "


def is_wanted(row: QueueRow) -> bool:
    """Of what was there before nothing is taken out: others may have settled it already."""
    is_new = row.frozen["operation"] == "create" and row.frozen["qbo_type"] in DELETABLE
    return is_new and row.connection.withdraws_differing


def is_under_way(row: QueueRow) -> bool:
    return UNDER_WAY in row.payload


def removal(link: Link) -> Removal:
    return Removal(qbo_type=link.qbo_type, operation="delete")


def begin(row: QueueRow, *, unlike: str, now: datetime) -> None:
    """The row waits again, now to delete what it has made; `unlike` says what differs."""
    row.operation, row.payload = QueueRow.Operation.DELETE, {UNDER_WAY: unlike}
    row.is_released, row.approvals = True, row.approvals + APPROVED
    row.save(update_fields=["operation", "payload"])
    row.wait(reason=UNDER_WAY, message=f"{unlike} It is taken out again.", now=now)


def end(row: QueueRow, *, now: datetime) -> None:
    """It is out of the books: the record is as if it had never been sent, and needs mending."""
    unlike = row.payload[UNDER_WAY]
    Link.objects.filter(connection=row.connection, kind=row.kind, key=row.key).update(
        generation=F("generation") + 1,
        is_gone=False,
        total=None,
        tax=None,
        **dict.fromkeys(("qbo_type", "qbo_id", "sync_token", "number"), ""),
        sent={},
        document_date=None,
        linked_at=None,
    )
    row.operation, row.payload = QueueRow.Operation.UPSERT, {}
    row.approvals = row.approvals.replace(APPROVED, "")
    row.save(update_fields=["operation", "payload"])
    message = f"{unlike} It was taken out of QuickBooks again."
    row.fail(reason=REASON, message=message, mend=MEND, fault={}, now=now)
