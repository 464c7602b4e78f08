"""All objects of one kind, a page at a time, the newest first.

The day of a document is known without opening it. Any other order needs every one of them to be
opened, so it is offered up to SORTABLE.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import islice
from typing import Any

from markupsafe import Markup

from emulator.books.company import Company, Record
from emulator.face import values, ways
from emulator.face.frame import Cell, badge, link, muted, pager, table, with_query
from emulator.kinds.base import Kind

PAGE = 100
SORTABLE = 20_000
COMPUTED = frozenset({"Balance", "QtyOnHand"})


def body(company: Company, kind: Kind, *, page: int, sort: str) -> Markup:
    """The rows of one page. `sort` is a property, with a minus for the largest first."""
    total = ways.count(company, kind.name)
    if not total:
        return muted("There are none yet.")
    sort = sort if sort.lstrip("-") in _sortable(kind, total) else ""
    page = min(max(page, 1), -(-total // PAGE))
    found = islice(_ordered(company, kind, sort), (page - 1) * PAGE, page * PAGE)
    path, names = f"/books/{company.realm}/{kind.name.lower()}", values.columns(kind)
    way = pager(path, at=page, size=PAGE, total=total, sort=sort)
    sortable = _sortable(kind, total)
    heads = [*(_head(path if name in sortable else "", name, sort) for name in names), ""]
    numbers = [at for at, name in enumerate(names) if name in values.NUMBERS]
    rows = [_row(company, kind, record) for record in found]
    return Markup("{}{}{}").format(way, table(heads, rows, numbers=numbers), way)


def _row(company: Company, kind: Kind, record: Record) -> list[Cell]:
    view = kind.view(company, record)
    first, *rest = (values.shown(values.value_of(view, name)) for name in values.columns(kind))
    address = values.address(company, kind.name, record.id)
    return [link(address, first or values.label(record)), *rest, state(record)]


def state(record: Record) -> Markup:
    """Inactive and voided ones say so."""
    if not record.active:
        return badge("inactive")
    voided = str(record.obj.get("PrivateNote", "")).startswith("Voided")
    return badge("voided") if voided else Markup("")


def _head(path: str, name: str, sort: str) -> Cell:
    text = values.HEADS.get(name, name)
    if not path:
        return text
    to = f"-{name}" if sort != f"-{name}" else name
    arrow = {name: " ↑", f"-{name}": " ↓"}.get(sort, "")
    return link(with_query(path, sort=to), text + arrow)


def _sortable(kind: Kind, total: int) -> set[str]:
    stored = set(values.columns(kind)) - COMPUTED
    return stored if total <= SORTABLE else stored & {"TxnDate"}


def _ordered(company: Company, kind: Kind, sort: str) -> Iterator[Record]:
    """Documents by day and id, lists by their entry, unless another order is asked for."""
    entered = (record for record in reversed(company.records[kind.name].values()))
    newest = (record for record in entered if not record.deleted)
    if sort.lstrip("-") == "TxnDate" or (not sort and values.is_document(kind)):
        return iter(sorted(newest, key=age, reverse=sort != "TxnDate"))
    if not sort:
        return newest
    return iter(sorted(newest, key=_rank(sort.lstrip("-")), reverse=sort.startswith("-")))


def age(record: Record) -> tuple[str, int]:
    """The day of a document, and where it stands among those of the day."""
    return (record.day, int(record.id))


def _rank(name: str) -> Callable[[Record], tuple[bool, Decimal, str]]:
    def rank(record: Record) -> tuple[bool, Decimal, str]:
        value: Any = values.shown(values.value_of(record.obj, name))
        if isinstance(value, Decimal | int):
            return (True, Decimal(value), "")
        text = str(value)
        return (
            (True, Decimal(text), "") if text.isdecimal() else (False, Decimal(), text.casefold())
        )

    return rank
