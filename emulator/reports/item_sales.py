"""Which products were sold, how many, for how much, at what cost? ItemSales."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from emulator.books.company import Company, Record
from emulator.reports import shape
from emulator.reports.asked import Asked
from emulator.reports.entries import day_of, party_of
from emulator.reports.shape import cell, section, summed
from emulator.wire import ZERO, Obj, money

SIGNS = {"Invoice": 1, "SalesReceipt": 1, "CreditMemo": -1, "RefundReceipt": -1}
DETAIL = "SalesItemLineDetail"
TITLES = ("Quantity", "Amount", "% of Sales", "Avg Price", "COGS", "Gross Margin")
COLUMNS = [
    shape.column("", "ProductsAndService"),
    {
        **shape.column("Total", "Money"),
        "Columns": {
            "Column": [shape.column(title, "Money") for title in (*TITLES, "Gross Margin %")]
        },
    },
]


@dataclass
class Sold:
    """What was sold of one item; the cost is of stock alone."""

    quantity: Decimal = ZERO
    amount: Decimal = ZERO
    cost: Decimal | None = None

    def texts(self, everything: Decimal) -> list[str]:
        """As documented: quantity, amount, share, price, cost, margin and its share."""
        share = f"{100 * self.amount / everything:.2f} %" if everything else ""
        price = summed(self.amount / self.quantity) if self.quantity else ""
        texts = [summed(self.quantity), summed(self.amount), share, price]
        if self.cost is None:
            return [*texts, "", "", ""]
        margin = self.amount - self.cost
        part = f"{100 * margin / self.amount:.2f} %" if self.amount else ""
        return [*texts, summed(self.cost), summed(margin), part]


def item_sales(company: Company, asked: Asked) -> Obj:
    """The sales forms of the period by item. quickbooks: columns within a column."""
    found: dict[str, Sold] = {}
    for record, sign in _forms(company, asked):
        _count(found, record, sign)
    _count_costs(company, asked, found)
    wanted = asked.ids("item")
    found = {id_: sold for id_, sold in found.items() if not wanted or id_ in wanted}
    total = Sold(
        sum((sold.quantity for sold in found.values()), ZERO),
        sum((sold.amount for sold in found.values()), ZERO),
        sum((sold.cost or ZERO for sold in found.values()), ZERO),
    )
    rows = [_row(company, id_, found[id_], total.amount) for id_ in _sorted(company, found)]
    if rows:
        summary = [cell("TOTAL"), *(cell(text) for text in total.texts(total.amount))]
        rows.append(section(summary=summary, group="GrandTotal"))
    shows = (shape.BASIS, shape.PERIOD, shape.COLUMNS_BY)
    return shape.report(company, asked, COLUMNS, rows, shows=shows, empty=not rows)


def _forms(company: Company, asked: Asked) -> Iterator[tuple[Record, int]]:
    customers = asked.ids("customer")
    for kind, sign in SIGNS.items():
        for record in company.live(kind):
            inside = day_of(record) in asked.period
            if inside and (not customers or party_of(record) in customers):
                yield record, sign


def _count(found: dict[str, Sold], record: Record, sign: int) -> None:
    exchange = record.obj.get("ExchangeRate", Decimal(1))
    for line in record.obj.get("Line", ()):
        id_ = (line.get(DETAIL, {}).get("ItemRef") or {}).get("value")
        if id_:
            sold = found.setdefault(str(id_), Sold())
            sold.quantity += sign * line[DETAIL].get("Qty", ZERO)
            sold.amount += sign * money(line.get("Amount", ZERO) * exchange)


def _count_costs(company: Company, asked: Asked, found: dict[str, Sold]) -> None:
    forms = {record.key for record, _sign in _forms(company, asked)}
    for id_, sold in found.items():
        item = company.records["Item"].get(id_)
        if item is None or item.obj.get("Type") != "Inventory":
            continue
        moves = company.ledger.card(id_).entries
        sold.cost = -sum((move.cost for move in moves if move.key in forms), ZERO)


def _sorted(company: Company, found: dict[str, Sold]) -> list[str]:
    return sorted(found, key=lambda id_: _name(company, id_).casefold())


def _name(company: Company, id_: str) -> str:
    item = company.records["Item"].get(id_)
    return str(item.obj["FullyQualifiedName"]) if item else id_.replace("_", " ").title()


def _row(company: Company, id_: str, sold: Sold, everything: Decimal) -> Obj:
    texts = (cell(text) for text in sold.texts(everything))
    return {"ColData": [cell(_name(company, id_), id_), *texts]}
