"""What do the accounts hold? Trial balance, the overview's figures, the stock."""

from decimal import Decimal

from markupsafe import Markup

from emulator.books.company import Company, Record
from emulator.control import trial_balance
from emulator.face import values
from emulator.face.frame import Cell, link, muted, number, section, table
from emulator.wire import ZERO, money

FIGURES = (
    ("Bank", 1),
    ("Accounts Receivable", 1),
    ("Accounts Payable", -1),
    ("Other Current Asset", 1),
    ("Credit Card", -1),
    ("Income", -1),
    ("Cost of Goods Sold", 1),
    ("Expense", 1),
)


def trial(company: Company) -> Markup:
    """Every account with a balance on its side, and that both sides are equal; after that the
    same of the documents in each foreign currency, in that."""
    foreign = (
        section(f"Documents in {code}", _trial(company, code)) for code in company.ledger.currencies
    )
    return _trial(company) + Markup("").join(foreign)


def _trial(company: Company, currency: str = "") -> Markup:
    rows = trial_balance(company, currency)
    sums = [sum((row[side] for row in rows), ZERO) for side in ("debit", "credit")]
    cells: list[list[Cell]] = [
        [
            link(values.address(company, "Account", row["account"]), row["name"]),
            _type(company, row["account"]),
            row["debit"] or "",
            row["credit"] or "",
        ]
        for row in rows
    ]
    if not cells:
        return muted("Nothing has been posted yet.")
    foot: list[Cell] = ["Sum", "", *sums]
    heads = ("Account", "Type", f"Debit {currency or company.home_currency}", "Credit")
    return table(heads, cells, foot, numbers=(2, 3))


def figures(company: Company) -> Markup:
    """The sums of the kinds of account that a person looks for first."""
    sums = dict.fromkeys((type_ for type_, _sign in FIGURES), ZERO)
    for id_, amount in company.ledger.trial_balance():
        type_ = _type(company, id_)
        if type_ in sums:
            sums[type_] += amount
    shown = Markup("").join(
        Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(type_, number(money(sign * sums[type_])))
        for type_, sign in FIGURES
    )
    return Markup('<dl class="figures">{}</dl>').format(shown)


def stock(company: Company) -> Markup:
    """Every product in stock: how many, worth how much."""
    held = [each for each in company.live("Item") if each.obj.get("Type") == "Inventory"]
    if not held:
        return muted("No product of this company is kept in stock.")
    worth = company.ledger.values
    rows = [_stock_row(company, item, worth.get(item.id, ZERO)) for item in held]
    total = sum((worth.get(item.id, ZERO) for item in held), ZERO)
    foot: list[Cell] = ["Sum", "", "", "", money(total)]
    heads = ("Product", "SKU", "In stock", "Average cost", f"Value {company.home_currency}")
    return table(heads, rows, foot, numbers=(2, 3, 4))


def card(company: Company, item: Record) -> Markup:
    """The moves of one item, the newest first, with what was there after each."""
    entries = company.ledger.card(item.id).entries
    if not entries:
        return Markup("")
    after, rows = ZERO, list[list[Cell]]()
    for entry in entries:
        after += entry.move.quantity
        kind, id_ = entry.key
        about = values.linked(company, kind, id_)
        rows.append(
            [entry.move.day, values.singular(kind), about, entry.move.quantity, entry.cost, after]
        )
    heads = ("Date", "Kind", "Document", "Quantity", "Value", "In stock")
    newest = rows[:-501:-1]
    return section("Stock card", table(heads, newest, numbers=(3, 4, 5)), anchor="stock")


def _stock_row(company: Company, item: Record, worth: Decimal) -> list[Cell]:
    quantity = company.ledger.quantities.get(item.id, ZERO)
    average = money(worth / quantity) if quantity > 0 else ""
    name = values.linked(company, "Item", item.id)
    return [name, str(item.obj.get("Sku", "")), quantity, average, money(worth)]


def _type(company: Company, id_: str) -> str:
    return str(company.records["Account"][id_].obj["AccountType"])
