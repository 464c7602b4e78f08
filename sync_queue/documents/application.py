"""The zero payment that sets a credit memo against its invoice (rule 11).

quickbooks: a credit memo lowers the customer's balance, not the invoice's, until a payment of 0.00
links the two.
"""

from decimal import Decimal

from entities.models import Refund
from sync_queue import kinds
from sync_queue.documents import guests, names
from sync_queue.documents.company import Company
from sync_queue.documents.head import currency
from sync_queue.documents.outcome import Document, NotNeeded
from sync_queue.documents.refund import customer_ref, order_invoices


def parents(refund: Refund) -> list[tuple[str, str]]:
    return [
        *guests.of_refund(refund),
        (kinds.REFUND.name, refund.key),
        *((kinds.INVOICE.name, invoice.key) for invoice in order_invoices(refund)),
    ]


def build(refund: Refund, company: Company) -> Document:
    invoices = order_invoices(refund)
    memo = company.ref(kind=kinds.REFUND.name, key=refund.key, label=refund.number)
    is_memo = company.links[kinds.REFUND.name, refund.key].qbo_type == "CreditMemo"
    if not is_memo or len(invoices) != 1 or refund.order is None:
        message = f"{refund} is not a credit to be set against an invoice."
        raise NotNeeded(reason="no_application", message=message)
    target = company.ref(kind=kinds.INVOICE.name, key=invoices[0].key, label=refund.order.number)
    booked_on = company.company_date(refund.refunded_at)
    amount = min(refund.total, refund.order.total)
    linked = (("Invoice", target["value"]), ("CreditMemo", memo["value"]))
    mark = names.marker(kind=kinds.APPLICATION.name, key=refund.key)
    return Document(
        qbo_type="Payment",
        fields={
            "CustomerRef": customer_ref(refund, company),
            "TotalAmt": Decimal(0),
            "TxnDate": str(booked_on),
            "Line": [
                {"Amount": amount, "LinkedTxn": [{"TxnId": value, "TxnType": kind}]}
                for kind, value in linked
            ],
            "PrivateNote": f"{refund} {mark}",
            **currency(refund.currency, company),
        },
        total=Decimal(0),
        booked_on=booked_on,
    )
