"""What happens on create, update, delete and void?

One path for all kinds: clean the body, let the kind fill and check it, replace the record and
its effects, count the SyncToken. A refused write (Fault) has changed nothing.
"""

from emulator.books.company import Company, Record
from emulator.books.effects import Effects
from emulator.kinds import amounts, form, references
from emulator.kinds.base import Kind, Options
from emulator.kinds.settlements import counted, refuse_linked
from emulator.protocol.faults import (
    Fault,
    invalid_id,
    no_void,
    not_found,
    required,
    stale,
    unsupported,
)
from emulator.wire import Obj, stamp

HEAD = frozenset({"domain", "sparse", "status", "Id", "SyncToken", "MetaData"})
# What the schema knows but only QuickBooks writes, of whatever kind; passed over without a word.
THEIRS = frozenset(
    {
        *("TotalCostAmount", "HomeTotalCostAmount", "TxnApprovalInfo", "TxnSource"),
        *("ECloudStatusTimeStamp", "EInvoiceStatus", "InvoiceLinkExpiryDate", "callToAction"),
        *("InvoiceLinkSecurityCode", "invoiceStatus", "invoiceStatusLog", "ConvenienceFeeDetail"),
        *("TotalRevenue", "TotalExpense", "RootCustomerRef", "V4IDPseudonym", "IntuitId"),
        *("ClientEntityId", "OverDueBalance", "GovtTxnRefIdentifier"),
    }
)
NOT_TAKEN = HEAD | THEIRS
# What people can void, though no call is known that does.
SALES_FORMS = frozenset({"Estimate", "CreditMemo", "RefundReceipt"})


def create_or_update(company: Company, kind: Kind, body: Obj, options: Options) -> Obj:
    """POST /<entity>: an Id in the body makes it an update. Answers the object."""
    values = kind.cleaned(company, body)
    with counted(company):
        if values.get("Id") is None:
            return create(company, kind, values, options)
        return update(company, kind, values, options)


def create(company: Company, kind: Kind, values: Obj, options: Options) -> Obj:
    kind.refuse_creation(company, values)
    obj = {name: value for name, value in given(kind, values).items() if value is not None}
    form.check(company, kind, obj, values, old=None, options=options)
    check_content(company, kind, obj)
    now = stamp(company.now())
    record = Record(kind.name, "", obj, now, now)
    kind.fill(company, record, None, options)
    refuse_closed_period(company, kind, record.obj)
    record.id = kind.new_id(company, obj)
    settle(company, kind, record)
    kind.follow(company, record, None, options)
    return kind.view(company, record)


def update(company: Company, kind: Kind, values: Obj, options: Options) -> Obj:
    form_first = company.settings.stale_check == "after form"
    if form_first:
        check_form(company, kind, values, options)
    old = current(company, kind, values)
    if not form_first:
        check_form(company, kind, values, options)
    kind.refuse_update(company, old)
    if _deactivates(old, values):
        return deactivate(company, kind, old)
    obj = merged(kind, old, values)
    check_content(company, kind, obj)
    record = changed(company, old, obj)
    kind.fill(company, record, old, options)
    if record.obj == old.obj:
        return kind.view(company, old)
    refuse_closed_period(company, kind, old.obj)
    refuse_closed_period(company, kind, record.obj)
    replace(company, kind, old, record)
    kind.follow(company, record, old, options)
    return kind.view(company, record)


def check_form(company: Company, kind: Kind, values: Obj, options: Options) -> None:
    """quickbooks: what is missing or malformed (20xx) is said before the object is looked for."""
    old = company.find(kind.name, values["Id"])
    if old is not None and not _deactivates(old, values):
        obj = merged(kind, old, values)
        form.check(company, kind, obj, values, old=old, options=options)


def check_content(company: Company, kind: Kind, obj: Obj) -> None:
    """quickbooks: references (2500) come before the rules of a kind (6xxx)."""
    references.check(company, kind, obj)
    amounts.check(obj)


def delete(company: Company, kind: Kind, body: Obj) -> Obj:
    """POST ?operation=delete. Answers the stub; lists refuse with 500."""
    if not kind.can_delete:
        raise unsupported("Delete")
    record = current(company, kind, kind.cleaned(company, body))
    kind.refuse_update(company, record)
    refuse_closed_period(company, kind, record.obj)
    refuse_linked(company, record, "800")
    with counted(company):
        company.take_out(record)
        record.keys, record.effects, record.deleted = [], Effects(), True
        record.updated = _later(company, record)
        company.touch(record)
        kind.let_go(company, record)
    return kind.stub(record)


