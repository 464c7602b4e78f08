"""Whose is a name in QuickBooks? Judged before a customer, vendor or currency is made there.

quickbooks: customers, vendors and employees share one name space, active or not; whoever is made
inactive gets " (deleted)" behind the name, which frees it. Pure: from what both sides say to a
Ruling. Strong evidence links, weak evidence leaves theirs alone, an inactive match asks.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sync_queue.documents import company_currency, names
from sync_queue.documents.outcome import Document
from sync_queue.models import Link
from sync_queue.preparing import evidence
from sync_queue.preparing.intent import NAME_FIELD

DELETED = re.compile(r" \(deleted(?: \d+)?\)$")
# Who bears names of this one name space, in the words of a sentence.
BEARERS = {"Customer": "a customer", "Vendor": "a vendor", "Employee": "an employee"}
Found = Mapping[str, Any]


class Verdict(StrEnum):
    FREE = "free"
    LINK = "link"
    MARK = "mark"
    ASK = "ask"


@dataclass(frozen=True)
class Theirs:
    """Who bears the name in QuickBooks."""

    qbo_type: str
    record: Found

    @property
    def id(self) -> str:
        return str(self.record["Id"])

    @property
    def is_active(self) -> bool:
        return bool(self.record.get("Active", True))

    @property
    def name(self) -> str:
        return str(self.record.get("DisplayName") or self.record.get("Code") or "")

    @property
    def bare_name(self) -> str:
        """Without what QuickBooks put behind it when it was made inactive."""
        return self.name if self.is_active else DELETED.sub("", self.name)

    @property
    def email(self) -> str:
        return str((self.record.get("PrimaryEmailAddr") or {}).get("Address", "")).strip()

    @property
    def currency(self) -> str:
        return str((self.record.get("CurrencyRef") or {}).get("value", ""))

    def bears(self, name: str) -> bool:
        """Whether nobody else can have this name there."""
        return names.fold(names.legal(self.name, longest=500)) == names.fold(name)


@dataclass(frozen=True)
class Ours:
    """A record of the store that is to be made there. `may_link`: no person said otherwise."""

    document: Document
    may_link: bool = True
    linked: Mapping[str, Link] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return asked_for(self.document)

    @property
    def email(self) -> str:
        said = self.document.fields.get("PrimaryEmailAddr") or {}
        return str(said.get("Address", "")).strip()

    @property
    def currency(self) -> str:
        return str((self.document.create_only.get("CurrencyRef") or {}).get("value", ""))

    @property
    def mark(self) -> str:
        """Our own mark in the notes, on what stands for no single person."""
        found = evidence.MARK.search(str(self.document.fields.get("Notes", "")))
        return found.group() if found else ""


@dataclass(frozen=True)
class Ruling:
    verdict: Verdict
    evidence: str = ""
    theirs: Theirs | None = None


def is_asked_about(document: Document) -> bool:
    is_named = document.name_space == Link.NameSpace.NAMES
    return is_named or document.qbo_type == company_currency.TYPE


def asked_for(document: Document) -> str:
    """The plain name of a record, or a currency's code."""
    return document.names[0] if document.names else str(document.fields["Code"])


def folded(document: Document) -> str:
    """The name as a link remembers that QuickBooks was asked for it."""
    return names.fold(asked_for(document))


def judge(ours: Ours, found: Iterable[Theirs]) -> Ruling:
    """What becomes of `ours`, `found` being everybody of its name."""
    same = [one for one in found if names.fold(_legal(one.bare_name)) == names.fold(ours.name)]
    alike = [one for one in same if one.qbo_type == ours.document.qbo_type]
    for one in alike:
        if ours.may_link and one.is_active and not _why_another(ours, one):
            return Ruling(Verdict.LINK, _why_linked(ours, one), one)
    for one in alike:
        if ours.may_link and not one.is_active and not _contradicts(ours, one):
            return Ruling(Verdict.ASK, _why_asked(ours, one), one)
    holders = [one for one in same if one.is_active or one.bears(ours.name)]
    for one in holders:
        return Ruling(Verdict.MARK, _why_marked(ours, one), one)
    return Ruling(Verdict.FREE)


def _legal(name: str) -> str:
    return names.legal(name, longest=500)


def _why_another(ours: Ours, theirs: Theirs) -> str:
    """Why an active record of the same type and name is somebody else; "" on strong evidence."""
    if theirs.qbo_type not in NAME_FIELD:
        return ""
    if why := _contradicts(ours, theirs):
        return why
    if ours.mark:
        return ""
    if not (ours.email and theirs.email):
        side = "the store" if theirs.email else "QuickBooks"
        return f"{side} has no e-mail address to compare"
    return ""


def _contradicts(ours: Ours, theirs: Theirs) -> str:
    """What says that the two are not the same, whatever else does; "" where nothing does."""
    if theirs.id in ours.linked:
        other = ours.linked[theirs.id]
        return f"it stands for another record of the store, “{other.named_for or other.name}”"
    if ours.mark and ours.mark not in str(theirs.record.get("Notes", "")):
        return "it was not made by the bridge"
    if ours.currency and theirs.currency and ours.currency != theirs.currency:
        return f"it is in {theirs.currency}, for ever"
    if ours.email and theirs.email and ours.email.casefold() != theirs.email.casefold():
        return f"its e-mail address there is {theirs.email}"
    return ""


def _why_linked(ours: Ours, theirs: Theirs) -> str:
    if theirs.qbo_type not in NAME_FIELD:
        return f"{theirs.name} is in the company's list of currencies."
    if ours.mark:
        return "It bears the bridge's own mark."
    return f"Same name and e-mail address ({theirs.email})."


def _why_asked(ours: Ours, theirs: Theirs) -> str:
    if theirs.qbo_type not in NAME_FIELD:
        return f"{theirs.name} is in the company's list of currencies, but inactive."
    what = BEARERS[theirs.qbo_type]
    by = f"with the same e-mail address ({theirs.email})"
    if not (ours.email and theirs.email):
        by = "without an e-mail address to compare on both sides"
    return f"“{theirs.bare_name}” is {what} that was made inactive in QuickBooks, {by}."


def _why_marked(ours: Ours, theirs: Theirs) -> str:
    """Why ours gets a name of its own."""
    what = BEARERS[theirs.qbo_type]
    if theirs.qbo_type != ours.document.qbo_type:
        return f"“{theirs.name}” is the name of {what} in QuickBooks."
    if not ours.may_link:
        return f"“{theirs.name}” is {what} in QuickBooks, and a person said to make a new one."
    why = _why_another(ours, theirs)
    return f"“{theirs.name}” is {what} in QuickBooks, but perhaps somebody else: {why}."
