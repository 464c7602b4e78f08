"""What is in stock, and what is it worth? InventoryValuationSummary."""

from decimal import Decimal

from emulator.books.company import Company, Record
from emulator.reports import shape
from emulator.reports.asked import Asked
from emulator.reports.shape import cell, section, summed
from emulator.wire import ZERO, Obj

COLUMNS = [
    shape.column("", "ProductsAndService"),
    shape.column("SKU", "String"),
    shape.column("Qty", "Money"),
    shape.column("Asset Value", "Money"),
    shape.column("Avg Cost", "Money"),
]


def inventory_valuation_summary(company: Company, asked: Asked) -> Obj:
    """Quantity, value and average cost of every stocked item on the report date."""
    found = [
        (item, *_held(company, asked, item))
        for item in company.live("Item")
        if item.obj.get("Type") == "Inventory" and _wanted(asked, item)
    ]
    found.sort(key=lambda row: str(row[0].obj["FullyQualifiedName"]).casefold())
    rows: list[Obj] = [{"ColData": _row(*each)} for each in found]
    if rows:
        quantity = sum((held for _item, held, _worth in found), ZERO)
        worth = sum((each for _item, _held, each in found), ZERO)
        total = ["TOTAL", "", summed(quantity), summed(worth), ""]
        rows.append(section(summary=[cell(text) for text in total], group="GrandTotal"))
    return shape.report(
        company,
        asked,
        COLUMNS,
        rows,
        shows=(shape.PERIOD, shape.REPORT_DATE),
        empty=not rows,
        macro="today",
        period=(asked.report_date, asked.report_date),
    )


def _held(company: Company, asked: Asked, item: Record) -> tuple[Decimal, Decimal]:
    until = asked.report_date.isoformat()
    moves = [each for each in company.ledger.card(item.id).entries if each.move.day <= until]
    quantity = sum((each.move.quantity for each in moves), ZERO)
    return quantity, sum((each.cost for each in moves), ZERO)


def _row(item: Record, quantity: Decimal, worth: Decimal) -> list[Obj]:
    average = worth / quantity if quantity else ZERO
    texts = [str(item.obj.get("Sku", "")), summed(quantity), summed(worth), summed(average)]
    return [cell(str(item.obj["FullyQualifiedName"]), item.id), *(cell(text) for text in texts)]


def _wanted(asked: Asked, item: Record) -> bool:
    wanted = asked.ids("item")
    return not wanted or item.id in wanted
