"""Two years of books whose figures are known to the cent, for the tests of the reports.

2023: a receipt of 30. 2024, on the dates below: an invoice with tax and stock, half of it paid, a
receipt, a credit memo, a refund, a deposit with a fee, a journal entry, a transfer, an
open invoice.
"""

from decimal import Decimal
from typing import Any

from emulator import wire
from tests.emulator.books import Books, Obj, line, ref, sale, settles

YEAR = {"start_date": "2024-01-01", "end_date": "2024-12-31"}
CALIFORNIA = {"TxnTaxCodeRef": {"value": "2"}}
CHECKING, SAVINGS, BANK_CHARGES, COMMISSIONS = "35", "36", "8", "9"


def fill(books: Books) -> dict[str, Obj]:
    """Write the documents. Answers them by name."""
    erin, noah = books.customer("Erin Buyer"), books.customer("Noah Owing")
    tea = books.item("Tea")
    pot = books.stocked("Teapot", InvStartDate="2023-01-01")
    made: dict[str, Obj] = {"erin": erin, "noah": noah, "tea": tea, "pot": pot}

    def make(name: str, kind: str, body: Obj, day: str) -> Obj:
        made[name] = books.make(kind, {"TxnDate": day, **body})
        return made[name]

    make("old receipt", "SalesReceipt", sale(erin, line(tea, "30")), "2023-12-20")
    lines = (line(tea, "100", "TAX"), line(pot, "20", Qty=2, UnitPrice=10))
    invoice = make("invoice", "Invoice", sale(erin, *lines, TxnTaxDetail=CALIFORNIA), "2024-01-10")
    half = {"CustomerRef": ref(erin), "TotalAmt": 64, "Line": [settles(invoice, "64")]}
    payment = make("payment", "Payment", half, "2024-02-05")
    make("receipt", "SalesReceipt", sale(erin, line(tea, "50")), "2024-02-10")
    make("memo", "CreditMemo", sale(erin, line(tea, "10")), "2024-03-01")
    from_bank = {"DepositToAccountRef": {"value": CHECKING}}
    make("refund", "RefundReceipt", sale(erin, line(tea, "15"), **from_bank), "2024-03-15")
    make("deposit", "Deposit", {**from_bank, "Line": [settles(payment, "64", "Payment"), FEE]}, DEP)
    make("entry", "JournalEntry", {"Line": ENTRY}, "2024-04-01")
    ends = {"FromAccountRef": {"value": CHECKING}, "ToAccountRef": {"value": SAVINGS}}
    make("transfer", "Transfer", {**ends, "Amount": 10}, "2024-04-10")
    make("open invoice", "Invoice", sale(noah, line(tea, "70")), "2024-05-01")
    return made


def _side(side: str, account: str, amount: int) -> Obj:
    detail = {"PostingType": side, "AccountRef": {"value": account}}
    return {
        "Amount": amount,
        "DetailType": "JournalEntryLineDetail",
        "JournalEntryLineDetail": detail,
    }


DEP = "2024-03-20"
FEE = {
    "Amount": -2,
    "DetailType": "DepositLineDetail",
    "DepositLineDetail": {"AccountRef": {"value": BANK_CHARGES}},
}
ENTRY = [_side("Debit", COMMISSIONS, 40), _side("Credit", CHECKING, 40)]


def ask(books: Books, name: str, /, **params: str) -> Obj:
    """The report of 2024 in its newer form, unless the parameters say otherwise."""
    if "date_macro" not in params:
        params = {**YEAR, **params}
    answer = books.call(f"reports/{name}", **{"minorversion": "75", **params})
    assert answer.status_code == 200, answer.text
    found: Obj = wire.loads(answer.content)
    return found


def refusal(books: Books, name: str, /, **params: str) -> Obj:
    answer = books.call(f"reports/{name}", **params)
    assert answer.status_code == 400, answer.text
    error: Obj = answer.json()["Fault"]["Error"][0]
    return error


def rows(report: Obj) -> list[Obj]:
    """All rows of a report, those within sections too."""

    def below(part: Obj) -> list[Obj]:
        found = []
        for row in part.get("Row", []):
            found += [row, *below(row.get("Rows", {}))]
        return found

    return below(report["Rows"])


def group(report: Obj, name: str) -> list[str]:
    """The amounts of the summary, or of the row, of that group."""
    row = next(row for row in rows(report) if row.get("group") == name)
    coldata = row["Summary"]["ColData"] if "Summary" in row else row["ColData"]
    return [cell["value"] for cell in coldata[1:]]


def lines(report: Obj) -> list[list[str]]:
    """The values of all rows that are neither header nor summary."""
    return [[cell["value"] for cell in row["ColData"]] for row in rows(report) if "ColData" in row]


def line_of(report: Obj, label: str) -> list[str]:
    return next(line[1:] for line in lines(report) if line[0] == label)


def amount(text: Any) -> Decimal:
    return Decimal(text or 0)
