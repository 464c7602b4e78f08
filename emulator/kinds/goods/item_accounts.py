"""Which accounts may an item have, and what becomes of its past when they change?"""

from collections.abc import Iterable, Iterator

from emulator import kinds
from emulator.books.company import DOCUMENTS, Company, Record
from emulator.kinds.base import Options, reference_to
from emulator.kinds.lists.accounts import account, wrong_type
from emulator.kinds.lists.currencies import refuse_other_account
from emulator.wire import Obj

UNSOLD = frozenset({"Bank", "Accounts Receivable", "Accounts Payable", "Credit Card"})
INVENTORY_ACCOUNTS = {
    "IncomeAccountRef": "SalesOfProductIncome",
    "ExpenseAccountRef": "SuppliesMaterialsCogs",
    "AssetAccountRef": "Inventory",
}
FUTURE_ONLY = "donotupdateaccountontxns"


def refer_accounts(company: Company, obj: Obj) -> None:
    """Check an item's accounts and write their names. Raises 2500 and 6430."""
    for name, subtype in INVENTORY_ACCOUNTS.items():
        if obj.get(name) is None:
            continue
        record = account(company, obj[name])
        if obj["Type"] == "Inventory" and record.obj["AccountSubType"] != subtype:
            raise wrong_type()
        if record.obj["AccountType"] in UNSOLD:
            raise wrong_type()
        refuse_other_account(company, record, company.home_currency)
        obj[name] = reference_to(record)


def keep_past_accounts(company: Company, obj: Obj, old: Obj, options: Options) -> None:
    """quickbooks: with donotupdateaccountontxns stock that is booked stays where it is booked."""
    if _id(obj) != _id(old):
        obj["_stock"] = [
            [*step, _id(old)] if len(step) == 3 and _stays(company, step[2], options) else step
            for step in obj.get("_stock", ())
        ]


def move_past(company: Company, item: Record, old: Obj, options: Options) -> None:
    """quickbooks: other accounts of an item hold for its past documents too, unless forbidden."""
    changed = any(item.obj.get(name) != old.get(name) for name in INVENTORY_ACCOUNTS)
    if not changed or FUTURE_ONLY in options.include:
        return
    for kind in kinds.ALL:
        if kind.family != DOCUMENTS:
            continue
        for record in list(company.live(kind.name)):
            if _stays(company, record.day, options):
                continue
            if item.id in _items(record.obj.get("Line") or ()):
                company.take_out(record)
                record.effects = kind.effects(company, record)
                company.put(record, family=DOCUMENTS)
                company.touch(record)


def _stays(company: Company, day: str, options: Options) -> bool:
    """Whether what has that date keeps the accounts that it was booked on."""
    if FUTURE_ONLY in options.include:
        return True
    closed = company.preference("AccountingInfoPrefs", "BookCloseDate")
    return company.settings.past_accounts == "open periods" and bool(closed) and day <= closed


def _id(obj: Obj) -> str:
    return str((obj.get("AssetAccountRef") or {}).get("value", ""))


def _items(lines: Iterable[Obj]) -> Iterator[str]:
    """Ids of the items on the lines of any document."""
    for line in lines:
        detail = line.get(str(line.get("DetailType"))) or {}
        if detail.get("ItemRef"):
            yield str(detail["ItemRef"]["value"])
        yield from _items(detail.get("Line") or ())
