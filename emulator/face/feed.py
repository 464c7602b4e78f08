"""Which calls arrive? The newest on top; the page asks for what is new once a second."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup
from werkzeug import Request, Response

from emulator import wire
from emulator.face import ways
from emulator.face.frame import badge, link, muted, page
from emulator.installation import Installation
from emulator.wire import Obj

MOST = 200
STATUSES = (
    ("", "Any answer"),
    ("2", "Done (2xx)"),
    ("4", "Refused (4xx)"),
    ("5", "Broken (5xx)"),
    ("-", "No answer"),
    ("fault", "With an ordered fault"),
)
HEADS = ("Time", "Company", "Call", "Asked", "Answer", "Marks")


def show(installation: Installation, request: Request) -> Response:
    """The page with the calls up to now."""
    chosen = {name: request.args.get(name, "") for name in ("realm", "entity", "status")}
    heads = Markup("").join(Markup('<th scope="col">{}</th>').format(head) for head in HEADS)
    rows, newest = _rows(installation, chosen, after=0.0)
    body = Markup(
        '{}<p class="live" role="status" data-live>Watching for new calls.</p>'
        '<div class="scroll" tabindex="0"><table class="feed wide" data-feed="/calls/rows" '
        'data-newest="{}"><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>'
    ).format(_filters(installation, chosen), newest, heads, rows)
    return page("Calls", body, above=ways.top(at="/calls"))


def rows(installation: Installation, request: Request) -> Response:
    """The rows of the calls that arrived or were answered after `after`, for the page's script."""
    chosen = {name: request.args.get(name, "") for name in ("realm", "entity", "status")}
    after = request.args.get("after", 0.0, type=float)
    found, newest = _rows(installation, chosen, after=after)
    response = Response(found, mimetype="text/html")
    response.headers["X-Newest"] = newest
    response.headers["Cache-Control"] = "no-store"
    return response


def _rows(
    installation: Installation, chosen: dict[str, str], *, after: float
) -> tuple[Markup, str]:
    """The rows that fit, and from where to ask next: an unanswered call is asked for again."""
    calls = [each for each in list(installation.log) if float(each["arrived"]) > after]
    fitting = [each for each in calls if _fits(each, chosen)][-MOST:]
    names = {realm: str(c.about["name"]) for realm, c in list(installation.companies.items())}
    shown = Markup("").join(_row(each, names) for each in reversed(fitting))
    return shown, repr(_answered_until(calls, after))


def _answered_until(calls: Sequence[Obj], after: float) -> float:
    for at, call in enumerate(calls):
        if call["status"] is None and call["fault"] is None:
            return float(calls[at - 1]["arrived"]) if at else after
    return float(calls[-1]["arrived"]) if calls else after


def _fits(call: Obj, chosen: dict[str, str]) -> bool:
    status, wanted = call["status"], chosen["status"]
    fits = {"": True, "-": status is None, "fault": bool(call["fault"])}
    return (
        chosen["realm"] in {"", call["realm"]}
        and chosen["entity"].casefold() in {"", str(call["entity"]).casefold()}
        and fits.get(wanted, str(status).startswith(wanted))
    )


def _row(call: Obj, names: dict[str, str]) -> Markup:
    realm = str(call["realm"])
    company = (
        link(f"/books/{realm}", names[realm]) if realm in names else Markup("{}").format(realm)
    )
    called = Markup("<details><summary>{} {}</summary>{}</details>").format(
        call["method"], str(call["path"]).removeprefix(f"/v3/company/{realm}"), _details(call)
    )
    asked = f"{call['operation']} {call['entity']}"
    cells = (str(call["at"])[11:19], company, called, asked, _answer(call["status"]), _marks(call))
    shown = Markup("").join(
        Markup('<td data-head="{}">{}</td>').format(*each)
        for each in zip(HEADS, cells, strict=True)
    )
    at = str(call["arrived"]).replace(".", "-")
    return Markup('<tr id="call-{}">{}</tr>').format(at, shown)


def _details(call: Obj) -> Markup:
    facts = Markup("").join(
        Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(name.replace("_", " "), _fact(value))
        for name, value in call.items()
        if value not in (None, "", False, [])
    )
    return Markup("<dl>{}</dl>").format(facts)


def _fact(value: Any) -> str:
    return value if isinstance(value, str) else wire.dumps(value)


def _answer(status: int | None) -> Markup:
    return badge("none" if status is None else str(status), f"s{str(status)[0]}")


def _marks(call: Obj) -> Markup:
    marks = [badge("replayed")] if call["replayed"] else []
    marks += [badge("refused", "s4")] if call["refused"] else []
    marks += [badge(str(call["fault"]), "s5")] if call["fault"] else []
    marks += [badge(code, "s4") for code in dict.fromkeys(call.get("codes", ()))]
    marks += [badge(f"{call['items']} items")] if call["items"] else []
    marks += [badge("request id")] if call["request_id"] else []
    return Markup(" ").join(marks)


def _filters(installation: Installation, chosen: dict[str, str]) -> Markup:
    companies = [(realm, c.about["name"]) for realm, c in installation.companies.items()]
    entities = sorted({str(call["entity"]) for call in list(installation.log) if call["entity"]})
    return Markup(
        '<form class="filters" action="/calls">{}{}{}<button>Show</button></form>{}'
    ).format(
        _choice("realm", "Company", [("", "All companies"), *companies], chosen),
        _choice("entity", "Kind", [("", "All kinds"), *((e, e) for e in entities)], chosen),
        _choice("status", "Answer", STATUSES, chosen),
        muted("Open a call to see all that is known about it."),
    )


def _choice(
    name: str, label: str, options: Sequence[tuple[str, str]], chosen: dict[str, str]
) -> Markup:
    parts = Markup("").join(
        Markup('<option value="{}"{}>{}</option>').format(
            value, Markup(" selected") if value == chosen[name] else "", text
        )
        for value, text in options
    )
    return Markup('<label>{} <select name="{}">{}</select></label>').format(label, name, parts)
