"""The books, for people: what is in each company, and what each document debits and credits."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from markupsafe import Markup
from werkzeug import Response

from emulator.company import Company, Record
from emulator.control import postings, trial_balance
from emulator.html import page
from emulator.installation import Installation
from emulator.kinds import BY_PATH
from emulator.wire import ZERO, Obj

Cell = str | Markup | Decimal | int | None
MOST_ROWS = 500
LISTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Customer", "Customers", ("DisplayName", "PrimaryEmailAddr", "Balance")),
    ("Item", "Products and services", ("FullyQualifiedName", "Type", "UnitPrice", "QtyOnHand")),
    ("Invoice", "Invoices", ("DocNumber", "TxnDate", "CustomerRef", "TotalAmt", "Balance")),
    ("SalesReceipt", "Sales receipts", ("DocNumber", "TxnDate", "CustomerRef", "TotalAmt")),
    ("Payment", "Payments", ("TxnDate", "CustomerRef", "TotalAmt", "UnappliedAmt")),
    ("RefundReceipt", "Refunds", ("DocNumber", "TxnDate", "CustomerRef", "TotalAmt")),
    ("CreditMemo", "Credit memos", ("DocNumber", "TxnDate", "CustomerRef", "TotalAmt", "Balance")),
    ("Deposit", "Deposits", ("TxnDate", "DepositToAccountRef", "TotalAmt")),
    ("Transfer", "Transfers", ("TxnDate", "FromAccountRef", "ToAccountRef", "Amount")),
    ("JournalEntry", "Journal entries", ("DocNumber", "TxnDate")),
)
HEADINGS = {
    "DisplayName": "Name",
    "FullyQualifiedName": "Name",
    "PrimaryEmailAddr": "E-mail",
    "UnitPrice": "Price",
    "QtyOnHand": "In stock",
    "DocNumber": "Number",
    "TxnDate": "Date",
    "CustomerRef": "Customer",
    "TotalAmt": "Total",
    "Balance": "Open",
    "UnappliedAmt": "Not applied",
    "DepositToAccountRef": "To",
    "FromAccountRef": "From",
    "ToAccountRef": "To",
}


NUMBERS = frozenset(
    {
        *("Price", "In stock", "Total", "Open", "Not applied", "Balance (debit positive)"),
        *("Debit", "Credit", "Quantity", "Amount", "Invoices", "Sales receipts"),
    }
)


class Pages:
    """Answers / and /books/..."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation

    def home(self) -> Response:
        rows = [
            [
                Markup('<a href="/books/{}">{}</a>').format(realm, company.about["name"]),
                realm,
                company.about["profile"],
                company.home_currency,
                sum(1 for _ in company.live("Invoice")),
                sum(1 for _ in company.live("SalesReceipt")),
            ]
            for realm, company in self._installation.companies.items()
        ]
        heads = ("Company", "Realm", "Profile", "Currency", "Invoices", "Sales receipts")
        intro = Markup(
            "<p>A local stand-in for QuickBooks Online. Nothing here reaches Intuit.</p>{}{}"
        )
        # One company's books stand here at once; of several, a person chooses.
        companies = list(self._installation.companies.values())
        books = _books(companies[0]) if len(companies) == 1 else Markup("")
        return _page("Books of the emulator", intro.format(table(heads, rows), books))

    def company(self, realm: str) -> Response:
        company = self._installation.companies.get(realm)
        if company is None:
            return _missing()
        jumps = Markup("").join(
            Markup('<a href="#{}">{}</a>').format(kind, title) for kind, title, _ in LISTS
        )
        body = Markup(
            '<nav><a href="/">All companies</a>{}<a href="#accounts">Accounts</a></nav>{}'
        )
        return _page(company.about["name"], body.format(jumps, _books(company)))

    def document(self, realm: str, kind: str, id_: str) -> Response:
        company, found = self._installation.companies.get(realm), BY_PATH.get(kind.lower())
        if company is None or found is None:
            return _missing()
        with company.lock:
            record = company.find(found.name, id_)
            if record is None:
                return _missing()
            view = found.view(company, record)
            parts = [_lines(view), _debits(company, record), _facts(company, view)]
        label = view.get("DocNumber") or view.get("DisplayName") or view.get("Name") or id_
        nav = Markup('<nav><a href="/books/{}">{}</a></nav>').format(realm, company.about["name"])
        return _page(f"{found.name} {label}", Markup("").join([nav, *parts]))


def _books(company: Company) -> Markup:
    with company.lock:
        parts = [_listing(company, *each) for each in LISTS]
        parts += [_accounts(company), _trial_balance(company)]
    return Markup("").join(parts)


def table(
    heads: Sequence[str], rows: Iterable[Sequence[Cell]], foot: Sequence[Cell] = ()
) -> Markup:
    """A table; numbers stand to the right."""
    top = Markup("").join(
        Markup('<th class="{}">{}</th>').format("n" if head in NUMBERS else "", head)
        for head in heads
    )
    body = Markup("").join(Markup("<tr>{}</tr>").format(_cells(row)) for row in rows)
    end = Markup("<tfoot><tr>{}</tr></tfoot>").format(_cells(foot)) if foot else Markup("")
    return Markup(
        '<div class="scroll"><table><thead><tr>{}</tr></thead><tbody>{}</tbody>{}</table></div>'
    ).format(top, body, end)


def _cells(row: Sequence[Cell]) -> Markup:
    return Markup("").join(_cell(value) for value in row)


