"""What does a person see first? All companies, and one company at a glance."""

from collections.abc import Iterable
from heapq import nlargest

from markupsafe import Markup

from emulator.books.company import Company
from emulator.face import balances, values, ways
from emulator.face.frame import Cell, link, muted, section, table
from emulator.face.listing import age, state

NEWEST = 15


def companies(all_of_them: Iterable[Company]) -> Markup:
    rows: list[list[Cell]] = [
        [
            link(f"/books/{company.realm}", company.about["name"]),
            company.realm,
            company.about["profile"],
            company.home_currency,
            sum(ways.count(company, kind.name) for kind in values.documents()),
        ]
        for company in all_of_them
    ]
    heads = ("Company", "Realm", "Profile", "Currency", "Documents")
    intro = muted("A local stand-in for QuickBooks Online. Nothing here reaches Intuit.")
    find = Markup(
        '<p><input type="search" data-filter="#companies tbody tr" placeholder="Name or realm" '
        'aria-label="Show only the companies with"></p>'
    )
    shown = table(heads, rows, numbers=(4,))
    several = find if len(rows) > 1 else Markup("")
    return Markup('{}{}<div id="companies">{}</div>').format(intro, several, shown)


def books(company: Company) -> Markup:
    """Figures, trial balance, and the newest documents."""
    last = section("Newest documents", _newest(company))
    return Markup("").join(
        [balances.figures(company), section("Trial balance", balances.trial(company)), last]
    )


def _newest(company: Company) -> Markup:
    found = (each for kind in values.documents() for each in company.live(kind.name))
    rows: list[list[Cell]] = [
        [
            str(record.obj.get("TxnDate", "")),
            values.singular(record.kind),
            link(values.address(company, record.kind, record.id), values.label(record)),
            values.shown(values.party_of(record.obj)),
            record.obj.get("TotalAmt", record.obj.get("Amount", "")),
            state(record),
        ]
        for record in nlargest(NEWEST, found, key=age)
    ]
    if not rows:
        return muted("There is no document yet.")
    return table(("Date", "Kind", "Document", "Name", "Total", ""), rows, numbers=(4,))
