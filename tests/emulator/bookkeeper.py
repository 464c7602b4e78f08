"""Somebody who does one thing after another to the books, by chance, but always the same by seed.

Most of it is sensible; now and then something is wrong, so that the books must refuse it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

from emulator import wire
from emulator.books.company import Company, Record
from emulator.front import work
from emulator.kinds import BY_NAME, documents
from emulator.kinds.base import Options
from emulator.kinds.lists.currencies import code_of
from emulator.kinds.name_lists import NameList
from emulator.kinds.purchases.bill_payments import unapplied
from emulator.kinds.sales.receivables import open_of
from emulator.protocol.faults import Fault
from emulator.wire import Obj

BANKS, EXPENSES = ("35", "36"), ("8", "9")
UNDEPOSITED, CARD, INCOME, STOCK, COGS = "4", "41", "79", "81", "80"
SHRINKAGE, SERVICES = "91", ("1", "5")
DOCUMENTS = (
    *("Invoice", "SalesReceipt", "CreditMemo", "RefundReceipt", "Estimate", "Payment"),
    *("Bill", "VendorCredit", "BillPayment", "Purchase", "JournalEntry", "Deposit", "Transfer"),
    "InventoryAdjustment",
)
LISTS = ("Customer", "Vendor", "Item")
# What is open for a name without being a debt, and whether something of it is left.
CREDIT: dict[str, Callable[[Company, Record], object]] = {
    **dict.fromkeys(("CreditMemo", "VendorCredit"), open_of),
    "Payment": lambda company, record: record.obj["UnappliedAmt"],
    "BillPayment": lambda company, record: unapplied(company, record.obj),
    "JournalEntry": lambda company, record: True,
}


@dataclass(frozen=True)
class Deed:
    """One thing that was tried; `refused` is the code of the fault, if it was one."""

    operation: str
    kind: str
    body: Obj
    refused: str = ""
    words: str = ""


class Bookkeeper:
    """Does random things to a company; `seed` decides what."""

    def __init__(self, company: Company, seed: int) -> None:
        self.company = company
        self.chance = Random(seed)
        self._count = 0
        self._euro = self._euro_bank() if company.multicurrency else ""
        self._creators: dict[str, Callable[[], Obj]] = {
            "Customer": self._customer,
            "Vendor": self._vendor,
            "Item": self._item,
            **dict.fromkeys(("Invoice", "SalesReceipt", "CreditMemo", "Estimate"), self._sale),
            "RefundReceipt": self._refund,
            "Payment": self._payment,
            **dict.fromkeys(("Bill", "VendorCredit"), self._bill),
            "BillPayment": self._bill_payment,
            "Purchase": self._purchase,
            "JournalEntry": self._entry,
            "Deposit": self._deposit,
            "Transfer": self._transfer,
            "InventoryAdjustment": self._adjustment,
        }

    def choose(self) -> Deed:
        """What to do next."""
        self._count += 1
        if self._count % 25 == 0:
            self.company.clock.advance(86_400)
        missing = next((kind for kind in LISTS if not list(self.company.live(kind))), "")
        kinds = [kind for kind in (*LISTS, *DOCUMENTS) if kind in BY_NAME]
        kind = missing or self.chance.choice([*kinds, "Item", "Invoice", "Payment", "Bill"])
        known = list(self.company.live(kind))
        if missing or not known or self.chance.random() < 0.55:
            return Deed("create", kind, self._creators[kind]())
        return self._change(kind, self.chance.choice(known))

    def settle(self) -> Iterator[Deed]:
        """How nothing stays open: credit goes, then each debt is paid in two parts."""
        for kind, is_left in CREDIT.items():
            for record in list(self.company.live(kind)):
                if is_left(self.company, record):
                    key = {"Id": record.id, "SyncToken": str(record.sync_token)}
                    yield Deed("delete", kind, key)
        for kind, whose, payer in (("Invoice", "Customer", "Payment"), ("Bill", "Vendor", "Check")):
            for record in list(self.company.live(kind)):
                left = open_of(self.company, record)
                part = wire.money(left * Decimal("0.37"))
                for amount in (part, left - part):
                    if amount:
                        yield self._paying(record, whose, payer, amount)

    def do(self, deed: Deed) -> Deed:
        """Try it as a call would; answers the deed with its refusal, if it met one."""
        body = wire.loads(wire.dumps(deed.body))
        try:
            work.written(self.company, BY_NAME[deed.kind], deed.operation, body, Options())
        except Fault as fault:
            return Deed(deed.operation, deed.kind, deed.body, fault.code, str(fault))
        finally:
            self.company.flush()
        return deed

    def _change(self, kind: str, record: Record) -> Deed:
        token = record.sync_token - (self.chance.random() < 0.03)
        key = {"Id": record.id, "SyncToken": str(token)}
        ways = ["update", "update", "sparse"]
        ways += ["void"] if BY_NAME[kind].can_void else []
        ways += ["delete"] if BY_NAME[kind].can_delete else []
        ways += ["switch"] if isinstance(BY_NAME[kind], NameList) else []
        way = self.chance.choice(ways)
        if way in {"void", "delete"}:
            return Deed(way, kind, key)
        if way == "switch":
            return Deed("update", kind, {**key, "sparse": True, "Active": not record.active})
        if way == "sparse":
            return Deed("update", kind, {**key, "sparse": True, **self._other(kind, record)})
        whole = BY_NAME[kind].view(self.company, record)
        return Deed("update", kind, {**whole, **self._other(kind, record), **key})

    def _other(self, kind: str, record: Record) -> Obj:
        """Other values for an object: a note, a day, all of its lines, a quantity."""
        if kind in LISTS:
            more = {"Notes": f"Note {self._count}"} if kind != "Item" else self._more_stock(record)
            return {**more, "Type": record.obj["Type"]} if kind == "Item" else more
        anew = self._creators[kind]()
        whole = {name: anew[name] for name in ("Line", "TotalAmt", "Amount") if name in anew}
        other = self.chance.choice([{"TxnDate": self._day()}, {"PrivateNote": "second"}, whole])
        needed = ("PaymentType", "AccountRef", "VendorRef", "PayType")
        kept = {name: record.obj[name] for name in needed if name in record.obj}
        return {**other, **kept}

    def _more_stock(self, item: Record) -> Obj:
        """Another account for what was sold, another price, another quantity."""
        other = {"ExpenseAccountRef": self._any((COGS, SHRINKAGE))}
        if item.obj.get("Type") != "Inventory":
            other = {"IncomeAccountRef": self._any((INCOME, *SERVICES))}
        counted = {"QtyOnHand": self.chance.randint(0, 30), "InvStartDate": self._day()}
        return self.chance.choice([other, {"UnitPrice": self._price()}, counted])

    def _customer(self) -> Obj:
        known = list(self.company.live("Customer"))
        if known and self.chance.random() < 0.2:
            parent = self.chance.choice(known)
            currency = parent.obj.get("CurrencyRef")
            above = {"ParentRef": {"value": parent.id}, "Job": True, "BillWithParent": True}
            alike = {"CurrencyRef": currency} if currency else {}
            return {"DisplayName": f"Job {self._count}", **above, **alike}
        return {"DisplayName": f"Customer {self._count}", **self._currency()}

    def _vendor(self) -> Obj:
        return {"DisplayName": f"Vendor {self._count}", **self._currency()}

    def _item(self) -> Obj:
        body: Obj = {
            "Name": f"Item {self._count}",
            "Type": self.chance.choice(["Inventory", "Inventory", "NonInventory", "Service"]),
            "UnitPrice": self._price(),
            "PurchaseCost": self._price(),
            "IncomeAccountRef": {"value": INCOME},
            "ExpenseAccountRef": {"value": COGS},
        }
        if body["Type"] != "Inventory":
            return body
        stock = {"QtyOnHand": self.chance.randint(0, 20), "AssetAccountRef": {"value": STOCK}}
        start = str(self.company.today() - timedelta(days=self.chance.choice([600, 300, 0])))
        return {**body, **stock, "TrackQtyOnHand": True, "InvStartDate": start}

    def _sale(self) -> Obj:
        lines = [self._line("SalesItemLineDetail") for _ in range(self.chance.randint(1, 3))]
        if self.chance.random() < 0.15:
            percent = {"PercentBased": True, "DiscountPercent": self.chance.randint(1, 30)}
            detail = "DiscountLineDetail"
            lines.append({"DetailType": detail, detail: percent})
        return {**self._head("Customer"), **self._tax(), "Line": lines}

    def _refund(self) -> Obj:
        body = self._sale()
        return {**body, "DepositToAccountRef": self._bank(body)}

    def _bill(self) -> Obj:
        lines = [self._bought() for _ in range(self.chance.randint(1, 3))]
        return {**self._head("Vendor"), **self._tax(), "Line": lines}

    def _purchase(self) -> Obj:
        way = self.chance.choice(["Cash", "Check", "CreditCard"])
        currency = self._some_currency()
        account = {"value": CARD} if way == "CreditCard" else self._bank(currency)
        body = {"PaymentType": way, "AccountRef": account, "TxnDate": self._day(), **currency}
        lines = [self._bought() for _ in range(self.chance.randint(1, 2))]
        return {**body, **self._tax(), "Line": lines}

    def _bought(self) -> Obj:
        if self.chance.random() < 0.5:
            return self._line("ItemBasedExpenseLineDetail")
        on = {"AccountRef": self._any(EXPENSES), **self._code()}
        detail = "AccountBasedExpenseLineDetail"
        return {"Amount": self._price(), "DetailType": detail, detail: on}

    def _line(self, detail: str) -> Obj:
        quantity, price = self.chance.randint(1, 6), self._price()
        item = {"value": self._one("Item"), "name": "whatever"}
        about = {"ItemRef": item, "Qty": quantity, "UnitPrice": price, **self._code()}
        return {"Amount": quantity * price, "DetailType": detail, detail: about}

    def _payment(self) -> Obj:
        customer = self._debtor("Invoice", "CustomerRef")
        memos = self._open("CreditMemo", "CustomerRef", customer)
        entries = self._open_entries(customer)
        lines = [*self._open("Invoice", "CustomerRef", customer), *entries, *memos]
        used = sum((line["Amount"] for line in memos), Decimal(0))
        total = sum((line["Amount"] for line in lines), Decimal(0)) - 2 * used
        extra = self.chance.choice([Decimal(0), Decimal(0), self._price(), Decimal("-0.01")])
        body = {"CustomerRef": {"value": customer}, "TxnDate": self._day(), "Line": lines}
        body |= self._in("Customer", customer)
        into = self.chance.choice([{}, {"DepositToAccountRef": self._bank(body)}])
        return {**body, "TotalAmt": total + extra, **into}

    def _bill_payment(self) -> Obj:
        vendor = self._debtor("Bill", "VendorRef")
        bills = self._open("Bill", "VendorRef", vendor)
        credit = self._open("VendorCredit", "VendorRef", vendor) if len(bills) > 1 else []
        lines = [*bills, *credit]
        total = sum((line["Amount"] for line in bills), Decimal(0))
        total -= sum((line["Amount"] for line in credit), Decimal(0))
        by_card = {"PayType": "CreditCard", "CreditCardPayment": {"CCAccountRef": {"value": CARD}}}
        body = {"VendorRef": {"value": vendor}, "TxnDate": self._day(), "Line": lines}
        body |= self._in("Vendor", vendor)
        by_check = {"PayType": "Check", "CheckPayment": {"BankAccountRef": self._bank(body)}}
        over = self.chance.choice([Decimal(0), Decimal(0), Decimal(0), self._price()])
        way = self.chance.choice([by_card, by_check])
        return {**body, "TotalAmt": total + over, **way}

    def _paying(self, record: Record, whose: str, payer: str, amount: Decimal) -> Deed:
        id_ = record.obj[f"{whose}Ref"]["value"]
        line = {"Amount": amount, "LinkedTxn": [{"TxnId": record.id, "TxnType": record.kind}]}
        body = {f"{whose}Ref": {"value": id_}, "TotalAmt": amount, "Line": [line]}
        body |= self._in(whose, id_)
        if payer == "Payment":
            return Deed("create", payer, body)
        check = {"PayType": payer, "CheckPayment": {"BankAccountRef": self._bank(body)}}
        return Deed("create", "BillPayment", {**body, **check})

    def _open(self, kind: str, whose: str, id_: str) -> list[Obj]:
        """Lines that settle some open documents of a name, whole or in part, rarely too much."""
        lines = []
        for record in list(self.company.live(kind))[-8:]:
            left = open_of(self.company, record)
            if record.obj[whose]["value"] != id_ or not left or self.chance.random() < 0.4:
                continue
            part = wire.money(left * self.chance.choice([1, 1, Decimal("0.4"), Decimal("1.01")]))
            linked = [{"TxnId": record.id, "TxnType": kind}]
            lines.append({"Amount": max(part, Decimal("0.01")), "LinkedTxn": linked})
        return lines

    def _open_entries(self, customer: str) -> list[Obj]:
        """Lines that settle debts out of journal entries."""
        lines = []
        for record in list(self.company.live("JournalEntry"))[-8:]:
            owed = [p.foreign for p in record.effects.postings if p.name_id == customer]
            left = sum(owed, Decimal(0)) - self.company.ledger.applied_to(record.key)
            if left > 0 and self.chance.random() < 0.7:
                linked = [{"TxnId": record.id, "TxnType": "JournalEntry"}]
                lines.append({"Amount": left, "LinkedTxn": linked})
        return lines

    def _entry(self) -> Obj:
        amount, debit, currency = self._price(), {"AccountRef": self._any(EXPENSES)}, self._home()
        if self.chance.random() < 0.5:
            debit, currency = self._claim(self._one("Customer"))
        credit = amount + (self.chance.random() < 0.05)
        sides = (("Debit", amount, debit), ("Credit", credit, {"AccountRef": self._bank(currency)}))
        detail = "JournalEntryLineDetail"
        lines = [
            {"Amount": each, "DetailType": detail, detail: {"PostingType": side, **on}}
            for side, each, on in sides
        ]
        return {"TxnDate": self._day(), "Line": lines, **currency}

    def _claim(self, customer: str) -> tuple[Obj, Obj]:
        """A debit in a customer's name, and its currency."""
        currency = self._in("Customer", customer)
        on = documents.receivable(self.company, code_of(currency))
        entity = {"Type": "Customer", "EntityRef": {"value": customer}}
        return {"AccountRef": {"value": on}, "Entity": entity}, currency

    def _deposit(self) -> Obj:
        lines, currency = list[Obj](), self._some_currency()
        for kind in ("SalesReceipt", "Payment"):
            for record in list(self.company.live(kind))[-6:]:
                into, total = record.obj["DepositToAccountRef"]["value"], record.obj["TotalAmt"]
                other = currency and code_of(record.obj) != code_of(currency)
                if into == UNDEPOSITED and total and not other and self.chance.random() < 0.4:
                    lines.append({"Amount": total, "LinkedTxn": [_link(record)]})
        own = {"AccountRef": self._any(EXPENSES)}
        fee = self.chance.choice([Decimal("-0.50"), self._price()])
        detail = "DepositLineDetail"
        lines.append({"Amount": fee, "DetailType": detail, detail: own})
        into_bank = {"DepositToAccountRef": self._bank(currency), "TxnDate": self._day()}
        kept = {"CashBack": {"AccountRef": self._any(BANKS), "Amount": Decimal("0.10")}}
        return {**into_bank, **self.chance.choice([{}, {}, kept]), "Line": lines, **currency}

    def _transfer(self) -> Obj:
        currency, card = self._some_currency(), {"value": CARD}
        to = self.chance.choice([card, self._bank(currency)])
        ends = {"FromAccountRef": self._any(BANKS), "ToAccountRef": to}
        return {**ends, "Amount": self._price(), "TxnDate": self._day(), **currency}

    def _adjustment(self) -> Obj:
        detail = "ItemAdjustmentLineDetail"
        stocked = [each for each in self.company.live("Item") if each.obj["Type"] == "Inventory"]
        item = self.chance.choice(stocked).id if stocked else self._one("Item")
        about = {"ItemRef": {"value": item}, "QtyDiff": self.chance.randint(-5, 9)}
        line = {"DetailType": detail, detail: about}
        return {"AdjustAccountRef": {"value": SHRINKAGE}, "TxnDate": self._day(), "Line": [line]}

    def _head(self, kind: str) -> Obj:
        whose = self._one(kind)
        head = {f"{kind}Ref": {"value": whose}, "TxnDate": self._day()}
        return {**head, **self._in(kind, whose)}

    def _in(self, kind: str, whose: str) -> Obj:
        """The currency of a name, sometimes at a rate of its own."""
        currency = self.company.records[kind][whose].obj.get("CurrencyRef")
        if not self.company.multicurrency or currency is None:
            return {}
        foreign = currency["value"] != self.company.home_currency
        own = self._rate() if foreign and self.chance.random() < 0.5 else {}
        return {"CurrencyRef": {"value": currency["value"]}, **own}

    def _rate(self) -> Obj:
        return {"ExchangeRate": Decimal(self.chance.randint(50, 200)) / 100}

    def _some_currency(self) -> Obj:
        """Of a document that names nobody: the home currency, or euro."""
        if not self.company.multicurrency or self.chance.random() < 0.6:
            return self._home()
        return {"CurrencyRef": {"value": "EUR"}, **self._rate()}

    def _bank(self, currency: Obj) -> Obj:
        """An account that can take money of a document in that currency."""
        own = (self._euro,) if code_of(currency) == "EUR" else ()
        return self._any((*BANKS, *own, *own))

    def _euro_bank(self) -> str:
        body = {"Name": "Euro bank", "AccountType": "Bank", "CurrencyRef": {"value": "EUR"}}
        made = work.written(self.company, BY_NAME["Account"], "create", body, Options())
        return str(made["Account"]["Id"])

    def _home(self) -> Obj:
        if not self.company.multicurrency:
            return {}
        return {"CurrencyRef": {"value": self.company.home_currency}}

    def _debtor(self, kind: str, whose: str) -> str:
        """The name on one of the latest documents that are open, else any."""
        latest = list(self.company.live(kind))[-12:]
        names = [each.obj[whose]["value"] for each in latest if open_of(self.company, each) > 0]
        return self.chance.choice(names) if names else self._one(whose.removesuffix("Ref"))

    def _tax(self) -> Obj:
        if self.company.is_us:
            taxed = {"TxnTaxDetail": {"TxnTaxCodeRef": {"value": self.chance.choice("23")}}}
            return self.chance.choice([{}, taxed])
        ways = ["TaxExcluded", "TaxInclusive", "TaxExcluded", "NotApplicable"]
        return {"GlobalTaxCalculation": self.chance.choice(ways)}

    def _code(self) -> Obj:
        codes = ["TAX", "NON"] if self.company.is_us else list(self.company.records["TaxCode"])
        return {"TaxCodeRef": {"value": self.chance.choice(codes)}}

    def _currency(self) -> Obj:
        if not self.company.multicurrency:
            return {}
        return self.chance.choice([{}, {"CurrencyRef": {"value": "EUR"}}])

    def _one(self, kind: str) -> str:
        """An entry of a list, mostly an active one."""
        known = list(self.company.live(kind))
        active = [record for record in known if record.active] or known
        return self.chance.choice(active if self.chance.random() < 0.97 else known).id

    def _any(self, accounts: Any) -> Obj:
        return {"value": self.chance.choice(accounts)}

    def _day(self) -> str:
        back = self.chance.choice([0, 0, 1, 7, self.chance.randint(0, 400)])
        return str(self.company.today() - timedelta(days=back))

    def _price(self) -> Decimal:
        return Decimal(self.chance.randint(1, 20_000)) / 100


def _link(record: Record) -> Obj:
    return {"TxnId": record.id, "TxnType": record.kind, "TxnLineId": "0"}
