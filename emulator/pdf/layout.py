"""What stands on a printed form? Company, party, number, dates, lines, tax, total."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from emulator.books.company import Company
from emulator.pdf.writer import HEIGHT, WIDTH, Page, document, wrapped
from emulator.wire import Obj

TITLES = {
    "Invoice": "INVOICE",
    "Estimate": "ESTIMATE",
    "SalesReceipt": "SALES RECEIPT",
    "CreditMemo": "CREDIT MEMO",
    "RefundReceipt": "REFUND RECEIPT",
    "Payment": "PAYMENT RECEIPT",
    "PurchaseOrder": "PURCHASE ORDER",
}
PRINTED = frozenset(TITLES)
DATES = {
    "TxnDate": "DATE",
    "DueDate": "DUE DATE",
    "ExpirationDate": "EXPIRES",
    "ShipDate": "SHIP DATE",
    "TrackingNum": "TRACKING NO.",
    "PaymentRefNum": "REFERENCE",
}
LEFT, RIGHT, TOP, BOTTOM = 54, WIDTH - 54, HEIGHT - 60, 72
QTY, RATE = RIGHT - 170, RIGHT - 85
STEP = 13


class Flow:
    """A pen that goes down the page and turns it over at the bottom."""

    def __init__(self) -> None:
        self.pages = [Page()]
        self.y = float(TOP)

    @property
    def page(self) -> Page:
        return self.pages[-1]

    def down(self, points: float = STEP) -> None:
        self.y -= points
        if self.y < BOTTOM:
            self.pages.append(Page())
            self.y = float(TOP)

    def pair(self, label: str, value: str, *, bold: bool = False) -> None:
        """A label and a figure under the columns of amounts."""
        self.page.write_right(RATE, self.y, label, bold=bold)
        self.page.write_right(RIGHT, self.y, value, bold=bold)
        self.down()


def printed(company: Company, kind: str, shown: Obj) -> bytes:
    """The form of an object as it is answered, as PDF."""
    flow = Flow()
    number = str(shown.get("DocNumber") or shown["Id"])
    _head(flow, company, TITLES[kind])
    _party(flow, shown, number)
    _table(flow, shown)
    _totals(flow, shown)
    _memo(flow, shown)
    _number_pages(flow.pages)
    return document(flow.pages, f"{TITLES[kind]} {number}")


def _head(flow: Flow, company: Company, title: str) -> None:
    about = company.records["CompanyInfo"]["1"].obj
    flow.page.write(LEFT, flow.y, str(about["CompanyName"]), size=13, bold=True)
    flow.page.write_right(RIGHT, flow.y, title, size=20)
    flow.down(16)
    for text in _address(about.get("CompanyAddr") or {}):
        flow.page.write(LEFT, flow.y, text)
        flow.down()
    flow.down()


def _party(flow: Flow, shown: Obj, number: str) -> None:
    """Whom the form is for on the left, what identifies it on the right."""
    party = shown.get("CustomerRef") or shown.get("VendorRef") or {}
    address = shown.get("BillAddr") or shown.get("VendorAddr") or {}
    left = [str(party.get("name", "")), *_address(address)]
    right = [("NO.", number)]
    right += [(label, str(shown[name])) for name, label in DATES.items() if name in shown]
    term = shown.get("SalesTermRef") or {}
    right += [("TERMS", str(term["name"]))] if "name" in term else []
    for row in range(max(len(left), len(right))):
        if row < len(left):
            flow.page.write(LEFT, flow.y, left[row], bold=row == 0)
        if row < len(right):
            flow.page.write_right(RATE - 10, flow.y, right[row][0], bold=True)
            flow.page.write(RATE, flow.y, right[row][1])
        flow.down()
    flow.down()


def _table(flow: Flow, shown: Obj) -> None:
    flow.page.write(LEFT, flow.y, "DESCRIPTION", bold=True)
    for x, label in ((QTY, "QTY"), (RATE, "RATE"), (RIGHT, "AMOUNT")):
        flow.page.write_right(x, flow.y, label, bold=True)
    flow.page.rule(LEFT, flow.y - 4, RIGHT)
    flow.down(STEP + 4)
    for line in _lines(shown.get("Line", ())):
        _row(flow, line)
    flow.page.rule(LEFT, flow.y + 6, RIGHT)
    flow.down()


def _lines(lines: Any) -> Iterator[Obj]:
    """The lines that are printed in the table, those of bundles in their place."""
    for line in lines:
        detail = line.get("GroupLineDetail")
        if detail is not None:
            yield from _lines(detail.get("Line", ()))
        elif line.get("DetailType") not in {"SubTotalLineDetail", "DiscountLineDetail"}:
            yield line


def _row(flow: Flow, line: Obj) -> None:
    detail = line.get(str(line.get("DetailType")), {})
    first, *rest = wrapped(_described(line, detail), 9, QTY - LEFT - 60) or [""]
    flow.page.write(LEFT, flow.y, first)
    for x, name, digits in ((QTY, "Qty", 0), (RATE, "UnitPrice", 2)):
        if name in detail:
            flow.page.write_right(x, flow.y, _figure(detail[name], digits))
    if "Amount" in line:
        flow.page.write_right(RIGHT, flow.y, _money(line["Amount"]))
    flow.down()
    for text in rest:
        flow.page.write(LEFT, flow.y, text)
        flow.down()


def _described(line: Obj, detail: Obj) -> str:
    """Item or account and description; for a payment the documents it settles."""
    name = (detail.get("ItemRef") or detail.get("AccountRef") or {}).get("name", "")
    settled = ", ".join(f"{each['TxnType']} {each['TxnId']}" for each in line.get("LinkedTxn", ()))
    return " - ".join(str(each) for each in (name, line.get("Description"), settled) if each)


def _totals(flow: Flow, shown: Obj) -> None:
    for line in shown.get("Line", ()):
        if line.get("DetailType") == "SubTotalLineDetail":
            flow.pair("SUBTOTAL", _money(line["Amount"]))
        elif line.get("DetailType") == "DiscountLineDetail":
            flow.pair("DISCOUNT", _money(-line["Amount"]))
    tax = (shown.get("TxnTaxDetail") or {}).get("TotalTax")
    if tax:
        flow.pair("TAX", _money(tax))
    currency = (shown.get("CurrencyRef") or {}).get("value", "")
    flow.pair(f"TOTAL {currency}".strip(), _money(shown["TotalAmt"]), bold=True)
    if "Balance" in shown and "DueDate" in shown:
        flow.pair("BALANCE DUE", _money(shown["Balance"]), bold=True)


def _memo(flow: Flow, shown: Obj) -> None:
    memo = shown.get("CustomerMemo") or {}
    flow.down()
    for text in wrapped(str(memo.get("value", "")), 9, RIGHT - LEFT):
        flow.page.write(LEFT, flow.y, text)
        flow.down()


def _number_pages(pages: list[Page]) -> None:
    for number, page in enumerate(pages, 1):
        page.write_right(RIGHT, BOTTOM - 30, f"Page {number} of {len(pages)}", size=8)


def _address(address: Obj) -> list[str]:
    lines = [str(address[f"Line{n}"]) for n in range(1, 6) if address.get(f"Line{n}")]
    place = [address.get(name) for name in ("City", "CountrySubDivisionCode", "PostalCode")]
    town = " ".join(str(each) for each in place if each)
    return [*lines, *([town] if town else [])]


def _money(amount: Decimal) -> str:
    return _figure(amount, 2)


def _figure(number: Decimal | int, digits: int) -> str:
    """A number with at least so many digits after the point, and all that it has."""
    exact = Decimal(number)
    own = -int(exact.as_tuple().exponent)
    return f"{exact:,.{max(own, digits)}f}"
