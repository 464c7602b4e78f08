"""What do payments keep of a journal entry or deposit that has changed or is gone?

Such documents can owe to several people at once; each payment holds what its own party is owed.
"""

from decimal import Decimal

from emulator.books.company import Company, Record
from emulator.kinds.purchases import bill_payments
from emulator.kinds.sales import payments
from emulator.kinds.sales.receivables import owed_on
from emulator.wire import ZERO


def loosen(company: Company, record: Record) -> None:
    """Leave to the payments of a document no more than it still owes."""
    for kind, id_ in list(company.ledger.applications.get(record.key, {})):
        payer = company.records[kind][id_].obj
        if kind == payments.Payment.name:
            owed = owed_on(company, record.kind, record.id, payer["CustomerRef"]["value"])
            most = owed.total if owed is not None else ZERO
            payments.unapply(company, record.key, most=most)
        else:
            most = _owed_to(record, payer["VendorRef"]["value"])
            bill_payments.unapply(company, record.key, most=most)
    payments.clear_anew(company, record.key)


def _owed_to(record: Record, vendor: str) -> Decimal:
    """What a document that is in the books leaves owed to a vendor, or by him."""
    postings = () if record.deleted else record.effects.postings
    return abs(sum((posting.foreign for posting in postings if posting.name_id == vendor), ZERO))
