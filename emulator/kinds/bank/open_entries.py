"""What do payments keep of a journal entry or deposit that has changed or is gone?

Such documents can owe to several people at once; each payment holds what its own party is owed.
"""

from emulator.books.company import Company, Record
from emulator.kinds.purchases import bill_payments
from emulator.kinds.purchases.payables import due_on
from emulator.kinds.sales import payments
from emulator.kinds.sales.receivables import owed_on
from emulator.wire import ZERO


def loosen(company: Company, record: Record) -> None:
    """Leave to the payments of a document no more than it still owes."""
    for kind, id_ in list(company.ledger.applications.get(record.key, {})):
        payer = company.records[kind][id_].obj
        if kind == payments.Payment.name:
            owed = owed_on(company, *record.key, payer["CustomerRef"]["value"])
            most = owed.total if owed is not None else ZERO
            payments.unapply(company, record.key, most=most)
        else:
            due = due_on(company, *record.key, payer["VendorRef"]["value"])
            most = due.total if due is not None else ZERO
            bill_payments.unapply(company, record.key, most=most)
    payments.clear_anew(company, record.key)
