"""The zero payment that sets a credit memo against its invoice (rule 11).

quickbooks: a credit memo lowers the customer's balance, not the invoice's, until a payment of 0.00
links the two.
"""

from decimal import Decimal

from entities.models import Invoice, Refund
from sync_queue import kinds
from sync_queue.documents import allocation, guests, names, rates
from sync_queue.documents.company import Company
from sync_queue.documents.head import currency
from sync_queue.documents.outcome import Document, NotNeeded
from sync_queue.documents.refund import customer_ref, order_invoices, way


def parents(refund: Refund) -> list[tuple[str, str]]:
    return [
        *guests.of_refund(refund),
        (kinds.REFUND.name, refund.key),
        *((kinds.INVOICE.name, invoice.key) for invoice in order_invoices(refund)),
    ]


def build(refund: Refund, company: Company) -> Document:
    memo = company.ref(kind=kinds.REFUND.name, key=refund.key, label=refund.number)
    link = company.links[kinds.REFUND.name, refund.key]
    is_memo = link.qbo_type == "CreditMemo" and way(refund) is None
    shares = allocation.of_order(refund.order).of(refund) if refund.order else []
    if not is_memo or not shares:
        message = f"{refund} is not a credit to be set against an invoice."
        raise NotNeeded(reason="no_application", message=message)
    linked = [(share.amount, "Invoice", _target(share.invoice, company)) for share in shares]
    set_off = sum((share.amount for share in shares), Decimal(0))
    linked.append((set_off, "CreditMemo", memo["value"]))
    booked_on = company.company_date(refund.refunded_at)
    mark = names.marker(kind=kinds.APPLICATION.name, key=refund.key)
    return Document(
        qbo_type="Payment",
        fields={
            "CustomerRef": customer_ref(refund, company),
            "TotalAmt": Decimal(0),
            "TxnDate": str(booked_on),
            "Line": [
                {"Amount": amount, "LinkedTxn": [{"TxnId": value, "TxnType": kind}]}
                for amount, kind, value in linked
            ],
            "PrivateNote": f"{refund} {mark}",
            **currency(refund.currency, company),
            **rates.of(refund.order, currency=refund.currency, record=str(refund), company=company),
        },
        total=Decimal(0),
        booked_on=booked_on,
    )


def _target(invoice: Invoice, company: Company) -> str:
    return company.ref(kind=kinds.INVOICE.name, key=invoice.key, label=invoice.number)["value"]
