"""A gateway's payout to the bank: one deposit, or a transfer with its fees beside it (rule 13).

A deposit is the default. It takes gross, refunds and fees out of the clearing account in one
document with the bank's amount as its total, so that the bank's line and the clearing account are
both proved by it. quickbooks: the total of a deposit cannot be negative; a payout that the gateway
draws from the bank is a journal entry.
"""

from decimal import Decimal
from typing import Any

from connections.models import Connection
from entities.models import Payout
from sync_queue import kinds
from sync_queue.documents import names, receipts
from sync_queue.documents.company import Company
from sync_queue.documents.outcome import Document, Held, NotNeeded
from sync_queue.documents.payout_figures import Figures, figures
from sync_queue.documents.posted import Posting, entry

ZERO = Decimal(0)
BY_HAND = "Enter it in QuickBooks by hand; the bridge leaves it out and says so."
TYPES = {
    Connection.PayoutsBecome.DEPOSIT: "Deposit",
    Connection.PayoutsBecome.TRANSFER: "Transfer",
}


def parents(payout: Payout) -> list[tuple[str, str]]:
    """What it pays out: its receipts are linked, and their exchange rates are looked at."""
    return [(kinds.PAYOUT.name, payout.key), *receipts.keys(payout)]


def build(payout: Payout, company: Company) -> Document:
    require(payout, company)
    found = figures(payout, company)
    bank = {"value": company.bank(method=payout.method, currency=payout.currency)}
    made = {"Deposit": _deposit, "Transfer": _transfer, "JournalEntry": _entry}
    qbo_type = _type(payout, company)
    return Document(
        qbo_type=qbo_type,
        fields={
            "TxnDate": str(payout.paid_on),
            "PrivateNote": _note(payout),
            **found.stated(company),
            **made[qbo_type](payout, found, bank, company),
        },
        # quickbooks: a transfer has no TotalAmt, and the one of an entry is the sum of its debits.
        total=found.arrived if qbo_type == "Deposit" else None,
        booked_on=payout.paid_on,
    )


def build_fees(payout: Payout, company: Company) -> Document:
    """What the gateway kept of a payout that is a transfer; keyed by the payout."""
    require(payout, company)
    moved = company.link(kinds.PAYOUT.name, payout.key)
    if moved is not None and moved.qbo_type != "Transfer":
        message = f"The fees of {payout} stand on its {_words(moved.qbo_type)} already."
        raise NotNeeded(reason="on_payout", message=message)
    company.ref(kind=kinds.PAYOUT.name, key=payout.key, label=str(payout))
    found = figures(payout, company)
    kept = [
        *_fees(found, company),
        Posting(_clearing(payout, company), -(found.fees + found.exchange), "Kept by the gateway"),
    ]
    if not any(one.amount for one in kept):
        raise NotNeeded(reason="zero_total", message=f"{payout} has no fees to book.")
    mark = names.marker(kind=kinds.PAYOUT_FEE.name, key=payout.key)
    return Document(
        qbo_type="JournalEntry",
        fields={
            "TxnDate": str(payout.paid_on),
            "PrivateNote": f"Fees of {payout} {mark}",
            **found.stated(company),
            "Line": entry(kept),
        },
        booked_on=payout.paid_on,
    )


def require(payout: Payout, company: Company) -> None:
    """Raises NotNeeded or Held for a payout that is not to be booked as it stands."""
    start = company.connection.books_start_on
    if start is not None and payout.paid_on < start:
        message = f"{payout} is from before {start}, when the books start."
        raise NotNeeded(reason="before_start", message=message)
    if not any((payout.gross, payout.refunds, payout.fees)):
        message = f"{payout} amounts to 0.00: there is nothing to book."
        raise NotNeeded(reason="zero_total", message=message)
    if payout.vendor_id is not None and payout.vendor_id != company.connection.vendor_id:
        raise Held(
            reason="vendor_payout",
            message=f"{payout} went to {payout.vendor}: it is money that left your bank.",
            mend="Enter it as a payment to the vendor in QuickBooks by hand, or connect the "
            "vendor's own company: there it is booked by itself.",
        )
    if payout.fee_tax and company.connection.fee_tax == Connection.FeeTax.HOLD:
        raise Held(
            reason="fee_tax",
            message=f"The fees of {payout} hold {payout.fee_tax} of tax, which a deposit cannot "
            "report to the tax office.",
            mend=f"{BY_HAND} Or choose “Book it as a part of the fees” under Connection settings.",
        )


