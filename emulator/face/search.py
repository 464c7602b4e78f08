"""Where does something stand in the books? By number, name, amount or id.

Ids, numbers and names are found in the indexes at once. For amounts and for what stands inside,
documents are opened from the newest on, for PATIENCE_S at a time; a link looks further.
"""

import time
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import Any

from markupsafe import Markup

from emulator.books.company import Company, Record
from emulator.face import values
from emulator.face.frame import Cell, link, muted, number, section, table, with_query
from emulator.face.listing import state
from emulator.face.register import newest
from emulator.kinds import ALL
from emulator.wire import Obj

SEARCHED = "="
PATIENCE_S = 1.0
MOST = 100
INSIDE = ("PrivateNote", "CustomerMemo", "PrimaryEmailAddr", "BillEmail", "PaymentRefNum")


def body(company: Company, text: str, *, after: int) -> Markup:
    """What was found for a text; `after` so many documents that were looked at before."""
    text = text.strip()
    if not text:
        return muted("Type a document's number, a name, an amount such as 19.90, or an id.")
    quick = list(_indexed(company, text))[:MOST] if not after else []
    known = {record.key for record in quick}
    slow, looked, finished = _opened(company, text.casefold(), amount_of(text), after)
    found = [*quick, *(record for record in slow if record.key not in known)]
    shown = _table(company, found) if found else muted("Nothing was found.")
    if finished:
        return shown
    path = with_query(f"/books/{company.realm}/search", q=text, after=looked)
    return Markup("{}{}").format(shown, _further(path, looked))


def using(company: Company, kind: str, id_: str, *, after: int) -> Markup:
    """The documents that refer to an entry of a list."""
    found, looked, finished = _referring(company, (kind, id_), after)
    shown = _table(company, found) if found else muted("No document uses it.")
    if finished:
        return section("Documents that use it", shown)
    path = with_query(values.address(company, kind, id_), after=looked)
    return section("Documents that use it", Markup("{}{}").format(shown, _further(path, looked)))


def amount_of(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None


def _indexed(company: Company, text: str) -> Iterator[Record]:
    """By id, by number and by name, the numbers and names by their parts too."""
    yield from (r for kind in ALL if (r := company.find(kind.name, text)) is not None)
    sought = text.casefold()
    for key, ids in company.index.items():
        if key[0] == SEARCHED and sought in key[-1]:
            found = (company.find(key[1], id_) for id_ in sorted(ids))
            yield from (record for record in found if record is not None)


def _opened(
    company: Company, text: str, amount: Decimal | None, after: int
) -> tuple[list[Record], int, bool]:
    def fits(record: Record) -> bool:
        return _has_amount(record.obj, amount) or _says(record.obj, text)

    return _look(company, fits, after)


def _referring(company: Company, key: tuple[str, str], after: int) -> Any:
    return _look(company, lambda record: key in set(values.references(record.obj)), after)


def _look(company: Company, fits: Any, after: int) -> tuple[list[Record], int, bool]:
    """Those that fit, how many were looked at in all, and whether that were all there are."""
    deadline, found, looked = time.monotonic() + PATIENCE_S, list[Record](), after
    for record in islice(newest(company), after, None):
        looked += 1
        if fits(record):
            found.append(record)
        if len(found) >= MOST or time.monotonic() > deadline:
            return found, looked, False
    return found, looked, True


def _has_amount(obj: Obj, amount: Decimal | None) -> bool:
    if amount is None:
        return False
    sums = [obj.get("TotalAmt"), obj.get("Amount"), *(x.get("Amount") for x in obj.get("Line", ()))]
    return any(each == amount for each in sums if each is not None)


def _says(obj: Obj, text: str) -> bool:
    inside = [values.party_of(obj), *(obj.get(name) or "" for name in INSIDE)]
    described = (line.get("Description") or "" for line in obj.get("Line", ()))
    return any(text in str(values.shown(each)).casefold() for each in (*inside, *described))


def _table(company: Company, found: list[Record]) -> Markup:
    rows: list[list[Cell]] = [
        [
            values.singular(record.kind),
            link(values.address(company, record.kind, record.id), values.label(record)),
            record.id,
            str(record.obj.get("TxnDate", "")),
            values.shown(values.party_of(record.obj)),
            record.obj.get("TotalAmt", record.obj.get("Amount", "")),
            state(record),
        ]
        for record in found
    ]
    return table(("Kind", "Number or name", "Id", "Date", "Name", "Total", ""), rows, numbers=(5,))


def _further(path: str, looked: int) -> Markup:
    return Markup('<nav class="pager"><span>Looked at the newest {}.</span>{}</nav>').format(
        number(looked), link(path, "Look further")
    )
