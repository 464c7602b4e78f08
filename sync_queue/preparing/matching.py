"""Which records of the store are in QuickBooks already? Compared by name and by e-mail or code.

Pure: from what both sides say to one Match for each record of the store. Strong evidence links,
weak evidence asks, none creates; nothing of QuickBooks is ever proposed for two records at once.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sync_queue.documents import names

MOST_CANDIDATES = 5
# quickbooks: items of these types stand on documents; categories and bundles do not.
SOLD_TYPES = ("Inventory", "NonInventory", "Service")
# Said of ours where more than one of theirs fits, and where theirs fits more than one of ours.
SEVERAL = "Several in QuickBooks fit."
SHARED = "Several records of the store fit this one: give it to one of them."
NAMES_OF_CUSTOMERS = ("DisplayName", "CompanyName")


class Verdict(StrEnum):
    LINK = "link"
    CREATE = "create"
    DECIDE = "decide"


@dataclass(frozen=True)
class Side:
    """A record of one side. `id`: the store's key, or QuickBooks' id; `mark`: e-mail or code."""

    id: str
    names: tuple[str, ...]
    mark: str = ""
    currency: str = ""
    type: str = ""
    is_active: bool = True

    @property
    def name(self) -> str:
        return self.names[0] if self.names else self.mark


@dataclass(frozen=True)
class Evidence:
    """What is compared besides the name: an e-mail address, or a code that is enough by itself."""

    mark: str
    mark_is_enough: bool
    mark_folds: bool

    def fold(self, mark: str) -> str:
        mark = mark.strip()
        return mark.casefold() if self.mark_folds else mark


CUSTOMERS = Evidence("e-mail", mark_is_enough=False, mark_folds=True)
# Real stores have codes that differ by letter case only.
PRODUCTS = Evidence("code", mark_is_enough=True, mark_folds=False)


@dataclass(frozen=True)
class Match:
    """What becomes of `ours`: for LINK `candidates` is the one, for DECIDE those to choose from."""

    ours: Side
    verdict: Verdict
    evidence: str
    candidates: tuple[Side, ...] = ()


class Theirs:
    """The records of QuickBooks, found by name and by mark."""

    def __init__(self, records: Iterable[Side], by: Evidence) -> None:
        self.by = by
        self.named: dict[str, list[Side]] = defaultdict(list)
        self.marked: dict[str, list[Side]] = defaultdict(list)
        for record in records:
            for name in folded(record):
                self.named[name].append(record)
            if record.mark:
                self.marked[by.fold(record.mark)].append(record)

    def like(self, ours: Side) -> tuple[dict[str, Side], dict[str, Side]]:
        """({id: those of the same name}, {id: those of the same mark}), in its currency."""
        named = [one for name in folded(ours) for one in self.named.get(name, ())]
        marked = self.marked.get(self.by.fold(ours.mark), ()) if ours.mark else ()
        return _fitting(named, ours), _fitting(marked, ours)


def match(ours: Iterable[Side], theirs: Iterable[Side], *, by: Evidence) -> list[Match]:
    """One Match for each of `ours`, in their order."""
    known = Theirs(theirs, by)
    found = [_one(record, known, by) for record in ours]
    wanted = Counter(one.candidates[0].id for one in found if one.verdict == Verdict.LINK)
    return [_alone(one, wanted) for one in found]


def customer_of_books(found: Mapping[str, Any]) -> Side:
    """A customer as QuickBooks tells it."""
    given = f"{found.get('GivenName', '')} {found.get('FamilyName', '')}".strip()
    said = [*(str(found.get(name, "")) for name in NAMES_OF_CUSTOMERS), given]
    return Side(
        id=str(found["Id"]),
        names=tuple(dict.fromkeys(name for name in said if name)),
        mark=str((found.get("PrimaryEmailAddr") or {}).get("Address", "")),
        currency=str((found.get("CurrencyRef") or {}).get("value", "")),
        is_active=bool(found.get("Active", True)),
    )


def item_of_books(found: Mapping[str, Any]) -> Side:
    """A product or service as QuickBooks tells it."""
    return Side(
        id=str(found["Id"]),
        names=(str(found.get("Name", "")),),
        mark=str(found.get("Sku", "")),
        type=str(found.get("Type", "")),
        is_active=bool(found.get("Active", True)),
    )


def folded(record: Side) -> Iterator[str]:
    for name in dict.fromkeys(record.names):
        if legal := names.legal(name, longest=500):
            yield names.fold(legal)


def _fitting(found: Iterable[Side], ours: Side) -> dict[str, Side]:
    """quickbooks: a customer has one currency for ever, so one in another is somebody else."""
    return {one.id: one for one in found if ours.currency in ("", one.currency or ours.currency)}


def _one(ours: Side, known: Theirs, by: Evidence) -> Match:
    named, marked = known.like(ours)
    everyone = {**marked, **named}
    alive = {id_: one for id_, one in everyone.items() if one.is_active}
    if not alive:
        return Match(ours, Verdict.CREATE, _why_created(everyone, by))
    sure = [one for id_, one in alive.items() if _is_sure(id_, named, marked, by)]
    if len(sure) == 1:
        return Match(ours, Verdict.LINK, _why_sure(sure[0], named, by), (sure[0],))
    shown = tuple((sure or list(alive.values()))[:MOST_CANDIDATES])
    return Match(ours, Verdict.DECIDE, _why_asked(shown, ours, named, by), shown)


def _is_sure(id_: str, named: Mapping[str, Side], marked: Mapping[str, Side], by: Evidence) -> bool:
    return id_ in marked and (by.mark_is_enough or id_ in named)


def _alone(one: Match, wanted: Counter[str]) -> Match:
    """What two records of the store would both be linked to is for a person to give to one."""
    if one.verdict != Verdict.LINK or wanted[one.candidates[0].id] == 1:
        return one
    return replace(one, verdict=Verdict.DECIDE, evidence=SHARED)


def _why_sure(found: Side, named: Mapping[str, Side], by: Evidence) -> str:
    return f"Same {by.mark} and name." if found.id in named else f"Same {by.mark}."


def _why_created(found: Mapping[str, Side], by: Evidence) -> str:
    if not found:
        return f"Nothing in QuickBooks has this name or {by.mark}."
    return "QuickBooks has one like it that is inactive: make it active there to link it instead."


def _why_asked(shown: tuple[Side, ...], ours: Side, named: Mapping[str, Side], by: Evidence) -> str:
    if len(shown) > 1:
        return SEVERAL
    if shown[0].id not in named:
        return f"Same {by.mark}, another name."
    if shown[0].mark and ours.mark:
        return f"Same name, another {by.mark}."
    return f"Same name; there is no {by.mark} to compare on both sides."
