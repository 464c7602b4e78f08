"""What must hold for a company's books at any moment, whatever was done to them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from emulator import wire
from emulator.books.company import Company, Record
from emulator.books.stock import Move
from emulator.books.store import Store
from emulator.kinds import ALL, BY_NAME
from emulator.kinds.purchases.bill_payments import unapplied
from emulator.wire import ZERO, Obj

STOCK = "81"
OPEN = {"Invoice": "Balance", "CreditMemo": "RemainingCredit", "Payment": "UnappliedAmt"}
SIGNS = {"Invoice": 1, "CreditMemo": -1, "Payment": -1}
FORMS = {
    "Invoice": 1,
    "CreditMemo": -1,
    "SalesReceipt": 1,
    "RefundReceipt": -1,
    "Bill": -1,
    "VendorCredit": 1,
    "Purchase": -1,
}
CENTS = Decimal("0.02")


def records(company: Company) -> Iterator[Record]:
    return (record for kind in ALL for record in company.live(kind.name))


def debits_equal_credits(company: Company) -> None:
    """In every document, and so in all of them together; in each currency."""
    for record in records(company):
        postings = company.ledger.postings_of(record)
        assert sum((posting.amount for posting in postings), ZERO) == 0, record.key
        assert sum((posting.foreign for posting in postings), ZERO) == 0, record.key
    for currency in ("", *company.ledger.currencies):
        held = (amount for _account, amount in company.ledger.trial_balance(currency))
        assert sum(held, ZERO) == 0, currency


def accounts_hold_the_sum_of_their_postings(company: Company) -> None:
    home: defaultdict[str, Decimal] = defaultdict(Decimal)
    foreign: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for record in records(company):
        for posting in company.ledger.postings_of(record):
            home[posting.account] += posting.amount
            if record.effects.currency:
                foreign[record.effects.currency, posting.account] += posting.foreign
    assert _not_zero(company.ledger.balances) == _not_zero(home)
    assert _foreign(company) == _not_zero(foreign)


def foreign_accounts_hold_their_own_currency(company: Company) -> None:
    """Nothing is posted to them by a document in another one."""
    for record in records(company):
        currency = record.effects.currency or company.home_currency
        for posting in company.ledger.postings_of(record):
            account = company.records["Account"][posting.account].obj
            own = account["CurrencyRef"]["value"]
            assert own in {company.home_currency, currency}, (record.key, account["Name"])


def names_owe_what_their_documents_leave_open(company: Company) -> None:
    """A customer's balance is what its open documents come to."""
    left: defaultdict[str, Decimal] = defaultdict(Decimal)
    for kind, name in OPEN.items():
        for record in company.live(kind):
            whose = record.obj["CustomerRef"]["value"]
            left[whose] += SIGNS[kind] * BY_NAME[kind].view(company, record)[name]
    for record in company.live("JournalEntry"):
        for whose, open_ in _open_on_entry(company, record).items():
            left[whose] += open_
    owed = {id_: owed for id_, owed in company.ledger.owed.items() if _is_customer(company, id_)}
    assert _not_zero(owed) == _not_zero({k: v for k, v in left.items() if _is_customer(company, k)})


def vendors_are_owed_what_bills_leave_open(company: Company) -> None:
    left: defaultdict[str, Decimal] = defaultdict(Decimal)
    for kind, sign in (("Bill", -1), ("VendorCredit", 1)):
        for record in company.live(kind):
            view = BY_NAME[kind].view(company, record)
            left[record.obj["VendorRef"]["value"]] += sign * view["Balance"]
    for record in company.live("BillPayment"):
        settled = (
            {"Bill": 1, "VendorCredit": -1}[kind] * amount
            for kind, _id, amount in record.effects.applied
        )
        whose = record.obj["VendorRef"]["value"]
        left[whose] += record.obj["TotalAmt"] - sum(settled, ZERO)
    for record in company.live("JournalEntry"):
        for posting in record.effects.postings:
            if company.find("Vendor", posting.name_id) is not None:
                left[posting.name_id] += posting.foreign
    owed = {id_: owed for id_, owed in company.ledger.owed.items() if company.find("Vendor", id_)}
    assert _not_zero(owed) == _not_zero(left)


def nothing_is_settled_twice(company: Company) -> None:
    """No more is applied to a document than it comes to, and nothing to one that is gone."""
    for key, payers in company.ledger.applications.items():
        record = company.find(*key)
        assert record is not None, (key, payers)
        assert all(amount > 0 for amount in payers.values()), (key, payers)
        if "TotalAmt" in record.obj and record.kind != "JournalEntry":
            assert sum(payers.values(), ZERO) <= record.obj["TotalAmt"], (key, payers)
    for key, deposit in company.ledger.deposits.items():
        assert company.find(*key) is not None, (key, deposit)
        assert company.find("Deposit", deposit) is not None, (key, deposit)


