"""How much tax is due to an agency for a period? TaxSummary.

quickbooks: the boxes of the tax return of the country, told apart by their group.
"""

from decimal import Decimal

from emulator.books.company import Company, Record
from emulator.protocol.faults import bad_reference, required, unsupported
from emulator.reports import shape
from emulator.reports.asked import Asked
from emulator.reports.shape import cells, section
from emulator.reports.tax_figures import figures
from emulator.wire import ZERO, Obj

COLUMNS = [shape.column("", "String"), shape.column("Total", "Money")]

# Group, label, figure, and whether it is a sum of the boxes before.
Box = tuple[str, str, str, bool]
UK: tuple[Box, ...] = (
    ("Box 1", "VAT due on sales and other outputs", "output", False),
    ("Box 2", "VAT due on acquisitions from other EC Member States", "nothing", False),
    ("Box 3", "Total VAT due (the sum of boxes 1 and 2)", "output", True),
    ("Box 4", "VAT reclaimed on purchases and other inputs", "input", False),
    ("Box 5", "Net VAT to be paid or reclaimed", "due", True),
    ("Box 6", "Total value of sales and all other outputs excluding VAT", "sales", False),
    ("Box 7", "Total value of purchases and all other inputs excluding VAT", "purchases", False),
    ("Box 8", "Total value of supplies to other EC Member States", "nothing", False),
    ("Box 9", "Total value of acquisitions from other EC Member States", "nothing", False),
)
CANADA: tuple[Box, ...] = (
    ("Line 101", "Sales and other revenue", "sales", False),
    ("Line 103", "GST/HST collected or collectible", "output", False),
    ("Line 105", "Total GST/HST and adjustments for period", "output", True),
    ("Line 106", "Input tax credits", "input", False),
    ("Line 108", "Total ITCs and adjustments", "input", True),
    ("Line 109", "Net tax", "due", True),
)
AUSTRALIA: tuple[Box, ...] = (
    ("G1", "Total sales (including any GST)", "gross sales", False),
    ("G11", "Non-capital purchases (including any GST)", "gross purchases", False),
    ("1A", "GST on sales", "output", True),
    ("1B", "GST on purchases", "input", True),
    ("Net", "Net GST", "due", True),
)
ELSEWHERE: tuple[Box, ...] = (
    ("Gross sales", "before tax", "sales", False),
    ("Tax collected", "on sales", "output", True),
    ("Tax paid", "on purchases", "input", True),
    ("Tax due", "for the period", "due", True),
)
RETURNS = {"gb": UK, "ca": CANADA, "au": AUSTRALIA}


def tax_summary(company: Company, asked: Asked) -> Obj:
    """The tax return of one agency. Raises Fault 2020 without agency_id, 2500 on a wrong one, 500
    in the US where a setting says so."""
    if company.is_us and company.settings.us_tax_summary == "refuse":
        raise unsupported(f"Report {asked.name}")
    agency = _agency(company, asked)
    account = str(agency.obj["_account"])
    found = figures(company, asked, account)
    boxes = RETURNS.get(company.country, ELSEWHERE) if agency.id == "1" else ELSEWHERE
    rows = [_row(*box, found) for box in boxes]
    return shape.report(
        company,
        asked,
        COLUMNS,
        rows,
        shows=(shape.PERIOD, shape.COLUMNS_BY),
        empty=all(amount is None for amount in found.values()),
    )


def _agency(company: Company, asked: Asked) -> Record:
    id_ = asked.params.get("agency_id", "").strip()
    if not id_:
        raise required("agency_id")
    agency = company.find("TaxAgency", id_)
    if agency is None:
        raise bad_reference(f"TaxAgency element id {id_} not found", element="agency_id")
    return agency


def _row(
    group: str, label: str, figure: str, is_sum: bool, found: dict[str, Decimal | None]
) -> Obj:
    coldata = cells(f"{group} {label}", [found[figure]])
    if is_sum:
        summary = cells(f"{group} {label}", [found[figure] or ZERO])
        return section(summary=summary, group=group)
    return {"ColData": coldata, "group": group}
