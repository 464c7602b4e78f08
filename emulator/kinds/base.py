"""What has every kind of object in common? Its rules in their default form."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from emulator.books.company import Company, IndexKey, Record
from emulator.books.effects import Effects
from emulator.data import FOLDER
from emulator.kinds import generation
from emulator.protocol import schema
from emulator.protocol.faults import (
    INACTIVE,
    Fault,
    inactive,
    no_void,
    unknown_reference,
    unsupported,
)
from emulator.wire import Obj

# Properties that a fault calls otherwise than the schema does.
SPOKEN = {"CustomerMemo.value": "Customer Memo"}
ITEM_PATH = "Line.SalesItemLineDetail.ItemRef"
MARKS = ("domain", "sparse", "Id", "SyncToken", "MetaData")


@dataclass(frozen=True)
class Options:
    """What a call brings beside its body: the `include` words, a file."""

    include: frozenset[str] = frozenset()
    with_file: bool = False

    @property
    def allow_duplicate_number(self) -> bool:
        return bool(self.include & {"allowduplicatedocnum", "allowduplicatedocnumber"})


class Kind:
    """One kind of object. Subclasses say what differs.

    `required` are properties an object must have, `always_given` those that even a sparse update
    must name; `line_required` by DetailType ("" for every line) path -> name in the fault. Names
    in `unnamed` are refused without an element. `own_references` the kind checks by itself;
    `stumbles_over`: references that QuickBooks cannot read when they come empty. Ids of more
    than `longest_id` digits, where it is not 0, are none (2030); `gone` is what the 610 of a
    deleted object says. What never `posts` does nothing to the books.
    """

    name = ""
    family = ""
    name_field = "Name"
    posts = True
    can_delete = False
    can_void = False
    named_by_id = True
    required: tuple[str, ...] = ()
    always_given: tuple[str, ...] = ()
    unnamed: frozenset[str] = frozenset()
    stumbles_over: frozenset[str] = frozenset()
    line_required: Mapping[str, Mapping[str, str]] = {}
    line_lengths: Mapping[str, int] = {"Description": 4000}
    own_references: frozenset[str] = frozenset()
    kept: tuple[str, ...] = ()
    read_only: frozenset[str] = frozenset()
    lengths: Mapping[str, int] = {}
    longest_id = 0
    by_newer_service = False
    gone = INACTIVE
    not_queryable: frozenset[str] = frozenset()
    queryable: frozenset[str] = frozenset()
    computed_names: frozenset[str] = frozenset()
    order: tuple[str, ...] = ()

    def cleaned(self, company: Company, body: Obj) -> Obj:
        """A request body as typed values, its Id and SyncToken on top. Raises Fault 2010."""
        values = schema.read(self.name, body)
        if values.problems and company.settings.malformed_numbers == "2010":
            schema.refuse_numbers(values.problems)
        return values

    def read_by(self, company: Company, params: Mapping[str, str]) -> Obj:
        """The object a GET without an id asks for. Raises 500 where there is no such call."""
        if self.by_newer_service:
            raise unsupported(f"operation could not find resource for entity {self.name.lower()}")
        raise unsupported("No resource method found for GET, return 405 with Allow header")

    def check(self, obj: Obj) -> None:
        """Rules of form beside required properties and lengths. Raises Fault 20xx.

        It is asked also of objects that lack what is required.
        """

    def missing(self, company: Company, obj: Obj) -> list[Fault]:
        """What an object that has all of `required` still lacks (2020), one Fault each."""
        return []

    def number_fault(
        self, company: Company, obj: Obj, old: Record | None, options: Options
    ) -> Fault | None:
        """The refusal of a taken number where it stands beside what lines lack."""
        return None

    def missing_in_line(self, line: Obj) -> str | None:
        """The first required property that a line lacks, as the fault names it."""
        for type_ in ("", str(line.get("DetailType"))):
            for path, name in self.line_required.get(type_, {}).items():
                value = line.get(path) if "." not in path else value_at(line, path)
                if value is None or value == []:
                    return name
        return None

    def fill(self, company: Company, record: Record, old: Record | None, options: Options) -> None:
        """Complete `record.obj` in place. Raises Fault where a rule is broken."""

    def effects(self, company: Company, record: Record) -> Effects:
        """What a checked record does to the books."""
        return Effects()

    def keys(self, obj: Obj) -> list[IndexKey]:
        """By what the record is found besides its id."""
        return []

    def computed(self, company: Company, record: Record) -> Obj:
        """Properties that are read from the ledger, not stored."""
        return {}

    def view(self, company: Company, record: Record) -> Obj:
        """The object as QuickBooks answers it; `order` puts properties where it has them."""
        shown = {
            "domain": "QBO",
            "sparse": False,
            "Id": record.id,
            "SyncToken": str(record.sync_token),
            "MetaData": {"CreateTime": record.created, "LastUpdatedTime": record.updated},
            **record.obj,
            **self.computed(company, record),
        }
        if company.settings.generation == "2026":
            shown = generation.newest(company, record, shown)
        ordered = {name: shown[name] for name in self.order if name in shown}
        return {**ordered, **shown}

    def listed(self, company: Company, record: Record) -> Obj:
        """The object as one row of a query's answer."""
        return self.view(company, record)

    def stub(self, record: Record) -> Obj:
        """What is answered of a deleted object."""
        return {"domain": "QBO", "status": "Deleted", "Id": record.id}

    def new_id(self, company: Company, obj: Obj) -> str:
        return company.next_id(self.family)

    def merge(self, old: Obj, given: Obj, *, sparse: bool) -> Obj:
        """Sparse: given values replace, empty ones clear. Full: what is not given is cleared,
        except for what QuickBooks keeps or derives again."""
        base = old if sparse else {name: old[name] for name in self.kept if name in old}
        if not sparse:
            given = {name: value for name, value in given.items() if value is not None}
        both = {**base, **given}
        return {name: value for name, value in both.items() if value is not None}

    def deactivated(self, company: Company, obj: Obj, old: Record) -> None:
        """What else changes in an entry that is made inactive."""

    def free_name(self, company: Company, name: str) -> str:
        return name

    def voided(self, obj: Obj) -> Obj:
        return obj

    def let_go(self, company: Company, record: Record) -> None:
        """Loosen what other documents tied to a changed, voided or deleted one."""

    def follow(
        self, company: Company, record: Record, old: Record | None, options: Options
    ) -> None:
        """What QuickBooks does by itself once a created or updated object is in the books."""

    def void_operation(self) -> Obj | None:
        """What `?operation=void` answers where it does nothing; None where it voids.

        quickbooks: kinds refuse it in different ways. Raises Fault.
        """
        if not self.can_void:
            raise no_void()
        return None

    def refuse_creation(self, company: Company, values: Obj) -> None:
        """Raises where this kind cannot be created at all."""

    def refuse_update(self, company: Company, old: Record) -> None:
        """Raises where this record cannot be changed at all."""

    def refuse_deactivation(self, company: Company, old: Record) -> None:
        raise unsupported("Deactivate")


