"""Payments of customers: money received, and what it settles."""

from decimal import Decimal

from emulator.books.company import Company, IndexKey, Record
from emulator.books.effects import Effects
from emulator.books.stock import Key
from emulator.kinds import documents
from emulator.kinds.amounts import refuse_negative_lines
from emulator.kinds.base import Kind, Options, refer, reference_to, refresh_reference
from emulator.kinds.lists.accounts import account
from emulator.kinds.lists.currencies import code_of, fill_currency, refuse_other_account
from emulator.kinds.sales.payment_lines import told
from emulator.kinds.sales.receivables import (
    Owed,
    check_receivable,
    forms_of,
    lines_up_to,
    owed_on,
    receivable_of,
)
from emulator.kinds.settling_lines import (
    covered,
    is_gone,
    loosened,
    payment_line,
    target,
    within,
)
from emulator.protocol.faults import Fault, business, no_amount
from emulator.wire import ZERO, Obj, money, stamp

ORDER = (
    *("CustomerRef", "DepositToAccountRef", "PaymentMethodRef", "PaymentRefNum", "TotalAmt"),
    *("UnappliedAmt", "ProcessPayment", "domain", "sparse", "Id", "SyncToken", "MetaData"),
    *("TxnDate", "CurrencyRef", "ExchangeRate", "PrivateNote", "LinkedTxn", "Line"),
)


class Payment(Kind):
    name = "Payment"
    family = "Txn"
    can_delete = True
    can_void = True
    required = ("CustomerRef",)
    kept = ("TxnDate", "DepositToAccountRef", "CurrencyRef")
    line_required = {"": {"Amount": "Line.Amount", "LinkedTxn": "Line.LinkedTxn"}}
    read_only = frozenset({"UnappliedAmt", "LinkedTxn"})
    computed_names = frozenset({"LinkedTxn"})
    lengths = {"PaymentRefNum": 21, "PrivateNote": 4000}
    not_queryable = frozenset({"DepartmentRef", "PrivateNote", "Line"})
    order = ORDER

    def check(self, obj: Obj) -> None:
        if obj.get("TotalAmt", ZERO) < 0:
            raise Fault("2290", "The amount of a payment cannot be negative.", element="TotalAmt")
        refuse_negative_lines(obj)

    def fill(self, company: Company, record: Record, old: Record | None, options: Options) -> None:
        obj = record.obj
        if obj.get("TotalAmt") is None:
            raise no_amount()
        obj.setdefault("TxnDate", company.today().isoformat())
        obj.setdefault("ProcessPayment", False)
        refresh_reference(company, obj, "CustomerRef", "Customer")
        refresh_reference(company, obj, "PaymentMethodRef", "PaymentMethod")
        fill_currency(company, obj, refer(company, "Customer", obj["CustomerRef"]))
        check_receivable(company, obj)
        self._fill_deposit(company, obj)
        lines = [_line(company, record, line) for line in obj.get("Line", ())]
        obj["Line"] = [line for line in lines if line["Amount"]]
        if len({target(line) for line in obj["Line"]}) < len(obj["Line"]):
            raise business("A transaction can be linked to a payment only once.")
        obj["UnappliedAmt"] = unapplied(company, obj)
        if obj["UnappliedAmt"] < 0:
            raise business("The amount applied is more than the amount of the payment.")

    def effects(self, company: Company, record: Record) -> Effects:
        """The receivable is cleared at the rates of what is settled, the rest is exchange."""
        effects, obj = documents.in_currency_of(company, record.obj), record.obj
        receivable, over = receivable_of(company, obj), obj["UnappliedAmt"]
        cleared: dict[Key, tuple[Decimal, Decimal]] = {
            (receivable, obj["CustomerRef"]["value"]): (over, money(over * effects.rate))
        }
        for owed, amount in settled(company, obj):
            own, home = cleared.get((owed.account, owed.owner), (ZERO, ZERO))
            more = owed.sign * owed.home(company, amount, record.id)
            cleared[owed.account, owed.owner] = (own + owed.sign * amount, home + more)
            effects.applied.append((*owed.key, amount))
        effects.post(obj["DepositToAccountRef"]["value"], obj["TotalAmt"])
        for (on, owner), (own, home) in cleared.items():
            effects.post(on, -own, home=-home, name_id=owner)
        documents.balance(company, effects)
        return effects

    def keys(self, obj: Obj) -> list[IndexKey]:
        return documents.party_keys(self.name, obj)

    def computed(self, company: Company, record: Record) -> Obj:
        return documents.deposited_in(company, record)

    def view(self, company: Company, record: Record) -> Obj:
        return told(company, record, super().view(company, record))

    def voided(self, obj: Obj) -> Obj:
        return {**documents.voided(obj), "Line": []}

    def refuse_update(self, company: Company, old: Record) -> None:
        documents.refuse_deposited(company, old)

    def follow(
        self, company: Company, record: Record, old: Record | None, options: Options
    ) -> None:
        """quickbooks: with AutoApplyPayments what is left over goes to the oldest invoices."""
        if old is None and company.preference("SalesFormsPrefs", "AutoApplyPayments"):
            customer, over = record.obj["CustomerRef"]["value"], record.obj["UnappliedAmt"]
            invoices = forms_of(company, "Invoice", customer)
            further = lines_up_to(company, invoices, over)
            rebook(company, record, _together([*record.obj["Line"], *further]))
        _round_others(company, record, old)

    def let_go(self, company: Company, record: Record) -> None:
        if record.deleted:
            _round_others(company, record, None)

    def _fill_deposit(self, company: Company, obj: Obj) -> None:
        default = {"value": company.about["accounts"]["undeposited"]}
        given = obj.get("DepositToAccountRef", default)
        into = account(company, given, "Bank", "Other Current Asset")
        refuse_other_account(company, into, code_of(obj))
        obj["DepositToAccountRef"] = reference_to(into)


