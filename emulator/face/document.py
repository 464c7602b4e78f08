"""What is one object? Its values and lines, what it did to the books, what it is tied to."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from emulator import wire
from emulator.books.company import Company, Record
from emulator.books.stock import place
from emulator.control import postings
from emulator.face import history, values
from emulator.face.frame import Cell, badge, muted, section, table
from emulator.face.listing import state
from emulator.kinds.base import Kind
from emulator.wire import ZERO, Obj

ELSEWHERE = frozenset({"Line", "domain", "sparse", "TxnTaxDetail", "MetaData", "LinkedTxn"})
NAMED = ("ItemRef", "AccountRef", "DiscountAccountRef", "TaxRateRef", "Entity")


def body(company: Company, kind: Kind, record: Record, *more: Markup) -> Markup:
    """All sections of an object; `more` are those that only accounts and products have."""
    view = kind.view(company, record)
    parts = [_summary(company, record, view), _lines(company, view), _debits(company, record)]
    parts += [_stock(company, record), _links(company, record, view), *more]
    parts += [_values(company, view), history.body(company, record), _json(kind, view)]
    return Markup("").join(parts)


def deleted(company: Company, record: Record) -> Markup:
    """What is left of a deleted document: when it went, and what it was."""
    gone = Markup("<p>It was deleted on {}; the API answers 610 for it.</p>")
    return gone.format(record.updated.replace("T", " ")) + _values(company, record.obj)


def _summary(company: Company, record: Record, view: Obj) -> Markup:
    party = values.party_of(view)
    named = [_referred(company, view, name) for name in values.PARTIES[:4] if view.get(name)]
    total = view.get("TotalAmt", view.get("Amount", ""))
    currency = (view.get("CurrencyRef") or {}).get("value") or company.home_currency
    facts: list[tuple[str, Cell]] = [
        ("Date", values.shown(view.get("TxnDate", ""))),
        ("Name", named[0] if named else values.shown(party)),
        ("Total", "" if total == "" else f"{total:,} {currency}"),
        ("Open", view.get("Balance", "")),
        ("Balance", view.get("CurrentBalance", "")),
        ("In stock", view.get("QtyOnHand", "")),
        ("Id", record.id),
        ("SyncToken", str(record.sync_token)),
        ("Entered", record.created.replace("T", " ")),
        ("Changed", record.updated.replace("T", " ") if record.sync_token else ""),
    ]
    cells = Markup("").join(
        Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(name, _figure(value))
        for name, value in facts
        if value not in ("", None)
    )
    marks = Markup('<p class="marks">{}</p>').format(state(record)) if state(record) else ""
    return Markup('{}<dl class="figures">{}</dl>').format(marks, cells)


def _figure(value: Cell) -> Cell:
    return f"{value:,}" if isinstance(value, Decimal | int) else value


def _lines(company: Company, view: Obj) -> Markup:
    rows = [_line(company, line) for line in _flat(view.get("Line", ()))]
    for line in view.get("TxnTaxDetail", {}).get("TaxLine", ()):
        percent = f"Tax {line.get('TaxLineDetail', {}).get('TaxPercent', '')} %"
        rows.append([percent, "", "", "", "", line.get("Amount", "")])
    if not rows:
        return Markup("")
    heads = ("Line", "Description", "Quantity", "Price", "Tax", "Amount")
    return section("Lines", table(heads, rows, numbers=(2, 3, 5)))


def _flat(lines: list[Obj]) -> Iterator[Obj]:
    """The lines, those of a bundle after it."""
    for line in lines:
        yield line
        yield from _flat(line.get("GroupLineDetail", {}).get("Line", ()))


def _line(company: Company, line: Obj) -> list[Cell]:
    detail = line.get(line.get("DetailType", ""), {})
    tied = [
        values.linked(company, x["TxnType"], x["TxnId"], f"{x['TxnType']} {x['TxnId']}")
        for x in line.get("LinkedTxn", ())
    ]
    named = next((name for name in NAMED if detail.get(name)), "")
    about: Cell = str(line.get("DetailType", "")).removesuffix("LineDetail")
    if named:
        about = _referred(company, detail, named)
    if detail.get("PostingType"):
        about = Markup("{} {}").format(about, badge(detail["PostingType"]))
    return [
        Markup(", ").join(tied) if tied else about,
        line.get("Description", ""),
        detail.get("Qty", detail.get("QtyDiff", "")),
        detail.get("UnitPrice", ""),
        values.shown(detail.get("TaxCodeRef", "")),
        line.get("Amount", ""),
    ]


def _debits(company: Company, record: Record) -> Markup:
    rows = postings(company, record.kind, record.id)
    if not rows:
        return Markup("")
    sides, heads, own = ["debit", "credit"], ["Debit", "Credit"], rows[0].get("currency")
    if own:
        sides += ["foreign_debit", "foreign_credit"]
        heads += [f"Debit {own}", f"Credit {own}"]
    cells: list[list[Cell]] = [
        [
            values.linked(company, "Account", row["account"], row["name"]),
            row["memo"],
            *(row[side] or "" for side in sides),
        ]
        for row in rows
    ]
    foot: list[Cell] = ["Sum", "", *(sum((row[side] for row in rows), ZERO) for side in sides)]
    shown = table(("Account", "", *heads), cells, foot, numbers=range(2, 2 + len(sides)))
    return section(f"Debits and credits ({company.home_currency})", shown)


def _stock(company: Company, record: Record) -> Markup:
    rows: list[list[Cell]] = []
    for number, move in enumerate(record.effects.moves):
        cost = company.ledger.card(move.item).at(place(record.key, number, move.day)).cost
        rows.append([values.linked(company, "Item", move.item), move.quantity, cost])
    if not rows:
        return Markup("")
    heads = ("Product", "Quantity", f"Value {company.home_currency}")
    return section("Stock moves", table(heads, rows, numbers=(1, 2)))


def _links(company: Company, record: Record, view: Obj) -> Markup:
    """What it is tied to, from whichever side the tie was made."""
    rows: list[list[Cell]] = []
    seen = {record.key}
    for kind, id_, how, amount in _ties(company, record, view):
        other = values.meant(company, kind, id_)
        if other is not None and other.key not in seen:
            seen.add(other.key)
            about = values.linked(company, other.kind, id_)
            rows.append([values.singular(other.kind), about, how, amount])
    if not rows:
        return Markup("")
    heads = ("Kind", "Document", "How", "Amount")
    return section("Links", table(heads, rows, numbers=(3,)))


def _ties(company: Company, record: Record, view: Obj) -> Iterator[tuple[str, str, str, Cell]]:
    for kind, id_, amount in record.effects.applied:
        yield kind, id_, "settled by this", amount
    for (kind, id_), amount in company.ledger.applications.get(record.key, {}).items():
        yield kind, id_, "settles this", amount
    for kind, id_ in record.effects.deposited:
        yield kind, id_, "deposited by this", ""
    if record.key in company.ledger.deposits:
        yield "Deposit", company.ledger.deposits[record.key], "deposits this", ""
    for tied in (*view.get("LinkedTxn", ()), *_of_lines(view)):
        yield tied["TxnType"], tied["TxnId"], "linked", ""
    for id_ in sorted(company.named(("linked", record.kind, record.id))):
        yield "", id_, "links to this", ""


def _of_lines(view: Obj) -> Iterator[Obj]:
    for line in view.get("Line", ()):
        yield from line.get("LinkedTxn", ())


def _values(company: Company, view: Obj) -> Markup:
    rows: list[list[Cell]] = [
        [name, _value(company, view, name)] for name in view if name not in ELSEWHERE
    ]
    return section("All values", table(("Property", "Value"), rows))


def _value(company: Company, view: Obj, name: str) -> Cell:
    if name in values.REFERRED or name == "EntityRef":
        return _referred(company, view, name)
    shown = values.shown(view[name])
    return f"{shown:,}" if isinstance(shown, Decimal) else str(shown)


def _referred(company: Company, obj: Obj, name: str) -> Cell:
    """A reference as a link to what it means."""
    kind, id_ = next(values.references({name: obj[name]}), ("", ""))
    return values.linked(company, kind, id_, str(values.shown(obj[name])))


def _json(kind: Kind, view: Obj) -> Markup:
    """The object as the API answers it."""
    answers = muted(f"As GET /{kind.name.lower()}/{view['Id']} answers it.")
    return Markup('<details class="json"><summary>JSON</summary>{}<pre>{}</pre></details>').format(
        answers, _spread(view)
    )


def _spread(value: Any, margin: str = "") -> str:
    """JSON spread over lines, its figures as they go over the wire."""
    inner = margin + "  "
    if isinstance(value, dict) and value:
        parts = [f"{inner}{wire.dumps(name)}: {_spread(v, inner)}" for name, v in value.items()]
        return "{\n" + ",\n".join(parts) + f"\n{margin}}}"
    if isinstance(value, list) and value:
        parts = [inner + _spread(each, inner) for each in value]
        return "[\n" + ",\n".join(parts) + f"\n{margin}]"
    return wire.dumps(value)
