"""What does a report say about an entry? What its line says; of the whole, the document's note."""

from emulator.books.company import Company
from emulator.books.ledger import COST_OF_GOODS
from emulator.reports.entries import Entry
from emulator.reports.lines import line_of

DISCOUNT = "DiscountLineDetail"


def memo(company: Company, entry: Entry) -> str:
    """As recorded: the description of the line, `Discount` where a discount has none. What a
    document posts as a whole shows its note."""
    line = line_of(company, entry.record, entry.at, entry.memo)
    if entry.memo == COST_OF_GOODS:
        return str((line or {}).get("Description", ""))
    if line is None:
        return entry.memo or str(entry.record.obj.get("PrivateNote", ""))
    usual = "Discount" if line.get("DetailType") == DISCOUNT else ""
    return str(line.get("Description", usual))
