"""Thousands of random deeds, and after each of them the books must hold.

A failure names its seed and its step. The same again, with a look at every step:

    BOOKS_SEED=17 pytest tests/emulator/test_properties.py -k us
"""

import os
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from emulator.books.company import Company
from emulator.clock import Clock
from emulator.installation import Installation
from tests.emulator.bookkeeper import Bookkeeper, Deed
from tests.emulator.laws import LAWS, SLOW_LAWS, differences, state_of

STEPS = int(os.environ.get("BOOKS_STEPS", "200"))
SEEDS = [int(os.environ["BOOKS_SEED"])] if "BOOKS_SEED" in os.environ else [1, 2]
REGIMES: dict[str, dict[str, Any]] = {
    "us": {"profile": "us"},
    "us-foreign": {"profile": "us", "multicurrency": True},
    "gb": {"profile": "gb"},
    "ca": {"profile": "ca", "multicurrency": True},
    "au": {"profile": "au"},
    "us-ast": {"profile": "us-ast"},
    "auto": {"preferences": {"AutoApplyCredit": True, "AutoApplyPayments": True}},
    "closed": {"preferences": {"BookCloseDate": "2026-03-01"}},
}
# Always the same day, so that a seed means the same deeds whenever it is tried again.
NOW = datetime(2026, 6, 10, 12, tzinfo=UTC).timestamp()
# The slow laws are looked at after every so many deeds, and at the end.
SELDOM = 25


class Broken(AssertionError):
    """A law does not hold any more."""


def judge(company: Company, *laws: Callable[[Company], None], where: str) -> None:
    for law in laws:
        try:
            law(company)
        except AssertionError as broken:
            raise Broken(f"{law.__name__} is broken {where}\n{broken}") from broken


def live_through(company: Company, seed: int) -> list[Deed]:
    """Do it all, look at the books after each deed, and in the end pay what is open. Answers
    what was done."""
    bookkeeper, done = Bookkeeper(company, seed), list[Deed]()
    for step in range(STEPS):
        deed = bookkeeper.choose()
        before = state_of(company)
        done.append(bookkeeper.do(deed))
        where = f"with BOOKS_SEED={seed} after step {step}: {done[-1]}"
        if done[-1].refused and state_of(company) != before:
            changed = differences(before, state_of(company))
            raise Broken(f"A refusal changed the books {where}\n{changed}")
        judge(company, *LAWS, where=where)
        if step % SELDOM == 0:
            judge(company, *SLOW_LAWS, where=where)
    done += [bookkeeper.do(deed) for deed in bookkeeper.settle()]
    judge(company, *LAWS, *SLOW_LAWS, where=f"with BOOKS_SEED={seed} at the end")
    return done


@pytest.mark.parametrize("regime", REGIMES)
@pytest.mark.parametrize("seed", SEEDS)
def test_the_books_hold_whatever_is_done_to_them(regime: str, seed: int) -> None:
    company = Installation(clock=Clock(lambda: NOW)).found({"name": "By chance", **REGIMES[regime]})

    done = live_through(company, seed)

    taken = [deed for deed in done if not deed.refused]
    assert len(taken) > len(done) / 2, Counter(deed.refused for deed in done)
    assert len({deed.kind for deed in taken}) > 12
    assert {deed.operation for deed in taken} == {"create", "update", "void", "delete"}


@pytest.mark.parametrize(
    ("tamper", "law"),
    [
        (lambda books: _add(books.ledger.balances, "35"), "debits_equal_credits"),
        (lambda books: _add(books.ledger._foreign["EUR"], "35"), "debits_equal_credits"),
        (lambda books: _add(books.ledger.owed, "1"), "names_owe_what_their_documents"),
        (lambda books: _add(books.ledger.quantities, "1"), "stock_is_the_sum_of_its_moves"),
        (lambda books: _settle(books, "99999"), "nothing_is_settled_twice"),
        (lambda books: books.ledger.deposits.update({("Payment", "99999"): "1"}), "settled_twice"),
        (lambda books: books.index.add(("doc", "Invoice", "x"), "1"), "the_books_come_out"),
    ],
)
def test_the_laws_notice_what_is_wrong(tamper: Callable[[Company], None], law: str) -> None:
    company = Installation(clock=Clock(lambda: NOW)).found({})
    bookkeeper = Bookkeeper(company, 1)
    for _ in range(30):
        bookkeeper.do(bookkeeper.choose())
    judge(company, *LAWS, *SLOW_LAWS, where="before")

    tamper(company)

    with pytest.raises(Broken, match=law):
        judge(company, *LAWS, *SLOW_LAWS, where="after")


def test_the_same_seed_does_the_same_again() -> None:
    first, second = (
        live_through(Installation(clock=Clock(lambda: NOW)).found({}), 5) for _ in "ab"
    )

    assert first == second


def _add(sums: dict[str, Decimal], name: str) -> None:
    sums[name] += 1


def _settle(books: Company, id_: str) -> None:
    books.ledger.applications["Invoice", id_] = {("Payment", "1"): Decimal(1)}
