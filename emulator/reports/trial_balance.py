"""Do debits equal credits? The balance of every account at the end of the period.

quickbooks: income and expense accounts show the fiscal year, the years before are in retained
earnings.
"""

from decimal import Decimal

from emulator.books.company import Company
from emulator.kinds.lists.accounts import CLASSIFICATION
from emulator.reports import shape
from emulator.reports.accounts import earns, name_of, retained, type_of
from emulator.reports.asked import Asked
from emulator.reports.entries import seen
from emulator.reports.shape import cell, section, summed
from emulator.wire import ZERO, Obj

ORDER = list(CLASSIFICATION)
COLUMNS = [
    shape.column("", "Account"),
    shape.column("Debit", "Money"),
    shape.column("Credit", "Money"),
]


def balances(company: Company, asked: Asked) -> dict[str, Decimal]:
    """Debits less credits per account, the years before closed into retained earnings, unless a
    setting keeps them where they were earned."""
    found: dict[str, Decimal] = {}
    closes = company.settings.trial_balance_years == "close"
    for entry in seen(company, asked):
        if entry.day > asked.period.end:
            continue
        past = closes and entry.day < asked.year_start and earns(company, entry.account)
        account = retained(company) if past else entry.account
        found[account] = found.get(account, ZERO) + entry.amount
    return found


def trial_balance(company: Company, asked: Asked) -> Obj:
    found = {id_: amount for id_, amount in balances(company, asked).items() if amount}
    ids = sorted(found, key=lambda id_: _place(company, id_), reverse=asked.descending)
    rows: list[Obj] = [{"ColData": _row(name_of(company, id_), found[id_], id_)} for id_ in ids]
    if found:
        debit = sum((amount for amount in found.values() if amount > 0), ZERO)
        credit = -sum((amount for amount in found.values() if amount < 0), ZERO)
        total = [cell("TOTAL"), cell(summed(debit)), cell(summed(credit))]
        rows.append(section(summary=total, group="GrandTotal"))
    shows = (shape.BASIS, shape.PERIOD)
    return shape.report(company, asked, COLUMNS, rows, shows=shows, empty=not found)


def _row(name: str, amount: Decimal, id_: str) -> list[Obj]:
    debit, credit = (amount, None) if amount > 0 else (None, -amount)
    return [cell(name, id_), cell(summed(debit)), cell(summed(credit))]


def _place(company: Company, id_: str) -> tuple[int, str]:
    return ORDER.index(type_of(company, id_)), name_of(company, id_).casefold()