def _cell(value: Cell) -> Markup:
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return Markup('<td class="n">{}</td>').format(f"{value:,}")
    return Markup("<td>{}</td>").format("" if value is None else value)


def _shown(value: Any) -> Cell:
    """A value as a person reads it: a reference by its name, an address by its lines."""
    if isinstance(value, dict):
        named = value.get("name") or value.get("Address") or value.get("value")
        if named:
            return str(named)
        return ", ".join(str(part) for key, part in value.items() if key != "Id")
    if isinstance(value, list):
        return ", ".join(str(_shown(each)) for each in value)
    return value if isinstance(value, Decimal | int) and not isinstance(value, bool) else str(value)


def _listing(company: Company, kind: str, title: str, names: tuple[str, ...]) -> Markup:
    found = BY_PATH[kind.lower()]
    records = list(company.live(kind))
    rows = []
    for record in reversed(records[-MOST_ROWS:]):
        view = found.view(company, record)
        first, *rest = (_shown(view.get(name, "")) for name in names)
        link = _link(company, kind, record.id, first)
        rows.append([link, *rest, "" if record.active else "inactive"])
    heads = [*(HEADINGS.get(name, name) for name in names), ""]
    shown = table(heads, rows) if rows else Markup('<p class="muted">None.</p>')
    return Markup('<h2 id="{}">{} ({})</h2>{}').format(kind, title, len(records), shown)


def _link(company: Company, kind: str, id_: str, text: Cell) -> Markup:
    return Markup('<a href="/books/{}/{}/{}">{}</a>').format(
        company.realm, kind.lower(), id_, text or f"{kind} {id_}"
    )


def _accounts(company: Company) -> Markup:
    rows: list[list[Cell]] = [
        [
            _link(company, "Account", record.id, record.obj["FullyQualifiedName"]),
            str(record.obj["AccountType"]),
            company.ledger.balances.get(record.id, ZERO),
        ]
        for record in company.live("Account")
    ]
    shown = table(("Account", "Type", "Balance (debit positive)"), rows)
    return Markup('<h2 id="accounts">Accounts</h2>{}').format(shown)


def _trial_balance(company: Company) -> Markup:
    rows = trial_balance(company)
    sums = [sum((row[side] for row in rows), ZERO) for side in ("debit", "credit")]
    cells = [[str(row["name"]), row["debit"] or "", row["credit"] or ""] for row in rows]
    shown = table(("Account", "Debit", "Credit"), cells, ["Sum", *sums])
    return Markup('<h2 id="trial-balance">Trial balance</h2>{}').format(shown)


def _facts(company: Company, view: Obj) -> Markup:
    hidden = {"Line", "domain", "sparse", "TxnTaxDetail", "MetaData", "CurrencyRef"}
    rows = [[name, _fact(company, name, v)] for name, v in view.items() if name not in hidden]
    return Markup("<h2>All values</h2>{}").format(table(("Property", "Value"), rows))


def _fact(company: Company, name: str, value: Any) -> Cell:
    if name == "CustomerRef":
        return _link(company, "Customer", value["value"], value.get("name"))
    if name == "LinkedTxn":
        links = (
            _link(company, x["TxnType"], x["TxnId"], f"{x['TxnType']} {x['TxnId']}") for x in value
        )
        return Markup(", ").join(links)
    return str(_shown(value))


def _lines(view: Obj) -> Markup:
    rows = []
    for line in view.get("Line", ()):
        detail = line.get(line.get("DetailType", ""), {})
        linked = ", ".join(f"{x['TxnType']} {x['TxnId']}" for x in line.get("LinkedTxn", ()))
        named = (
            detail.get("ItemRef") or detail.get("AccountRef") or detail.get("DiscountAccountRef")
        )
        kind = str(line.get("DetailType", "")).removesuffix("LineDetail")
        about = linked or (_shown(named) if named else kind)
        tax = _shown(detail.get("TaxCodeRef", ""))
        price, quantity = detail.get("UnitPrice", ""), detail.get("Qty", "")
        rows.append(
            [about, line.get("Description", ""), quantity, price, tax, line.get("Amount", "")]
        )
    for line in view.get("TxnTaxDetail", {}).get("TaxLine", ()):
        percent = f"Tax {line['TaxLineDetail']['TaxPercent']} %"
        rows.append([percent, "", "", "", "", line["Amount"]])
    if not rows:
        return Markup("")
    heads = ("Line", "Description", "Quantity", "Price", "Tax", "Amount")
    return Markup("<h2>Lines</h2>{}").format(table(heads, rows))


def _debits(company: Company, record: Record) -> Markup:
    rows = postings(company, record.kind, record.id)
    if not rows:
        return Markup("")
    sums = [sum((row[side] for row in rows), ZERO) for side in ("debit", "credit")]
    cells = [
        (
            _link(company, "Account", row["account"], row["name"]),
            row["memo"],
            row["debit"] or "",
            row["credit"] or "",
        )
        for row in rows
    ]
    shown = table(("Account", "", "Debit", "Credit"), cells, ["Sum", "", *sums])
    return Markup("<h2>Debits and credits ({})</h2>{}").format(company.home_currency, shown)


def _page(title: str, body: Markup) -> Response:
    return Response(page(title, body), mimetype="text/html")


def _missing() -> Response:
    body = Markup('<p>There is no such page. <a href="/">All companies</a></p>')
    return Response(page("Not found", body), 404, mimetype="text/html")
