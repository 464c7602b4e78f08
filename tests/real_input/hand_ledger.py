"""A ledger kept by hand: what the figures of a data set enter, to be laid beside the books.

Knows nothing of the bridge. Debits are above zero, credits below; accounts have the names that
QuickBooks gives them.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

RECEIVABLE = "Accounts Receivable (A/R)"
SALES = "Sales of Product Income"
DISCOUNTS = "Discounts given"
SHIPPING = "Shipping Income"
REFUNDS = "Refunds given"
EXCHANGE = "Exchange Gain or Loss"
RETAINED = "Retained Earnings"
# These begin every year at nothing; what they held is then in the retained earnings.
EARNING = frozenset({SALES, DISCOUNTS, SHIPPING, REFUNDS, EXCHANGE})
ZERO = Decimal(0)


@dataclass
class HandLedger:
    """`documents` counts by type; `owed` is by customer; `taxes` has (net, tax) by year and code.

    `foreign` is by currency: what the documents in it put on each account.
    """

    documents: Counter[str] = field(default_factory=Counter)
    owed: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    taxes: defaultdict[tuple[int, str], list[Decimal]] = field(
        default_factory=lambda: defaultdict(lambda: [ZERO, ZERO])
    )
    foreign: defaultdict[str, defaultdict[str, Decimal]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(Decimal))
    )
    _years: defaultdict[int, defaultdict[str, Decimal]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(Decimal))
    )

    @property
    def years(self) -> list[int]:
        return sorted(self._years)

    def enter(self, kind: str, day: date, amounts: Mapping[str, Decimal]) -> None:
        """One document in home currency; its debits and credits must come to nothing."""
        assert sum(amounts.values()) == 0, f"{kind} of {day}: {dict(amounts)}"
        self.documents[kind] += 1
        for account, amount in amounts.items():
            self._years[day.year][account] += amount

    def tax(self, day: date, code: str, net: Decimal, tax: Decimal) -> None:
        sums = self.taxes[day.year, code]
        sums[0] += net
        sums[1] += tax

    def trial_balance(self, year: int) -> dict[str, Decimal]:
        """Every account that is not empty at the end of `year`."""
        found: defaultdict[str, Decimal] = defaultdict(Decimal)
        for each in self.years:
            if each <= year:
                for account, amount in self._years[each].items():
                    is_closed = each < year and account in EARNING
                    found[RETAINED if is_closed else account] += amount
        return _not_empty(found)

    def debts(self) -> dict[str, Decimal]:
        return _not_empty(self.owed)

    def foreign_balances(self) -> dict[str, dict[str, Decimal]]:
        return {currency: _not_empty(sums) for currency, sums in self.foreign.items()}


def _not_empty(sums: Mapping[str, Decimal]) -> dict[str, Decimal]:
    return {name: amount for name, amount in sums.items() if amount}
