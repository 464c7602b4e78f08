"""How is a call obeyed? Read, query, write, batch, tax service; answers as Python values."""

from emulator import changes, query, replay, reports, writes
from emulator.calls import Call, asked_by_item, entity_of_item
from emulator.company import Company
from emulator.faults import Fault, contention, recorded, required, unsupported
from emulator.kinds import BY_NAME, BY_PATH
from emulator.kinds.base import Kind, Options
from emulator.kinds.taxes import create_through_service
from emulator.scheduled import Ordered, Schedule
from emulator.wire import Obj

MOST_ITEMS = 30


def obey(company: Company, call: Call) -> Obj:
    """Everything but a batch. Answers the body without its time. Raises Fault."""
    if call.fault is not None:
        raise call.fault
    if call.operation == "query":
        return {"QueryResponse": query.answer(company, call.text)}
    if [part.lower() for part in call.rest] == ["taxservice", "taxcode"] and call.method == "POST":
        return create_through_service(company, call.body)
    if call.rest == ["cdc"] and call.method == "GET":
        return {"CDCResponse": changes.since(company, call.params)}
    if call.entity == "Reports" and len(call.rest) == 2 and call.method == "GET":
        return reports.answer(company, call.rest[1], call.params)
    kind = BY_PATH.get(call.rest[0].lower()) if call.rest else None
    if kind is None:
        raise _nowhere(call)
    if call.method == "GET":
        return {kind.name: _read(company, kind, call)}
    if call.operation == "send":
        return {kind.name: _send(company, kind, call)}
    if call.method != "POST" or len(call.rest) > 1:
        raise _nowhere(call)
    return {kind.name: write(company, kind, call.operation, call.body, call.options)}


def write(company: Company, kind: Kind, operation: str, body: Obj, options: Options) -> Obj:
    """One create, update, delete or void. Answers the object or its stub."""
    if not isinstance(body, dict):
        raise Fault("1010", f"A {kind.name} must be a JSON object.")
    if operation == "delete":
        return writes.delete(company, kind, body)
    if operation == "void":
        return writes.void(company, kind, body)
    return writes.create_or_update(company, kind, body, options)


def refuse_bad_batch(call: Call) -> None:
    """quickbooks: at most 30 items; with a request id their ids are at most 10 characters."""
    items = call.body.get("BatchItemRequest") if isinstance(call.body, dict) else None
    if not items or not isinstance(items, list):
        raise required("BatchItemRequest")
    if len(items) > len(call.items):
        raise Fault("1010", "Every item of a batch must be a JSON object.")
    if len(items) > MOST_ITEMS:
        raise Fault("1040", f"A batch may have at most {MOST_ITEMS} items, this has {len(items)}.")
    if call.request_id:
        replay.check_length(call.request_id, replay.MOST_IN_BATCH)
        for item in items:
            replay.check_length(str(item.get("bId", "")), replay.MOST_ITEM)


def obey_item(company: Company, item: Obj, *, ordered: Ordered | None) -> Obj:
    """One item of a batch; a refusal is an answer like any other."""
    answer: Obj
    try:
        if ordered is not None:
            raise ordered_fault(ordered.fault)
        answer = _item(company, item)
    except Fault as fault:
        answer = {"Fault": fault.body()}
    return {**answer, "bId": str(item.get("bId", ""))}


def ordered_for_item(schedule: Schedule, call: Call, item: Obj) -> Ordered | None:
    return schedule.take(
        realm=call.realm,
        method=call.method,
        path=call.path,
        asked=[asked_by_item(item)],
        coded=True,
    )


def ordered_fault(name: str) -> Fault:
    """The fault that was ordered by code, in its recorded words."""
    return contention() if name == "6000-contention" else recorded(name)


def _item(company: Company, item: Obj) -> Obj:
    if "Query" in item:
        return {"QueryResponse": query.answer(company, str(item["Query"]))}
    name = entity_of_item(item)
    if name not in BY_NAME:
        raise Fault("2010", f"Property Name:Unrecognized field {name!r} in a batch item")
    words = str(item.get("optionsData", "")).lower().split(",")
    operation = asked_by_item(item).operation
    if operation not in {"create", "update", "delete", "void"}:
        raise unsupported(str(item.get("operation")))
    options = Options(frozenset(word.strip() for word in words if word.strip()))
    return {name: write(company, BY_NAME[name], operation, item[name], options)}


def _read(company: Company, kind: Kind, call: Call) -> Obj:
    if kind.name == "CompanyInfo":
        return kind.view(company, company.records[kind.name]["1"])
    if len(call.rest) == 1:
        return kind.read_by(company, call.params)
    if len(call.rest) > 2:
        raise _nowhere(call)
    return kind.view(company, writes.read(company, kind, call.rest[1]))


def _send(company: Company, kind: Kind, call: Call) -> Obj:
    """POST /invoice/<id>/send: marks the form as e-mailed."""
    if kind.name not in {"Invoice", "SalesReceipt", "CreditMemo", "RefundReceipt"}:
        raise _nowhere(call)
    record = writes.read(company, kind, call.rest[1])
    to = call.params.get("sendTo")
    email = {"Address": to} if to else record.obj.get("BillEmail")
    if not email:
        raise Fault("6420", "An email address is required to send this form.", element="BillEmail")
    sent = {**record.obj, "EmailStatus": "EmailSent", "BillEmail": email}
    changed = writes.changed(company, record, sent)
    writes.replace(company, kind, record, changed)
    return kind.view(company, changed)


def _nowhere(call: Call) -> Fault:
    full = f"https://c50.sandbox.qbo.intuit.com/qbo50{call.path}"
    return unsupported(f"Could not find resource for relative : {call.path} of full path: {full}")
