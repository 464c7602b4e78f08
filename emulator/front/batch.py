"""How are the items of a batch read and obeyed? One after the other, each with its own answer."""

from emulator.books.company import Company
from emulator.conditions import replay
from emulator.conditions.scheduled import Asked, Ordered, Schedule
from emulator.front import work
from emulator.front.calls import Call
from emulator.kinds import BY_NAME
from emulator.kinds.base import Options
from emulator.protocol import schema
from emulator.protocol.faults import Fault, required, unsupported
from emulator.protocol.media import malformed
from emulator.querying import changes, query
from emulator.wire import Obj

# What an item says of itself beside the object it carries.
WORDS = frozenset({"bId", "operation", "optionsData", "Query"})
OPERATIONS = frozenset({"create", "update", "delete", "void"})


def refuse_bad(call: Call, *, most: int) -> None:
    """quickbooks: so many items at most; with a request id their ids are at most 10 characters."""
    items = call.body.get("BatchItemRequest") if isinstance(call.body, dict) else None
    if not items or not isinstance(items, list):
        raise required("BatchItemRequest")
    if len(items) > len(call.items):
        raise malformed()
    if len(items) > most:
        raise Fault("1040", f"A batch may have at most {most} items, this has {len(items)}.")
    if call.request_id:
        replay.check_length(call.request_id, replay.MOST_IN_BATCH)
        for item in items:
            replay.check_length(str(item.get("bId", "")), replay.MOST_ITEM)


def refuse_unknown(items: list[Obj]) -> None:
    """Raises 2010 for the first item with a property that nothing of its kind has."""
    for item in items:
        _refuse_shape(item)
        for name in BY_NAME.keys() & item.keys():
            schema.read(name, item[name] or {})


def obey_item(company: Company, item: Obj, asked: Asked, *, ordered: Ordered | None) -> Obj:
    """One item; a refusal is an answer like any other."""
    answer: Obj
    try:
        if ordered is not None:
            raise work.ordered_fault(ordered.fault)
        answer = _obeyed(company, item, asked)
    except Fault as fault:
        answer = {"Fault": fault.body(company.settings.errors_named)}
    return {**answer, "bId": str(item.get("bId", ""))}


def ordered_for_item(schedule: Schedule, call: Call, asked: Asked) -> Ordered | None:
    """The coded fault that was ordered for one item."""
    return schedule.take(
        realm=call.realm,
        method=call.method,
        path=call.path,
        asked=[asked],
        coded=True,
    )


def _obeyed(company: Company, item: Obj, asked: Asked) -> Obj:
    _refuse_shape(item)
    if item.get("Query") is not None:
        return {"QueryResponse": query.answer(company, str(item["Query"]))}
    if item.get("CDCQuery") is not None:
        return {"CDCResponse": changes.since(company, _cdc(item["CDCQuery"]))}
    name, operation = asked.entity, asked.operation
    if name not in BY_NAME:
        raise malformed()
    if operation not in OPERATIONS:
        raise unsupported(str(item.get("operation")))
    if not item.get("operation") and company.settings.batch_without_operation == "refuse":
        raise required("operation")
    words = str(item.get("optionsData", "")).lower().split(",")
    options = Options(frozenset(word.strip() for word in words if word.strip()))
    body = item[name]
    if operation == "create" and company.settings.batch_create_with_id == "create":
        body = {key: value for key, value in body.items() if key != "Id"}
    return work.written(company, BY_NAME[name], operation, body, options)


def _refuse_shape(item: Obj) -> None:
    """Raises 2010 for a property that no item has, or a word that is a list or an object."""
    for name, value in item.items():
        if name not in WORDS and name != "CDCQuery" and name not in BY_NAME:
            raise schema.unrecognized("BatchItemRequest", name)
        fits = not isinstance(value, dict | list) if name in WORDS else isinstance(value, dict)
        if value is not None and not fits:
            raise malformed()


def _cdc(asked: Obj) -> dict[str, str]:
    """A CDCQuery says the same as the parameters of GET /cdc, its names in capitals."""
    given = {name.lower(): value for name, value in asked.items()}
    names = {"entities": given.get("entities"), "changedSince": given.get("changedsince")}
    return {name: str(value) for name, value in names.items() if value}
