"""The card of an item: first in, first out, whatever the order in which documents are written."""

import random
from decimal import Decimal

import pytest

from emulator.books.effects import Effects
from emulator.books.ledger import Ledger
from emulator.books.stock import Card, Entry, Move

ITEM = "7"


def came(quantity: int, value: str, day: str = "2026-03-01") -> Move:
    return Move(ITEM, Decimal(quantity), day, Decimal(value))


def went(quantity: int, day: str = "2026-03-02", fallback: str = "1") -> Move:
    unit = Decimal(fallback)
    return Move(ITEM, Decimal(-quantity), day, asset="81", against="80", fallback=unit)


def returned(quantity: int, day: str) -> Move:
    return Move(ITEM, Decimal(quantity), day, asset="81", against="80", fallback=Decimal(1))


def costs(*moves: Move) -> list[Decimal]:
    """The moves written one after the other; their costs in that order."""
    card, entries = Card(), []
    for number, move in enumerate(moves, start=1):
        entries.append(Entry(("Bill", str(number)), 0, move))
        card.add(entries[-1])
    list(card.recount())
    return [entry.cost for entry in entries]


def test_it_takes_the_cost_of_what_came_first() -> None:
    assert costs(came(2, "10.00"), came(2, "14.00"), went(3))[2] == Decimal("-17.00")


def test_it_leaves_no_cent_behind_when_all_is_sold() -> None:
    found = costs(came(3, "10.00"), went(1), went(1), went(1))

    assert sum(found) == 0
    assert found[1:] == [Decimal("-3.33"), Decimal("-3.34"), Decimal("-3.33")]


def test_it_costs_what_is_not_there_at_the_purchase_cost() -> None:
    assert costs(went(2, fallback="4.50"))[0] == Decimal("-9.00")


def test_it_corrects_the_cost_when_the_goods_come_later() -> None:
    sold, _bought = costs(went(2, "2026-03-02"), came(5, "30.00", "2026-03-09"))

    assert sold == Decimal("-12.00")


def test_it_takes_a_part_from_stock_and_a_part_from_what_comes_later() -> None:
    found = costs(
        came(1, "5.00"), went(3), came(1, "6.00", "2026-03-05"), came(4, "28.00", "2026-04-01")
    )

    assert found[1] == Decimal("-18.00")


def test_it_costs_by_date_not_by_the_order_of_writing() -> None:
    late, early = costs(went(2, "2026-03-09"), went(2, "2026-03-05"), came(2, "8.00"))[:2]

    assert (early, late) == (Decimal("-8.00"), Decimal("-2.00"))


def test_it_takes_returned_goods_back_at_the_cost_at_which_they_went() -> None:
    back = costs(came(2, "10.00"), went(1), returned(1, "2026-03-03"))[2]

    assert back == Decimal("5.00")


def test_it_knows_no_given_cost_for_what_goes() -> None:
    with pytest.raises(ValueError, match="finds the cost"):
        Move(ITEM, Decimal(-1), "2026-03-01", Decimal(-5))


def test_it_books_the_cost_anew_when_an_earlier_purchase_is_deleted() -> None:
    ledger = Ledger()
    first, second, sale = (Effects(moves=[move]) for move in MOVES)
    for number, effects in enumerate((first, second, sale), start=1):
        ledger.apply(("Bill", str(number)), effects)
    before = ledger.balances["80"]

    ledger.retract(("Bill", "1"), first)

    assert (before, ledger.balances["80"]) == (Decimal("5.00"), Decimal("7.00"))


MOVES = (came(1, "5.00"), came(1, "7.00", "2026-03-02"), went(1, "2026-03-03"))


@pytest.mark.parametrize("seed", range(20))
def test_it_ends_with_the_same_costs_however_it_got_there(seed: int) -> None:
    chance, ledger, written = random.Random(seed), Ledger(), {}
    for number in range(1, 80):
        key = ("Bill", str(number))
        written[key] = Effects(moves=[_any_move(chance)])
        ledger.apply(key, written[key])
        if chance.random() < 0.3:
            gone = chance.choice(list(written))
            ledger.retract(gone, written.pop(gone))
        if chance.random() < 0.3:
            assert ledger.balances["80"] == -ledger.balances["81"]

    anew = Ledger()
    for key, effects in sorted(written.items(), key=lambda each: int(each[0][1])):
        anew.apply(key, effects)
    assert ledger.balances["80"] == anew.balances["80"]
    assert ledger.values[ITEM] == anew.values[ITEM]


def _any_move(chance: random.Random) -> Move:
    day = f"2026-03-{chance.randint(1, 28):02}"
    kind = chance.choice((came, went, returned))
    if kind is came:
        return came(chance.randint(1, 9), f"{chance.randint(1, 99)}.{chance.randint(10, 99)}", day)
    return kind(chance.randint(1, 9), day)
