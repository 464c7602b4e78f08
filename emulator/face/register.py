"""What stands on one account? Its postings, the newest first, with the balance after each.

Documents are opened from the newest on, as many as the page needs, for PATIENCE_S at most.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from emulator.books.company import Company, Record
from emulator.control import postings
from emulator.face import values
from emulator.face.frame import Cell, muted, number, section, table, with_query
from emulator.face.listing import PAGE, age
from emulator.kinds.lists.account_balances import own_currency
from emulator.wire import ZERO, Obj

PATIENCE_S = 1.0


@dataclass
class Entry:
    """One posting of the account and the balance after it."""

    record: Record
    posting: Obj
    debit: Decimal
    credit: Decimal
    balance: Decimal = ZERO

    @property
    def amount(self) -> Decimal:
        return self.debit - self.credit


def body(company: Company, account: str, *, page: int) -> Markup:
    """A page of the register; with the way to older postings."""
    page = max(page, 1)
    kept, finished = _look(company, account, page * PAGE + 1)
    balance = company.ledger.held(account, _currency(company, account))
    for entry in kept:
        entry.balance, balance = balance, balance - entry.amount
    shown = kept[(page - 1) * PAGE : page * PAGE]
    note = Markup("") if finished else muted("Older documents were not looked at: there are many.")
    if not shown:
        return section("Register", note or muted("Nothing has been posted here yet."))
    more = _ways(values.address(company, "Account", account), page, len(kept) > page * PAGE)
    return section("Register", Markup("{}{}{}").format(_table(company, shown), note, more))


def _table(company: Company, entries: list[Entry]) -> Markup:
    rows: list[list[Cell]] = [
        [
            str(entry.record.obj.get("TxnDate", "")),
            values.singular(entry.record.kind),
            values.linked(company, entry.record.kind, entry.record.id),
            values.shown(values.party_of(entry.record.obj)),
            entry.posting["memo"],
            entry.debit or "",
            entry.credit or "",
            entry.balance,
        ]
        for entry in entries
    ]
    heads = ("Date", "Kind", "Document", "Name", "Memo", "Debit", "Credit", "Balance")
    return table(heads, rows, numbers=(5, 6, 7))


def _look(company: Company, account: str, most: int) -> tuple[list[Entry], bool]:
    """The youngest postings of the account, and whether the time was enough to find them."""
    deadline = time.monotonic() + PATIENCE_S
    found: list[Entry] = []
    if account not in company.ledger.balances:
        return found, True
    for record in newest(company):
        found.extend(_entries(company, record, account))
        if len(found) >= most or time.monotonic() > deadline:
            return found, len(found) >= most
    return found, True


def _entries(company: Company, record: Record, account: str) -> list[Entry]:
    here = [
        each for each in postings(company, record.kind, record.id) if each["account"] == account
    ]
    own = "foreign_" if _currency(company, account) else ""
    return [
        Entry(record, each, each.get(f"{own}debit", ZERO), each.get(f"{own}credit", ZERO))
        for each in reversed(here)
    ]


def _currency(company: Company, account: str) -> str:
    """quickbooks: the register of a foreign account is in its currency."""
    return own_currency(company, company.records["Account"][account])


def newest(company: Company) -> Iterator[Record]:
    """Everything that may have postings: documents, the youngest first, then the lists."""
    found = [each for kind in values.documents() for each in company.live(kind.name)]
    yield from sorted(found, key=age, reverse=True)
    for kind in values.lists():
        yield from company.live(kind.name)


def _ways(path: str, page: int, more: bool) -> Markup:
    way = Markup('<a href="{}" data-way="{}">{}</a>')
    newer = with_query(path, page=page - 1)
    ways = [way.format(newer, "previous", "Newer")] if page > 1 else []
    ways += [way.format(with_query(path, page=page + 1), "next", "Older")] if more else []
    return Markup('<nav class="pager" aria-label="Pages"><span>Page {}</span>{}</nav>').format(
        number(page), Markup("").join(ways)
    )
