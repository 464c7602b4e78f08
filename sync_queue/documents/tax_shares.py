"""How much of a document's tax is under which tax code, and what remains of prices that hold it?

The store's tax is the truth (A-94): it is divided over the codes as the store's own lines say or,
where they say nothing that fits, as the rates say. Nothing here asks QuickBooks to compute.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sync_queue.documents import totals
from sync_queue.documents.outcome import Held
from sync_queue.documents.totals import CENT, MOST_ROUNDED, Position

ZERO, HUNDRED = Decimal(0), Decimal(100)
HALF_A_CENT = CENT / 2


@dataclass(frozen=True)
class Charged:
    """What the store charged on a record: `tax` in all, in its prices where `is_included`."""

    record: str
    tax: Decimal
    is_included: bool


@dataclass(frozen=True)
class _Group:
    """The positions of one code: what they add up to, and their tax by rate and by the store."""

    amount: Decimal
    rate: Decimal
    by_rate: Decimal
    by_store: Decimal


def of(positions: Sequence[Position], charged: Charged) -> dict[str, Decimal]:
    """{tax code: its part of the tax}, for the codes of positions with a rate above zero.

    Raises Held where the store's figures do not tell which code the tax belongs to.
    """
    groups = _groups(positions, charged)
    if not charged.tax:
        return dict.fromkeys(groups, ZERO)
    if not groups:
        raise Held(
            reason="tax_without_lines",
            message=f"{charged.record} charges {charged.tax} of tax, but none of its lines has a "
            "tax.",
            mend="Give its lines their taxes in the store; it is then sent by itself.",
        )
    if len(groups) == 1:
        return dict.fromkeys(groups, charged.tax)
    return _divided(groups, charged, most_rounded=max(MOST_ROUNDED, len(positions) * HALF_A_CENT))


def by_rates(positions: Sequence[Position], *, is_included: bool) -> Decimal:
    """What the tax of the positions would be by their rates alone."""
    groups = _groups(positions, Charged("", ZERO, is_included))
    return sum((group.by_rate for group in groups.values()), ZERO)


def _divided(
    groups: Mapping[str, _Group], charged: Charged, *, most_rounded: Decimal
) -> dict[str, Decimal]:
    said = {code: group.by_store for code, group in groups.items()}
    found = {code: group.by_rate for code, group in groups.items()}
    nearest = min((said, found), key=lambda shares: abs(charged.tax - sum(shares.values())))
    told = sum(nearest.values(), ZERO)
    if abs(charged.tax - told) > most_rounded:
        raise Held(
            reason="tax_unclear",
            message=f"{charged.record} charges {charged.tax} of tax under {len(groups)} tax "
            f"codes, but its lines account for {totals.to_cents(told)}: how much belongs to which "
            "code is not known.",
            mend="Correct the tax of its lines in the store; it is then sent by itself.",
        )
    return totals.spread(charged.tax, over=nearest)


def _groups(positions: Sequence[Position], charged: Charged) -> dict[str, _Group]:
    found: dict[str, list[Position]] = {}
    for position in positions:
        found.setdefault(position.code, []).append(position)
    groups = {code: _group(members, charged) for code, members in found.items()}
    return {code: group for code, group in groups.items() if group.rate}


def _group(members: Sequence[Position], charged: Charged) -> _Group:
    """A discount has the rate of what it was taken off: the mean, where a code has several."""
    amount = sum((position.amount for position in members), ZERO)
    sold = [position for position in members if position.tax is not None]
    weight = sum((position.amount for position in sold), ZERO)
    rate = max((position.tax.rate for position in sold if position.tax), default=ZERO)
    if weight:
        rate = sum((p.amount * p.tax.rate for p in sold if p.tax), ZERO) / weight
    said = sum((_said(position, charged) for position in sold), ZERO)
    return _Group(amount, rate, _in(amount, rate, charged), said)


def _said(position: Position, charged: Charged) -> Decimal:
    if position.tax_amount is not None:
        return position.tax_amount
    return _in(position.amount, position.tax.rate if position.tax else ZERO, charged)


def _in(amount: Decimal, rate: Decimal, charged: Charged) -> Decimal:
    return amount * rate / ((HUNDRED + rate) if charged.is_included else HUNDRED)


def net(
    positions: Sequence[Position], shares: Mapping[str, Decimal], charged: Charged
) -> list[Position]:
    """The positions without the tax that their amounts hold: per code, gross less tax to the cent.

    Each line comes within a cent or two of its own net; what rounding leaves of a code lies on its
    largest lines, so that nothing of it is left for the document.
    """
    if not charged.is_included:
        return list(positions)
    groups, amounts = _groups(positions, charged), [position.amount for position in positions]
    for code, group in groups.items():
        places = [place for place, one in enumerate(positions) if one.code == code]
        nets = _nets([amounts[place] for place in places], group, shares[code])
        for place, amount in zip(places, nets, strict=True):
            amounts[place] = amount
    return [_of_net(one, amount) for one, amount in zip(positions, amounts, strict=True)]


def _nets(gross: Sequence[Decimal], group: _Group, tax: Decimal) -> list[Decimal]:
    wanted = group.amount - tax
    kept = HUNDRED / (HUNDRED + group.rate)
    # What a discount has nearly used up says nothing of the rate that the store charged.
    if abs(group.amount) * 2 > sum((abs(amount) for amount in gross), ZERO):
        kept = wanted / group.amount
    nets = [totals.to_cents(amount * kept) for amount in gross]
    each, more = divmod(int((wanted - sum(nets, ZERO)) / CENT), len(nets))
    largest = sorted(range(len(nets)), key=lambda place: -abs(gross[place]))
    for rank, place in enumerate(largest):
        nets[place] += CENT * (each + (rank < more))
    return nets


def _of_net(position: Position, amount: Decimal) -> Position:
    if amount == position.amount:
        return position
    price = totals.price_of(amount, position.quantity)
    return replace(position, amount=amount, unit_price=price)