def void(company: Company, kind: Kind, body: Obj) -> Obj:
    """The document stays with its number and date, all its amounts become 0."""
    if not may_be_voided(company, kind):
        raise no_void()
    old = current(company, kind, kind.cleaned(company, body))
    kind.refuse_update(company, old)
    refuse_closed_period(company, kind, old.obj)
    refuse_linked(company, old, "6450")
    record = changed(company, old, kind.voided(old.obj))
    with counted(company):
        replace(company, kind, old, record)
        kind.follow(company, record, old, Options())
    return kind.view(company, record)


def may_be_voided(company: Company, kind: Kind) -> bool:
    more = SALES_FORMS if company.settings.void_operation == "sales forms" else frozenset()
    return kind.can_void or kind.name in more


def deactivate(company: Company, kind: Kind, old: Record) -> Obj:
    """Active=false: the name gets ' (deleted)' so that it is free again."""
    kind.refuse_deactivation(company, old)
    record = changed(company, old, {**old.obj, "Active": False})
    name = kind.free_name(company, str(old.obj[kind.name_field]))
    record.obj[kind.name_field] = name
    if "FullyQualifiedName" in record.obj:
        parent = str(old.obj["FullyQualifiedName"]).rpartition(":")[0]
        record.obj["FullyQualifiedName"] = f"{parent}:{name}" if parent else name
    kind.deactivated(company, record.obj, old)
    replace(company, kind, old, record)
    return kind.view(company, record)


def current(company: Company, kind: Kind, values: Obj) -> Record:
    """The record a body speaks of. Raises 2020, 2030, 610 or 5010."""
    id_ = values.get("Id")
    if id_ is None:
        raise required("Id")
    record = read(company, kind, str(id_))
    token = values.get("SyncToken")
    if token is None:
        raise required("SyncToken")
    if str(token) != str(record.sync_token):
        raise stale()
    return record


def read(company: Company, kind: Kind, id_: str) -> Record:
    """The record of that id. Raises 2030 on a malformed id and 610 on a missing record."""
    record = company.find(kind.name, id_)
    if record is not None:
        return record
    longest = kind.longest_id or company.settings.longest_id
    if not (id_.isascii() and id_.isdigit()) or len(id_) > longest:
        raise invalid_id(id_)
    was_there = company.records[kind.name].get(id_) is not None
    raise not_found(kind.gone) if was_there else not_found()


def merged(kind: Kind, old: Record, values: Obj) -> Obj:
    """The object after the update: sparse changes what is given, full clears what is not."""
    return kind.merge(old.obj, given(kind, values), sparse=bool(values.get("sparse")))


def given(kind: Kind, values: Obj) -> Obj:
    """What of a body is for its sender to say."""
    barred = kind.read_only | NOT_TAKEN
    return {name: value for name, value in values.items() if name not in barred}


def changed(company: Company, old: Record, obj: Obj) -> Record:
    return Record(
        old.kind,
        old.id,
        obj,
        old.created,
        _later(company, old),
        sync_token=old.sync_token + 1,
        lines_used=old.lines_used,
    )


def replace(company: Company, kind: Kind, old: Record, record: Record) -> None:
    company.take_out(old)
    settle(company, kind, record)
    kind.let_go(company, record)


def settle(company: Company, kind: Kind, record: Record) -> None:
    """Compute keys and effects of a checked record and take it in."""
    record.keys = kind.keys(record.obj)
    record.effects = kind.effects(company, record)
    company.put(record, family=kind.family)
    company.touch(record)


def refuse_closed_period(company: Company, kind: Kind, obj: Obj) -> None:
    """quickbooks: nothing dated on or before BookCloseDate may be written (6210); with the setting
    `closed_period` nothing that posts."""
    if not kind.posts and company.settings.closed_period == "posting":
        return
    closed = company.preference("AccountingInfoPrefs", "BookCloseDate")
    if closed and obj.get("TxnDate", "9999") <= closed:
        raise Fault(
            "6210",
            "The account period has closed and the account books cannot be updated through "
            "through the QBO Services API. Please use the QBO website to make these changes.",
        )


def _deactivates(old: Record, values: Obj) -> bool:
    return values.get("Active") is False and old.active


def _later(company: Company, old: Record) -> str:
    return max(stamp(company.now()), old.updated)