def _type(payout: Payout, company: Company) -> str:
    """What it became once it stays; only a document of another kind could hold a turned one."""
    link = company.link(kinds.PAYOUT.name, payout.key)
    if link is not None and not link.is_gone:
        if payout.net > 0 or link.qbo_type == "JournalEntry":
            return link.qbo_type
        if payout.net == 0 and link.qbo_type == "Deposit":
            return link.qbo_type
        raise Held(
            reason="payout_turned",
            message=f"{payout} was booked as a {_words(link.qbo_type)}, and its net is "
            f"{payout.net} now.",
            mend="Correct it in QuickBooks by hand, or delete it there and send it again.",
        )
    if payout.net < 0:
        return "JournalEntry"
    wanted = TYPES[Connection.PayoutsBecome(company.connection.payouts_become)]
    return wanted if payout.net else "Deposit"


def _deposit(
    payout: Payout, found: Figures, bank: dict[str, str], company: Company
) -> dict[str, Any]:
    money = company.money(method=payout.method, currency=payout.currency)
    linked = receipts.lines(payout, company) if money.is_undeposited else []
    brought = sum((line["Amount"] for line in linked), ZERO)
    account = {"value": money.account}
    rest = [found.gross, -found.refunds]
    if linked:
        rest = [found.gross - found.refunds - brought]
    lines = [
        *linked,
        *(_line(account, amount, said) for amount, said in zip(rest, SAID, strict=False) if amount),
        *(_line(one.account, -one.amount, one.said) for one in _fees(found, company)),
    ]
    return {"DepositToAccountRef": bank, "Line": lines}


SAID = ("Sales paid out", "Refunds taken off")


def _line(account: dict[str, str], amount: Decimal, said: str) -> dict[str, Any]:
    return {
        "Amount": amount,
        "Description": said,
        "DetailType": "DepositLineDetail",
        "DepositLineDetail": {"AccountRef": account},
    }


def _fees(found: Figures, company: Company) -> list[Posting]:
    """Debits to the accounts of fees and of exchange; only those that there are."""
    kept = []
    if found.fees:
        kept.append(Posting(company.account("gateway_fees"), found.fees, "Fees"))
    if found.exchange:
        kept.append(Posting(company.account("exchange"), found.exchange, "Exchange gain or loss"))
    return kept


def _transfer(
    payout: Payout, found: Figures, bank: dict[str, str], company: Company
) -> dict[str, Any]:
    return {
        "FromAccountRef": _clearing(payout, company),
        "ToAccountRef": bank,
        "Amount": found.arrived,
    }


def _entry(
    payout: Payout, found: Figures, bank: dict[str, str], company: Company
) -> dict[str, Any]:
    """The gateway drew money from the bank: more was refunded and kept than had come in."""
    account = _clearing(payout, company)
    postings = [
        Posting(account, -found.gross, SAID[0]),
        Posting(account, found.refunds, SAID[1]),
        *_fees(found, company),
        Posting(bank, found.arrived, "Drawn from the bank"),
    ]
    return {"Line": entry(postings)}


def _clearing(payout: Payout, company: Company) -> dict[str, str]:
    return {"value": company.money(method=payout.method, currency=payout.currency).account}


def _note(payout: Payout) -> str:
    """With its figures: the fees of a transfer stand elsewhere, and the store may change them."""
    mark = names.marker(kind=kinds.PAYOUT.name, key=payout.key)
    sums = f"gross {payout.gross}, refunds {payout.refunds}, fees {payout.fees}"
    return f"{payout}: {sums} {payout.currency} {mark}"


def _words(qbo_type: str) -> str:
    return {"JournalEntry": "journal entry"}.get(qbo_type, qbo_type.lower())