def refer(company: Company, kind: str, ref: Any) -> Record:
    """The active record a reference means. Raises 2500 where there is none."""
    id_ = str(ref.get("value", "")) if isinstance(ref, dict) else str(ref)
    record = company.find(kind, id_)
    if record is None:
        raise unknown_reference(kind, id_, ITEM_PATH)
    if not record.active:
        raise inactive()
    return record


def unnamed(shown: Obj, *names: str) -> Obj:
    """The same object, these references by their id alone."""
    bare = {name: {"value": shown[name]["value"]} for name in names if name in shown}
    return {**shown, **bare}


def reference_to(record: Record) -> Obj:
    """The reference as QuickBooks answers it; the name is only decoration."""
    obj = record.obj
    name = obj.get("FullyQualifiedName") or obj.get("DisplayName") or obj.get("Name")
    return {"value": record.id, "name": name} if name else {"value": record.id}


def refresh_reference(company: Company, obj: Obj, name: str, kind: str) -> Record | None:
    """Check a reference of an object, if it has it, and write its present name into it."""
    if obj.get(name) is None:
        return None
    record = refer(company, kind, obj[name])
    obj[name] = reference_to(record)
    return record


def value_at(obj: Any, path: str) -> Any:
    """What stands at a dotted path, None where it ends early."""
    for name in path.split("."):
        obj = obj.get(name) if isinstance(obj, dict) else None
    return obj


def too_long(obj: Obj, path: str, most: int) -> Fault | None:
    """quickbooks: text longer than its field is refused (2050), not cut."""
    value = obj.get(path) if "." not in path else value_at(obj, path)
    if value is None or len(str(value)) <= most:
        return None
    return Fault(
        "2050",
        "String length specified does not match the supported length. "
        f"Min:0 Max:{most:,} supported. Supplied length:{len(str(value)):,}",
        element=SPOKEN.get(path, path),
    )


def check_length(obj: Obj, path: str, most: int) -> None:
    """Raises 2050 where the text at that path is longer."""
    fault = too_long(obj, path, most)
    if fault is not None:
        raise fault


def currency_reference(code: str) -> Obj:
    return {"value": code, "name": currency_name(code)}


def currency_name(code: str) -> str:
    """What QuickBooks calls a currency; its code where nobody knows it."""
    return CURRENCIES[code][0] if code in CURRENCIES else code


# Name of each currency, and US dollars per unit: the emulator's own rate of every day.
CURRENCIES: dict[str, list[str]] = json.loads((FOLDER / "currencies.json").read_text())