def settled(company: Company, obj: Obj) -> list[tuple[Owed, Decimal]]:
    """What the lines of a payment settle or use up, and how much of each."""
    found = []
    for line in obj["Line"]:
        owed = owed_on(company, *target(line), obj["CustomerRef"]["value"])
        if owed is not None:
            found.append((owed, line["Amount"]))
    return found


def unapplied(company: Company, obj: Obj) -> Decimal:
    """What is left of a payment (and the credits it uses) after what it settles."""
    used = sum((owed.sign * amount for owed, amount in settled(company, obj)), ZERO)
    return money(obj["TotalAmt"] - used)


def clear_anew(company: Company, key: Key) -> None:
    """Book the payments of a document again, whose rate or customer may have changed."""
    for id_, _amount in _payers(company, key):
        payment = company.records[Payment.name][id_]
        rebook(company, payment, _covered(company, payment.obj))
        if not payment.deleted and Payment().effects(company, payment) != payment.effects:
            rebook(company, payment, payment.obj["Line"], anew=True)


def _round_others(company: Company, record: Record, old: Record | None) -> None:
    """What a foreign payment clears depends on the earlier ones: look at the later ones again."""
    if record.obj.get("ExchangeRate", 1) == 1:
        return
    lines = [*record.obj["Line"], *(old.obj["Line"] if old is not None else ())]
    for key in dict.fromkeys(target(line) for line in lines):
        clear_anew(company, key)


def unapply(company: Company, key: Key, *, most: Decimal) -> None:
    """Loosen payments of a document until no more than `most` is applied to it."""
    payers = _payers(company, key)
    surplus = sum((amount for _id, amount in payers), ZERO) - most
    for id_, _amount in reversed(payers):
        if surplus <= 0:
            return
        surplus -= _loosen(company, company.records[Payment.name][id_], key, surplus)


def rebook(company: Company, payment: Record, lines: list[Obj], *, anew: bool = False) -> None:
    """Give a payment other lines, or book it `anew` with what it has."""
    if lines == payment.obj["Line"] and not anew:
        return
    company.take_out(payment)
    payment.obj = {**payment.obj, "Line": lines}
    payment.obj = {**payment.obj, "UnappliedAmt": unapplied(company, payment.obj)}
    payment.updated = max(stamp(company.now()), payment.updated)
    payment.deleted = is_gone(company, payment.obj["TotalAmt"], lines)
    payment.effects = Effects() if payment.deleted else Payment().effects(company, payment)
    if payment.deleted:
        payment.keys = []
    else:
        company.put(payment, family=Payment.family)
    company.touch(payment)


def _payers(company: Company, key: Key) -> list[tuple[str, Decimal]]:
    """The customers' payments of a document; a journal entry may have vendors' too."""
    payers = company.ledger.applications.get(key, {})
    return [(id_, amount) for (kind, id_), amount in payers.items() if kind == Payment.name]


def _together(lines: list[Obj]) -> list[Obj]:
    """One line for each document."""
    amounts: dict[Key, Decimal] = {}
    for line in lines:
        amounts[target(line)] = amounts.get(target(line), ZERO) + line["Amount"]
    return [payment_line(kind, id_, amount) for (kind, id_), amount in amounts.items()]


def _loosen(company: Company, payment: Record, key: Key, surplus: Decimal) -> Decimal:
    """Take up to `surplus` of one document out of a payment. Answers how much it was."""
    lines, taken = loosened(payment.obj["Line"], key, surplus)
    rebook(company, payment, _covered(company, {**payment.obj, "Line": lines}))
    return taken


def _covered(company: Company, obj: Obj) -> list[Obj]:
    signs = {owed.key: owed.sign for owed, _amount in settled(company, obj)}
    return covered(obj["Line"], obj["TotalAmt"], signs)


def _line(company: Company, record: Record, line: Obj) -> Obj:
    kind, id_ = target(line)
    owed = owed_on(company, kind, id_, record.obj["CustomerRef"]["value"])
    if owed is None:
        raise Fault("620", f"Transaction {kind} {id_} can't be linked to this payment.")
    left = owed.left(company, without=record.id)
    return payment_line(kind, id_, within(company, line, left))
