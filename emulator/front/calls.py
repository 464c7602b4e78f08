"""What does a call to the API ask? Its kind, operation, statement, items and request id."""

from dataclasses import dataclass, field
from typing import Any

from werkzeug import Request

from emulator.conditions.scheduled import Asked
from emulator.front import upload
from emulator.kinds import BY_PATH
from emulator.kinds.base import Options
from emulator.protocol import media
from emulator.protocol.faults import Fault
from emulator.querying import query
from emulator.settings import Settings
from emulator.wire import Obj

OTHER = {
    "taxservice": "TaxService",
    "upload": "Attachable",
    "download": "Attachable",
    "thumbnail": "Attachable",
}
GETS = {"download": "download", "thumbnail": "download", "reports": "report"}
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
    pieces: list[upload.Piece] = field(default_factory=list)
    media_type: str = ""
    header_id: str = ""
    app: str = ""

    @property
    def request_id(self) -> str:
        return self.params.get("requestid") or self.header_id

    @property
    def options(self) -> Options:
        words = self.params.get("include", "").lower().split(",")
        return Options(frozenset(word for word in words if word))

    @property
    def asked(self) -> list[Asked]:
        """What is asked, the items of a batch included."""
        return [Asked(self.entity, self.operation), *map(asked_by_item, self.items)]


def read(request: Request, realm: str, rest: str, settings: Settings) -> Call:
    """Read a request. A body that cannot be understood becomes the call's fault."""
    in_header = settings.request_id_header == "honour"
    call = Call(
        realm=realm,
        method=request.method,
        path=request.path,
        rest=[part for part in rest.split("/") if part],
        params=request.args.to_dict(),
        media_type=request.mimetype,
        header_id=request.headers.get("Request-Id", "") if in_header else "",
    )
    try:
        data = media.unpacked(request)
    except Fault as fault:
        call.fault, data = fault, b""
    head = call.rest[0].lower() if call.rest else ""
    if head == "query":
        call.text = statement(request, data)
        call.entity, call.operation = query.entity_of(call.text), "query"
        return call
    if call.method == "POST":
        _read_body(call, request, data, head, settings)
    call.entity, call.operation = _entity(head), _operation(head, call)
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
    if item.get("Query") is not None:
        return Asked(query.entity_of(str(item["Query"])), "query")
    name = entity_of_item(item)
    operation = str(item.get("operation") or _unsaid(item.get(name))).lower()
    if "void" in str(item.get("optionsData", "")).lower():
        operation = "void"
    return Asked(name, operation)


def _unsaid(body: object) -> str:
    """quickbooks: a batch item that names no operation writes its object, as a POST of it would."""
    has_id = isinstance(body, dict) and body.get("Id") not in (None, "")
    return "update" if has_id else "create"


def entity_of_item(item: Obj) -> str:
    """The name of the entity a batch item carries, as it was spelled."""
    names = (name for name, value in item.items() if value is not None or name != "Query")
    return next((name for name in names if _is_entity(name)), "")


def _is_entity(name: str) -> bool:
    return name[:1].isupper() and len(name) > 1 and name.isalpha() and name.isascii()


def _read_body(call: Call, request: Request, data: bytes, head: str, settings: Settings) -> None:
    """What a POST carries; a GET may carry a body too, which nobody reads."""
    try:
        if head == "upload":
            call.pieces = upload.pieces(data, request.content_type or "")
        elif call.rest[-1:] != ["send"]:
            call.body = media.read(request, data, settings)
    except Fault as fault:
        call.fault = fault


def _entity(head: str) -> str:
    if head in OTHER:
        return OTHER[head]
    kind = BY_PATH.get(head)
    return kind.name if kind else head.capitalize()


def _operation(head: str, call: Call) -> str:
    if head in {"batch", "upload", "cdc"}:
        return head
    if call.method in {"GET", "HEAD"}:
        return GETS.get(head) or ("pdf" if call.rest[2:] == ["pdf"] else "read")
    if call.rest[2:] == ["send"]:
        return "send"
    wanted = call.params.get("operation", "").lower()
    if wanted == "void" or "void" in call.options.include:
        return "void"
    if wanted == "delete":
        return "delete"
    if wanted not in {"", "create", "update"}:
        return wanted
    has_id = isinstance(call.body, dict) and call.body.get("Id") not in (None, "")
    return "update" if has_id or wanted == "update" else "create"
