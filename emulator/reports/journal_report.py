"""What did each document post? JournalReport, and the accounts in AccountList."""

from decimal import Decimal

from emulator.books.company import Company, Record
from emulator.kinds.lists.accounts import CLASSIFICATION
from emulator.reports import detail, shape
from emulator.reports.asked import Asked
from emulator.reports.entries import Entry, accrual, filtered
from emulator.reports.shape import cell, data, listed, section, summed
from emulator.wire import ZERO, Obj

USUAL = (
    *("tx_date", "txn_type", "doc_num", "name", "memo", "account_name"),
    *("debt_amt", "credit_amt"),
)
# quickbooks: the lines after the first have no day of their own.
NO_DAY = "0-00-00"
OF_DOCUMENT = {"tx_date": NO_DAY, "txn_type": "", "doc_num": ""}
ORDER = list(CLASSIFICATION)
ACCOUNT_COLUMNS = {
    "account_name": ("Account", "String"),
    "account_type": ("Type", "String"),
    "detail_acc_type": ("Detail type", "String"),
    "account_desc": ("Description", "String"),
    "account_bal": ("Balance", "Money"),
}


def journal_report(company: Company, asked: Asked) -> Obj:
    """Debits and credits of every document of the period, with their sums."""
    listing = detail.choose(company, asked, USUAL)
    inside = [entry for entry in filtered(accrual(company), asked) if entry.day in asked.period]
    groups: dict[tuple[str, str], list[Entry]] = {}
    for entry in sorted(inside, key=lambda entry: (entry.day, int(entry.record.id))):
        groups.setdefault((entry.day.isoformat(), "/".join(entry.record.key)), []).append(entry)
    rows = [row for entries in groups.values() for row in _document(listing, entries)]
    return shape.report(
        company, asked, listing.columns, rows, shows=(shape.PERIOD,), empty=not rows
    )


def _document(listing: detail.Listing, entries: list[Entry]) -> list[Obj]:
    first, *others = (listing.row(entry) for entry in entries)
    rows = [data(first)]
    for coldata in others:
        for at, key in enumerate(listing.keys):
            if key in OF_DOCUMENT:
                coldata[at] = {**coldata[at], "value": OF_DOCUMENT[key]}
        rows.append(data(coldata))
    home = sum((entry.amount for entry in entries if entry.amount > 0), ZERO)
    own = sum((entry.foreign for entry in entries if entry.foreign > 0), ZERO)
    if listing.company.settings.debit_currency == "home":
        own = home
    sums = {"debt_amt": own, "credit_amt": own, "debt_home_amt": home, "credit_home_amt": home}
    return [*rows, section(summary=[cell(_sum(sums, key)) for key in listing.keys])]


def _sum(sums: dict[str, Decimal], key: str) -> str:
    return listed(sums[key]) if key in sums else ""


def account_list(company: Company, asked: Asked) -> Obj:
    """The active accounts with type and balance."""
    detail.refuse_unknown(company, asked, ACCOUNT_COLUMNS)
    keys = [key for key in asked.names("columns") if key in ACCOUNT_COLUMNS]
    keys = keys or list(ACCOUNT_COLUMNS)
    types = {word.lower() for word in asked.names("account_type")}
    accounts = [
        account
        for account in company.live("Account")
        if account.active and (not types or _word(account) in types)
    ]
    accounts.sort(key=_place)
    return shape.report(
        company,
        asked,
        [shape.column(*ACCOUNT_COLUMNS[key], key) for key in keys],
        [data([_shown(company, account, key) for key in keys]) for account in accounts],
        shows=(),
        empty=not accounts,
        undated=True,
    )


def _word(account: Record) -> str:
    return str(account.obj["AccountType"]).replace(" ", "").lower()


def _place(account: Record) -> tuple[int, str]:
    type_ = str(account.obj["AccountType"])
    return ORDER.index(type_), str(account.obj["FullyQualifiedName"]).casefold()


def _shown(company: Company, account: Record, key: str) -> Obj:
    obj = account.obj
    if key == "account_name":
        return cell(str(obj["FullyQualifiedName"]), account.id)
    if key == "account_bal":
        standing = obj["Classification"] in {"Asset", "Liability", "Equity"}
        sign = 1 if obj["Classification"] == "Asset" else -1
        held = company.ledger.balances.get(account.id, ZERO) * sign
        return cell(summed(held) if standing else "")
    names = {
        "account_type": "AccountType",
        "detail_acc_type": "AccountSubType",
        "account_desc": "Description",
    }
    return cell(str(obj.get(names[key], "")))
