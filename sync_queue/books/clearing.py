"""Do the clearing accounts hold what the store says the payment gateways still owe (rule 13)?

Per account of QuickBooks: what came and went by the store's records, month by month, beside
QuickBooks' own balance; and each cent of difference by what keeps it out of the books.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from connections import lists
from connections.models import Connection, ListItem, PaymentMapping
from entities.models import StorePaymentMethod
from sync_queue.books import clearing_gaps, clearing_side
from sync_queue.books.clearing_gaps import BEFORE, NOWHERE, STATUS, Gap
from sync_queue.books.clearing_side import ZERO, Month, Way
from sync_queue.models import QueueRow

ONE = {
    "payment": ("payment", "payments"),
    "refund": ("refund", "refunds"),
    "payout": ("payout", "payouts"),
    "fee": ("payout's fees", "payouts' fees"),
    "chargeback": ("chargeback", "chargebacks"),
    "won": ("payment that was won back", "payments that were won back"),
    "void": ("payment that was taken back", "payments that were taken back"),
    "change": ("change of what is booked", "changes of what is booked"),
    "deleted": ("record that was deleted in the store", "records that were deleted in the store"),
}
WHY = {
    QueueRow.State.WAITING: ("waits in the Queue", "wait in the Queue"),
    QueueRow.State.HELD: ("waits for you", "wait for you"),
    QueueRow.State.ERROR: ("needs mending", "need mending"),
    BEFORE: ("is from before the books start", "are from before the books start"),
    STATUS: ("is of an order that does not post", "are of orders that do not post"),
    NOWHERE: ("is not in QuickBooks", "are not in QuickBooks"),
}
SENDING = ("is being sent", "are being sent")
# Where what keeps it back is looked at: a page of the console.
PAGES = {QueueRow.State.HELD: "needs-you", QueueRow.State.ERROR: "needs-you", NOWHERE: "older"}


@dataclass(frozen=True)
class Reason:
    """`amount`: how much more QuickBooks has because of it."""

    words: str
    amount: Decimal
    count: int
    page: str


@dataclass(frozen=True)
class Proof:
    """One clearing account. `books` is None where QuickBooks has not told its balance."""

    account: ListItem | None
    ways: tuple[str, ...]
    currency: str
    months: tuple[Month, ...]
    books: Decimal | None
    asked_at: datetime | None
    reasons: tuple[Reason, ...]
    # Money of other currencies lies in it, at rates that only the books know.
    is_mixed: bool = False

    @property
    def name(self) -> str:
        return self.account.name if self.account else f"No account: {', '.join(self.ways)}"

    @property
    def store(self) -> Decimal:
        return self.months[-1].closing if self.months else ZERO

    @property
    def difference(self) -> Decimal:
        """How much more QuickBooks has."""
        return (self.books or ZERO) - self.store

    @property
    def unexplained(self) -> Decimal:
        return self.difference - sum((one.amount for one in self.reasons), ZERO)

    @property
    def can_be_proved(self) -> bool:
        return self.books is not None and not self.is_mixed

    @property
    def is_proved(self) -> bool:
        """Each cent of it is accounted for."""
        return self.can_be_proved and not self.unexplained

    @property
    def sentence(self) -> str:
        if self.account is None:
            return f"No clearing account was chosen for {', '.join(self.ways)}."
        if self.books is None:
            return "QuickBooks has not told its balance yet: press Ask QuickBooks."
        if self.is_mixed:
            return (
                f"It is kept in {self.currency} and takes other money as well, so it cannot be "
                "proved. Choose an account in the currency of the money."
            )
        if not self.difference and not self.reasons:
            return f"Agrees with QuickBooks: {self.store:,.2f} {self.currency}."
        because = " and ".join(f"{one.words} ({abs(one.amount):,.2f})" for one in self.reasons)
        differs = f"Differs by {abs(self.difference):,.2f} {self.currency}"
        if not self.unexplained:
            return f"{differs} because {because}."
        rest = f"{abs(self.unexplained):,.2f} of it nobody has explained"
        return f"{differs}: {because}; {rest}." if because else f"{differs}, and {rest}."

    def as_json(self) -> dict[str, Any]:
        return {
            "account": self.name,
            "ways": list(self.ways),
            "currency": self.currency,
            "store": str(self.store),
            "books": None if self.books is None else str(self.books),
            "difference": str(self.difference),
            "unexplained": str(self.unexplained),
            "is_proved": self.is_proved,
            "sentence": self.sentence,
            "reasons": [
                {"words": one.words, "count": one.count, "amount": str(one.amount)}
                for one in self.reasons
            ],
            "months": [_month(one) for one in self.months],
        }


def ask(connection: Connection, *, now: datetime) -> None:
    """Has QuickBooks tell the balances anew. Raises what `lists.fetch_lists` raises."""
    lists.fetch_lists(connection=connection, now=now, kinds=[ListItem.Kind.ACCOUNT])


def prove(connection: Connection) -> list[Proof]:
    """All clearing accounts, by name; what has no account last."""
    moved, gaps = clearing_side.months(connection), clearing_gaps.missing(connection)
    names = dict(StorePaymentMethod.objects.values_list("pk", "name"))
    mapped = {
        (one.method_id, one.currency): one.clearing_account
        for one in PaymentMapping.objects.filter(connection=connection).select_related(
            "clearing_account"
        )
    }
    by_account: dict[int | None, list[Way]] = defaultdict(list)
    accounts: dict[int | None, ListItem] = {}
    for way in sorted({*moved, *gaps}, key=lambda one: (names.get(one[0], ""), one[1])):
        account = mapped.get(way)
        by_account[account.pk if account else None].append(way)
        if account is not None:
            accounts[account.pk] = account
    desk = _Desk(connection, moved, gaps, names, clearing_gaps.changed(connection))
    proofs = [desk.proof(accounts.get(pk), ways) for pk, ways in by_account.items() if pk]
    proofs += [desk.proof(None, [way]) for way in by_account.get(None, [])]
    return sorted(proofs, key=lambda one: (one.account is None, one.name))


@dataclass(frozen=True)
class _Desk:
    connection: Connection
    moved: dict[Way, dict[date, Month]]
    gaps: dict[Way, list[Gap]]
    names: dict[int, str]
    changes: clearing_gaps.Changes

    def proof(self, account: ListItem | None, ways: list[Way]) -> Proof:
        home = self.connection.home_currency
        currency = (account.currency or home) if account else ways[0][1]
        months: dict[date, Month] = {}
        for way in ways:
            for day, month in self.moved.get(way, {}).items():
                months[day] = months[day].plus(month) if day in months else month
        return Proof(
            account=account,
            ways=tuple(f"{self.names.get(pk, '?')} in {code}" for pk, code in ways),
            currency=currency,
            months=tuple(clearing_side.rolled(months)),
            books=_balance(account),
            asked_at=account.fetched_at if account else None,
            reasons=tuple(self._reasons(account, ways)),
            is_mixed=any(code != currency for _, code in ways),
        )

    def _reasons(self, account: ListItem | None, ways: Iterable[Way]) -> list[Reason]:
        gaps = [gap for way in ways for gap in self.gaps.get(way, [])]
        if account is not None:
            gaps += self.changes.on(account.qbo_id)
        together: dict[tuple[str, str], tuple[int, Decimal]] = {}
        for gap in gaps:
            # What is from before the start belongs in one opening balance.
            name = ("", BEFORE) if gap.why == BEFORE else (gap.what, gap.why)
            count, amount = together.get(name, (0, ZERO))
            together[name] = count + gap.count, amount + gap.amount
        return [
            self._reason(what, why, count, amount)
            for (what, why), (count, amount) in together.items()
            if amount
        ]

    def _reason(self, what: str, why: str, count: int, amount: Decimal) -> Reason:
        if why == BEFORE:
            words = (
                f"the account had this much when the books started on "
                f"{self.connection.books_start_on}: enter it in QuickBooks as its opening balance"
            )
            return Reason(words, amount, count, "")
        one, many = ONE[what]
        is_one, are_many = WHY.get(why, SENDING)
        words = f"1 {one} {is_one}" if count == 1 else f"{count:,} {many} {are_many}"
        return Reason(words, amount, count, PAGES.get(why, "queue"))


def _balance(account: ListItem | None) -> Decimal | None:
    told = account.data.get("CurrentBalance") if account else None
    return None if told is None else Decimal(str(told))


def _month(one: Month) -> dict[str, str]:
    names = ("opening", "sales", "refunds", "charged_back", "fees", "payouts", "closing")
    return {"month": f"{one.first_day:%Y-%m}", **{name: str(getattr(one, name)) for name in names}}