def open_amounts_stay_within_their_documents(company: Company) -> None:
    for kind, name in (*OPEN.items(), ("Bill", "Balance"), ("VendorCredit", "Balance")):
        for record in company.live(kind):
            view = BY_NAME[kind].view(company, record)
            assert 0 <= view[name] <= max(view["TotalAmt"], view[name] if kind == "Payment" else 0)


def stock_is_the_sum_of_its_moves(company: Company) -> None:
    """Quantity and value of every product, and its account holds just that value."""
    quantities: defaultdict[str, Decimal] = defaultdict(Decimal)
    for record in records(company):
        for move in record.effects.moves:
            quantities[move.item] += move.quantity
    assert _not_zero(company.ledger.quantities) == _not_zero(quantities)
    for item, worth in company.ledger.values.items():
        costs = sum((entry.cost for entry in company.ledger.card(item).entries), ZERO)
        assert worth == costs, item
        held = quantities[item]
        assert (worth == 0) if held == 0 else (worth * held >= 0), (item, held, worth)
    assert company.ledger.balances.get(STOCK, ZERO) == sum(company.ledger.values.values(), ZERO)


def forms_come_to_their_lines_and_their_tax(company: Company) -> None:
    """And what they post on the name or the money account is just that."""
    for kind, side in FORMS.items():
        for record in company.live(kind):
            obj = record.obj
            tax = (obj.get("TxnTaxDetail") or {}).get("TotalTax", ZERO)
            lines = sum((_signed_amount(line) for line in obj["Line"]), ZERO)
            assert obj["TotalAmt"] == lines + tax, record.key
            own = [p for p in record.effects.postings if p.name_id or p.account == _counter(obj)]
            home = wire.money(obj["TotalAmt"] * obj.get("ExchangeRate", Decimal(1)))
            assert sum((posting.amount for posting in own), ZERO) == side * home, record.key


def what_is_voided_does_nothing(company: Company) -> None:
    """Until somebody gives it new lines."""
    for record in records(company):
        voided = str(record.obj.get("PrivateNote", "")).startswith("Voided")
        if voided and record.obj.get("TotalAmt") == 0:
            assert not record.effects.postings, record.key
            assert not record.effects.moves, record.key


def goods_go_first_in_first_out(company: Company) -> None:
    """Counted a second time, in fractions; only where stock never was below zero."""
    for item in company.live("Item"):
        entries = company.ledger.card(item.id).entries
        expected = _costs([entry.move for entry in entries])
        for entry, cost in zip(entries, expected, strict=False):
            assert abs(entry.cost - Decimal(float(cost))) < CENTS * len(entries), entry.key


def who_has_nothing_open_owes_nothing_at_home(company: Company) -> None:
    """Whatever the rates of the documents were; the differences are gain or loss."""
    home: defaultdict[str, Decimal] = defaultdict(Decimal)
    for record in records(company):
        for posting in record.effects.postings:
            home[posting.name_id] += posting.amount
    for name in home.keys() - set(_names_with_something_open(company)) - {""}:
        assert home[name] == 0, name


def every_object_can_be_shown(company: Company) -> None:
    for record in records(company):
        view = BY_NAME[record.kind].view(company, record)
        assert wire.loads(wire.dumps(view))["Id"] == record.id


def the_books_come_out_the_same_from_their_records(company: Company) -> None:
    """What a restart reads makes the same ledger and the same indexes, costs first in, first out
    included."""
    again = Company(realm=company.realm, about=company.about, clock=company.clock, store=Store())
    saved = [record.as_json() for kind in company.records.values() for record in kind.values()]
    for each in wire.loads(wire.dumps(saved)):
        again.put(Record.from_json(each), family=BY_NAME[each["kind"]].family)
    differ = differences(ledger_of(company), ledger_of(again))
    assert not differ, differ


LAWS: tuple[Callable[[Company], None], ...] = (
    debits_equal_credits,
    accounts_hold_the_sum_of_their_postings,
    foreign_accounts_hold_their_own_currency,
    names_owe_what_their_documents_leave_open,
    vendors_are_owed_what_bills_leave_open,
    nothing_is_settled_twice,
    open_amounts_stay_within_their_documents,
    stock_is_the_sum_of_its_moves,
    forms_come_to_their_lines_and_their_tax,
    what_is_voided_does_nothing,
    goods_go_first_in_first_out,
)
SLOW_LAWS: tuple[Callable[[Company], None], ...] = (
    who_has_nothing_open_owes_nothing_at_home,
    every_object_can_be_shown,
    the_books_come_out_the_same_from_their_records,
)


def state_of(company: Company) -> dict[str, Any]:
    """All that a client could ever find out, so that a refusal can be seen to change nothing."""
    objects = {
        f"{record.kind}/{record.id}": (record.sync_token, record.deleted, wire.dumps(record.obj))
        for kind in company.records.values()
        for record in kind.values()
    }
    return {**objects, **ledger_of(company), "number": company.highest_number}


