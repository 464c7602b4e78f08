"""Where is the choice made that a reason names: on which page, in which field?

The fields of these pages have names of their own; a link leads to the very one.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from connections.choosing.reasons import CLASSES_OFF, UNTAXED, digest
from entities.models import StorePaymentMethod, StoreTax

# What a reason is before its colon, and the page on which its choice is made.
PAGES = {
    "account": "accounts",
    "clearing": "accounts-payments",
    "bank": "accounts-payments",
    "tax": "accounts-taxes",
    "term": "accounts-terms",
    "class": "accounts-terms",
    CLASSES_OFF: "accounts-terms",
    "item": "accounts-items",
}


# These name a payment method and a currency.
OF_MONEY = ("clearing", "bank")


@dataclass(frozen=True)
class Place:
    """`anchor` is the id of the field on the page, "" where it has none."""

    page: str
    anchor: str = ""


def of(reasons: Collection[str]) -> dict[str, Place]:
    """{reason: its place} for those reasons that name a choice; two queries at most."""
    named = {reason: _parts(reason) for reason in reasons}
    pks = _pks(named.values())
    return {
        reason: Place(PAGES[kind], _anchor(kind, rest, pks))
        for reason, (kind, rest) in named.items()
        if kind in PAGES
    }


def _parts(reason: str) -> tuple[str, str]:
    kind, _, rest = reason.partition(":")
    return kind, rest


def _pks(named: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], int]:
    """{(kind, key): pk} of the payment methods and taxes that are named."""
    wanted: dict[str, set[str]] = {}
    for kind, rest in named:
        wanted.setdefault(kind, set()).add(rest.rpartition(":")[0] if kind in OF_MONEY else rest)
    found: dict[tuple[str, str], int] = {}
    for kind, model in (*((name, StorePaymentMethod) for name in OF_MONEY), ("tax", StoreTax)):
        if wanted.get(kind):
            rows = model._default_manager.filter(key__in=wanted[kind]).values_list("key", "pk")
            found |= {(kind, key): pk for key, pk in rows}
    return found


def _anchor(kind: str, rest: str, pks: Mapping[tuple[str, str], int]) -> str:
    if f"{kind}:{rest}" == UNTAXED:
        return "id_untaxed_code"
    if kind in ("account", "item"):
        return f"id_{rest}"
    if kind in ("term", "class"):
        return f"id_{kind}-{digest(rest)}"
    key, _, currency = rest.rpartition(":")
    if kind == "tax" and ("tax", rest) in pks:
        return f"id_tax-{pks['tax', rest]}"
    if kind in OF_MONEY and (kind, key) in pks:
        return f"id_{kind}-{pks[kind, key]}-{currency}"
    return ""
