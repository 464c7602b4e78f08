"""Which apps may read and write this company's books? A person may take that back here."""

from datetime import UTC, datetime

from markupsafe import Markup
from werkzeug import Request

from emulator.books.company import Company
from emulator.face.frame import Cell, badge, muted, table
from emulator.signin.grants import Grant, Grants
from emulator.wire import stamp

BUTTON = Markup(
    '<form method="post"><input type="hidden" name="grant" value="{}">'
    '<button name="do" value="{}">{}</button></form>'
)


def body(grants: Grants, company: Company, request: Request) -> Markup:
    """GET lists the connections, POST ends one as a person inside QuickBooks would."""
    if request.method == "POST":
        _obey(grants, company, request.form.get("grant", ""), request.form.get("do", ""))
    found = grants.of(company.realm)
    if not found:
        return muted("No app is connected to this company.")
    rows: list[list[Cell]] = [
        [
            grant.client,
            _moment(grant.began),
            _moment(grant.issued),
            ", ".join(scope.rpartition(".")[2] for scope in grant.scopes.split()),
            _state(grant),
            Markup("") if grant.revoked else _buttons(grant),
        ]
        for grant in reversed(found)
    ]
    return table(("App", "Connected", "Refresh token since", "May use", "State", ""), rows)


def _obey(grants: Grants, company: Company, id_: str, wish: str) -> None:
    for grant in grants.of(company.realm):
        if grant.id == id_ and wish == "disconnect":
            grants.end(grant)
        if grant.id == id_ and wish == "remove":
            grants.remove_person(grant)


def _buttons(grant: Grant) -> Markup:
    parts = [BUTTON.format(grant.id, "disconnect", "Disconnect")]
    if not grant.person_removed:
        parts.append(BUTTON.format(grant.id, "remove", "Remove the person who agreed"))
    return Markup('<div class="buttons">{}</div>').format(Markup("").join(parts))


def _state(grant: Grant) -> Markup:
    if grant.revoked:
        return badge("disconnected", "s4")
    return badge("person removed", "s5") if grant.person_removed else badge("connected", "s2")


def _moment(timestamp: float) -> str:
    return stamp(datetime.fromtimestamp(timestamp, UTC)).replace("T", " ")[:16]