def ledger_of(company: Company) -> dict[str, Any]:
    ledger = company.ledger
    cards = {item: ledger.card(item).entries for item in ledger.values}
    return {
        "balances": _not_zero(ledger.balances),
        "foreign": _foreign(company),
        "owed": _not_zero(ledger.owed),
        "quantities": _not_zero(ledger.quantities),
        "costs": {
            item: [(entry.place, entry.move.quantity, entry.cost) for entry in entries]
            for item, entries in cards.items()
            if entries
        },
        "applied": {key: dict(payers) for key, payers in ledger.applications.items() if payers},
        "deposited": dict(ledger.deposits),
        "index": {key: frozenset(ids) for key, ids in company.index.items()},
    }


def differences(before: Obj, after: Obj) -> str:
    """What is not the same, name by name, within tables too."""
    found = []
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        inner = differences(old, new) if isinstance(old, dict) and isinstance(new, dict) else ""
        found.append(f"{name}:\n{inner}" if inner else f"{name}: {old} → {new}"[:1000])
    return "\n".join(found)


def _signed_amount(line: Obj) -> Decimal:
    if line["DetailType"] in {"SubTotalLineDetail", "DescriptionOnly"}:
        return ZERO
    amount: Decimal = line["Amount"]
    return -amount if line["DetailType"] == "DiscountLineDetail" else amount


def _counter(obj: Obj) -> str:
    """The account that the total of a form goes to or comes from, where it is money."""
    ref = obj.get("DepositToAccountRef") or obj.get("AccountRef") or {}
    return str(ref.get("value", ""))


def _costs(moves: list[Move]) -> Iterator[Fraction]:
    """The cost of each move, up to the first that takes more than there is."""
    layers: list[tuple[Fraction, Fraction]] = []
    last: Fraction | None = None
    for move in moves:
        quantity = Fraction(move.quantity)
        if quantity > 0:
            unit = Fraction(move.fallback) if last is None else last
            cost = unit * quantity if move.value is None else Fraction(move.value)
            layers.append((quantity, cost / quantity))
            yield cost
            continue
        if -quantity > sum(there for there, _unit in layers):
            return
        cost = _taken(layers, -quantity)
        last = cost / -quantity if quantity else last
        yield -cost


def _taken(layers: list[tuple[Fraction, Fraction]], quantity: Fraction) -> Fraction:
    cost = Fraction(0)
    while quantity:
        there, unit = layers.pop(0)
        part = min(there, quantity)
        cost, quantity = cost + part * unit, quantity - part
        if part < there:
            layers.insert(0, (there - part, unit))
    return cost


def _open_on_entry(company: Company, record: Record) -> dict[str, Decimal]:
    """What a journal entry leaves open for each customer it names."""
    open_: defaultdict[str, Decimal] = defaultdict(Decimal)
    for posting in record.effects.postings:
        if _is_customer(company, posting.name_id):
            open_[posting.name_id] += posting.foreign
    for (kind, id_), amount in company.ledger.applications.get(record.key, {}).items():
        if kind == "Payment":
            payer = company.records[kind][id_].obj["CustomerRef"]["value"]
            whose = payer if payer in open_ else _job_of(company, payer, open_)
            open_[whose] -= amount if open_[whose] > 0 else -amount
    return open_


def _job_of(company: Company, payer: str, names: Iterable[str]) -> str:
    """Whose debt a customer pays that is not named itself: one of its sub-customers'."""
    above = {name: company.records["Customer"][name].obj.get("ParentRef", {}) for name in names}
    return next(name for name, parent in above.items() if parent.get("value") == payer)


def _names_with_something_open(company: Company) -> Iterator[str]:
    for kind, name in (*OPEN.items(), ("Bill", "Balance"), ("VendorCredit", "Balance")):
        for record in company.live(kind):
            if BY_NAME[kind].view(company, record)[name]:
                yield (record.obj.get("CustomerRef") or record.obj["VendorRef"])["value"]
    for record in company.live("BillPayment"):
        if unapplied(company, record.obj):
            yield record.obj["VendorRef"]["value"]
    for record in company.live("JournalEntry"):
        for posting in record.effects.postings:
            if company.ledger.applied_to(record.key) != abs(posting.foreign):
                yield posting.name_id


def _is_customer(company: Company, id_: str) -> bool:
    return company.find("Customer", id_) is not None


def _foreign(company: Company) -> Obj:
    """By currency and account what the documents in foreign currencies have put there."""
    return {
        (currency, account): amount
        for currency in company.ledger.currencies
        for account, amount in company.ledger.trial_balance(currency)
    }


def _not_zero(sums: Any) -> Obj:
    return {key: amount for key, amount in sums.items() if amount}
