"""What have lists in common? Unique names, entries made inactive, entries under one another."""

import re

from emulator.books.company import Company, IndexKey, Record
from emulator.kinds.base import Kind, Options, refer, reference_to
from emulator.protocol.faults import Fault, taken, unsupported
from emulator.wire import Obj

DELETED = " (deleted)"
# Where the second word of a kind's name begins.
WORD = re.compile(r"\B(?=[A-Z])")


class NameList(Kind):
    """A list entry with a unique name that is made inactive, never deleted."""

    taken_today = ""

    def keys(self, obj: Obj) -> list[IndexKey]:
        return [("name", self.family, self.unique_name(obj).casefold())]

    def unique_name(self, obj: Obj) -> str:
        return str(obj.get(self.name_field, ""))

    def refuse_taken_name(self, company: Company, record: Record) -> None:
        """quickbooks: names are unique without regard to case (6240)."""
        others = company.named(self.keys(record.obj)[0]) - {record.id}
        if others:
            raise self.duplicate(company, min(others))

    def duplicate(self, company: Company, other: str) -> Fault:
        """The refusal of a name that `other` has; quickbooks: in words of its own per list."""
        if company.find(self.name, other) is None:
            return taken(
                "Another customer, vendor or employee is already using this name. "
                "Please use a different name."
            )
        if self.taken_today and company.settings.wording == "today":
            return taken(self.taken_today.format(id=other), element=None)
        what = WORD.sub(" ", self.name).lower()
        return taken(f"Another {what} is already using this name.  Please use a different name.")

    def free_name(self, company: Company, name: str) -> str:
        """quickbooks: an inactive entry is called 'Name (deleted)'; a second one is numbered."""
        bare = name.removesuffix(DELETED)
        candidate, count = bare + DELETED, 0
        while company.named(("name", self.family, candidate.casefold())) and candidate != name:
            count += 1
            candidate = f"{bare} (deleted {count})"
        return candidate

    def fill(self, company: Company, record: Record, old: Record | None, options: Options) -> None:
        record.obj.setdefault("Active", True)
        self.complete(company, record, old)
        self.refuse_taken_name(company, record)

    def complete(self, company: Company, record: Record, old: Record | None) -> None:
        """Defaults and rules of this list."""

    def refuse_deactivation(self, company: Company, old: Record) -> None:
        """Any entry may be made inactive unless its list says otherwise."""


class MadeElsewhere(NameList):
    """A list to read and ask for. quickbooks: no POST of its kind makes or changes entries."""

    required = ("Name",)

    def refuse_creation(self, company: Company, values: Obj) -> None:
        raise unsupported("Create")

    def refuse_update(self, company: Company, old: Record) -> None:
        raise unsupported("Update")


class Tree(NameList):
    """A list whose entries may stand under one another (FullyQualifiedName, 5 levels)."""

    child_flag = ""
    most_levels = 4

    def complete(self, company: Company, record: Record, old: Record | None) -> None:
        obj = record.obj
        parent = self.parent(company, obj)
        own = str(obj[self.name_field])
        obj.pop("Level", None)
        obj[self.child_flag] = parent is not None
        obj["FullyQualifiedName"] = own
        if parent is None:
            obj.pop("ParentRef", None)
            return
        self.refuse_parent(company, record, parent)
        obj["ParentRef"] = reference_to(parent)
        obj["FullyQualifiedName"] = f"{parent.obj['FullyQualifiedName']}:{own}"
        obj["Level"] = int(parent.obj.get("Level", 0)) + 1
        if obj["Level"] + self._height(company, record.id) > self.most_levels:
            raise Fault("6180", "You can only have 5 levels.", element="ParentRef")

    def keys(self, obj: Obj) -> list[IndexKey]:
        parent = (obj.get("ParentRef") or {}).get("value")
        return [*super().keys(obj), *([("parent", self.name, parent)] if parent else [])]

    def let_go(self, company: Company, record: Record) -> None:
        """A new name of a parent shows in the full names of all that stand under it."""
        for id_ in sorted(company.named(("parent", self.name, record.id))):
            child = company.records[self.name][id_]
            full = f"{record.obj['FullyQualifiedName']}:{child.obj[self.name_field]}"
            if child.obj["FullyQualifiedName"] == full:
                continue
            company.take_out(child)
            reference = reference_to(record)
            level = int(record.obj.get("Level", 0)) + 1
            moved = {"FullyQualifiedName": full, "ParentRef": reference, "Level": level}
            child.obj = {**child.obj, **moved}
            child.keys = self.keys(child.obj)
            company.put(child, family=self.family)
            company.touch(child)
            self.let_go(company, child)

    def _height(self, company: Company, id_: str) -> int:
        """How many levels stand under an entry."""
        children = company.named(("parent", self.name, id_))
        return max((1 + self._height(company, child) for child in children), default=0)

    def parent(self, company: Company, obj: Obj) -> Record | None:
        ref = obj.get("ParentRef")
        return None if ref is None else refer(company, self.name, ref)

    def refuse_parent(self, company: Company, record: Record, parent: Record) -> None:
        above: Record | None = parent
        while above is not None:
            if above.id == record.id:
                raise Fault("900", "An entry cannot stand under itself.", element="ParentRef")
            above = self.parent(company, above.obj)
