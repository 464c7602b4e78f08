"""What was sold and bought under the tax of an agency, and how much tax is in it?

The tax is what documents posted on the agency's account, so that it agrees with the ledger.
quickbooks: what is outside the scope of the tax counts in no box of a return.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from emulator.books.company import Company, Record
from emulator.books.ledger import COST_OF_GOODS
from emulator.kinds.tax.journal_tax import DETAIL, RAISES, tax_shares
from emulator.kinds.tax.taxes import PURCHASES, SALES
from emulator.reports.asked import Asked
from emulator.reports.entries import Entry, seen
from emulator.wire import ZERO, Obj, money

SIDES = {
    **dict.fromkeys(("Invoice", "SalesReceipt", "CreditMemo", "RefundReceipt"), SALES),
    **dict.fromkeys(("Bill", "Purchase", "VendorCredit"), PURCHASES),
}
SIGN = {SALES: -1, PURCHASES: 1}
BESIDE = frozenset({COST_OF_GOODS, "Exchange"})
MONEY = ("DepositToAccountRef", "AccountRef")
OUTSIDE = "No VAT"
Amount = Decimal | None


def figures(company: Company, asked: Asked, account: str) -> dict[str, Amount]:
    """By name: tax on sales and purchases, what is due, and the sums it was on; None for a sum
    that nothing was added to."""
    inside = [entry for entry in seen(company, asked) if entry.day in asked.period]
    counts = company.settings.entries_in_returns
    entered = list(_entered(company, inside, account)) if counts else []
    output, sales = _side(company, inside, account, entered, SALES)
    reclaimed, purchases = _side(company, inside, account, entered, PURCHASES)
    return {
        "nothing": None,
        "output": output,
        "input": reclaimed,
        "due": _sum(each for each in (output, _less(reclaimed)) if each is not None),
        "sales": sales,
        "purchases": purchases,
        "gross sales": _sum(each for each in (sales, output) if each is not None),
        "gross purchases": _sum(each for each in (purchases, reclaimed) if each is not None),
    }


def _side(
    company: Company,
    inside: list[Entry],
    account: str,
    entered: list[tuple[str, Decimal, Decimal]],
    side: str,
) -> tuple[Amount, Amount]:
    """Tax and net of the documents and the journal entries of one side."""
    documents = [entry for entry in inside if SIDES.get(entry.record.kind) == side]
    tax = [SIGN[side] * entry.amount for entry in documents if entry.account == account]
    beside = {str(agency.obj["_account"]) for agency in company.live("TaxAgency")}
    net = [
        SIGN[side] * entry.amount * _part_in_scope(company, entry.record.obj)
        for entry in documents
        if _is_net(entry, beside)
    ]
    tax += [taxed for on, taxed, _net in entered if on == side]
    net += [amount for on, _taxed, amount in entered if on == side]
    return _sum(tax), _sum(net)


def _is_net(entry: Entry, beside: set[str]) -> bool:
    """Whether it is a line of the document: not its total, its tax, its goods or a difference."""
    money_accounts = {entry.record.obj.get(name, {}).get("value") for name in MONEY}
    on_line = not entry.name_id and entry.account not in money_accounts | beside
    return on_line and entry.memo not in BESIDE


def _part_in_scope(company: Company, obj: Obj) -> Decimal:
    """Which part of a document is within the tax."""
    if company.settings.return_scope == "all":
        return Decimal(1)
    if obj.get("GlobalTaxCalculation") == "NotApplicable":
        return ZERO
    bases = [line["TaxLineDetail"] for line in obj.get("TxnTaxDetail", {}).get("TaxLine", ())]
    outside = [base["NetAmountTaxable"] for base in bases if _is_outside(company, base)]
    whole = sum((base["NetAmountTaxable"] for base in bases), ZERO)
    return 1 - sum(outside, ZERO) / whole if outside and whole else Decimal(1)


def _is_outside(company: Company, base: Obj) -> bool:
    rate = company.records["TaxRate"][base["TaxRateRef"]["value"]]
    return str(rate.obj["Name"]).startswith(OUTSIDE)


def _entered(
    company: Company, inside: list[Entry], account: str
) -> Iterator[tuple[str, Decimal, Decimal]]:
    """Side, tax and net of the taxed lines of journal entries."""
    entries: dict[str, Record] = {
        entry.record.id: entry.record for entry in inside if entry.record.kind == "JournalEntry"
    }
    for record in entries.values():
        exchange = record.obj.get("ExchangeRate", Decimal(1))
        for line in record.obj["Line"]:
            shares = [tax for on, tax in tax_shares(company, line) if on == account]
            if shares:
                detail = line[DETAIL]
                raises = RAISES[detail["TaxApplicableOn"]] == detail["PostingType"]
                home = exchange if raises else -exchange
                amounts = money(sum(shares, ZERO) * home), money(line["Amount"] * home)
                yield detail["TaxApplicableOn"], *amounts


def _sum(amounts: Iterable[Decimal]) -> Amount:
    """None where there is nothing to add."""
    found = list(amounts)
    return money(sum(found, ZERO)) if found else None


def _less(amount: Amount) -> Amount:
    return None if amount is None else -amount
