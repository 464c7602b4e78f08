"""Which documents did a write settle or open again, how do they show it, and may they go?"""

from collections.abc import Iterator
from contextlib import contextmanager

from emulator.books.company import Company, Record
from emulator.protocol.faults import Fault
from emulator.wire import stamp


@contextmanager
def counted(company: Company) -> Iterator[None]:
    """quickbooks: a document that is paid or loosened within has changed, so that its SyncToken
    counts up. What the write itself brought or changed shows that already."""
    company.ledger.settled.clear()
    already = len(company.touched)
    yield
    if company.settings.settling_counts:
        _count(company, already)


def refuse_linked(company: Company, record: Record, code: str) -> None:
    """Where the setting `linked_goes` says so, raises that code for a document that payments,
    bills or invoices link to."""
    if company.settings.linked_goes == "loosen":
        return
    if company.ledger.applications.get(record.key) or company.named(("linked", *record.key)):
        raise Fault(code, "The transaction is linked to others. Unlink them first.", element="")


def _count(company: Company, already: int) -> None:
    written = {record.key for record in company.touched[already:]}
    for key, amount in company.ledger.settled.items():
        record = company.records[key[0]].get(key[1])
        if not amount or key in written or record is None or record.deleted:
            continue
        record.sync_token += 1
        record.updated = max(stamp(company.now()), record.updated)
        company.touch(record)
