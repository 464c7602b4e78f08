"""What does a call to the API ask? Its kind, operation, statement, items and request id."""

import re
from dataclasses import dataclass, field
from typing import Any

from werkzeug import Request

from emulator import query, wire
from emulator.faults import Fault
from emulator.kinds import BY_PATH
from emulator.kinds.base import Options
from emulator.scheduled import Asked
from emulator.wire import Obj

QUERY_FORM = "application/x-www-form-urlencoded"


@dataclass
class Call:
    """One request, read but not yet obeyed; `fault` is what its reading already refused."""

    realm: str
    method: str
    path: str
    rest: list[str]
    params: dict[str, str]
    body: Any = None
    text: str = ""
    entity: str = ""
    operation: str = ""
    fault: Fault | None = None
    items: list[Obj] = field(default_factory=list)
    app: str = ""

    @property
    def request_id(self) -> str:
        return self.params.get("requestid", "")

    @property
    def options(self) -> Options:
        words = self.params.get("include", "").lower().split(",")
        return Options(frozenset(word for word in words if word))

    @property
    def asked(self) -> list[Asked]:
        """What is asked, the items of a batch included."""
        return [Asked(self.entity, self.operation), *map(asked_by_item, self.items)]


def read(request: Request, realm: str, rest: str) -> Call:
    """Read a request. A body that is no JSON becomes the call's fault."""
    call = Call(
        realm=realm,
        method=request.method,
        path=request.path,
        rest=[part for part in rest.split("/") if part],
        params=request.args.to_dict(),
    )
    data = request.get_data()
    head = call.rest[0].lower() if call.rest else ""
    if head == "query":
        call.text = statement(request, data)
        call.entity, call.operation = query.entity_of(call.text), "query"
        return call
    _read_body(call, data)
    call.entity, call.operation = _entity(head, call), _operation(head, call)
    if head == "batch" and isinstance(call.body, dict):
        items = call.body.get("BatchItemRequest")
        listed = items if isinstance(items, list) else []
        call.items = [item for item in listed if isinstance(item, dict)]
    return call


def statement(request: Request, data: bytes) -> str:
    """The query of a GET (in the address) or of a POST (the body, or a form field)."""
    if request.method == "GET":
        return request.args.get("query", "")
    if request.mimetype == QUERY_FORM and data.lstrip()[:6].lower() == b"query=":
        return request.form.get("query", "")
    return data.decode("utf-8", "replace")


def asked_by_item(item: Obj) -> Asked:
    """What one batch item asks."""
    if "Query" in item:
        return Asked(query.entity_of(str(item["Query"])), "query")
    name = entity_of_item(item)
    operation = str(item.get("operation", "")).lower()
    if "void" in str(item.get("optionsData", "")).lower():
        operation = "void"
    return Asked(name, operation)


def entity_of_item(item: Obj) -> str:
    """The name of the entity a batch item carries, as it was spelled."""
    return next((name for name in item if re.fullmatch("[A-Z][A-Za-z]+", name)), "")


def _read_body(call: Call, data: bytes) -> None:
    if not data.strip():
        call.body = {}
        return
    try:
        call.body = wire.loads(data)
    except ValueError as error:
        call.fault = Fault("1010", f"The request body is not JSON: {error}")


def _entity(head: str, call: Call) -> str:
    if head == "taxservice":
        return "TaxService"
    kind = BY_PATH.get(head)
    return kind.name if kind else head.capitalize()


def _operation(head: str, call: Call) -> str:
    if head == "batch":
        return "batch"
    if call.method == "GET":
        return "read"
    if call.rest[-1:] == ["send"]:
        return "send"
    wanted = call.params.get("operation", "").lower()
    if wanted == "void" or "void" in call.options.include:
        return "void"
    if wanted == "delete":
        return "delete"
    has_id = isinstance(call.body, dict) and call.body.get("Id") not in (None, "")
    return "update" if has_id else "create"
