"""May this app use your company's books? The page on which a person picks one, or refuses."""

from collections.abc import Iterable

from markupsafe import Markup
from werkzeug import Response

from emulator.books.company import Company
from emulator.face.frame import muted, page

SCOPES = {
    "com.intuit.quickbooks.accounting": "Read and change all accounting data of the company",
    "com.intuit.quickbooks.payment": "Take payments through the company",
    "openid": "Know who you are",
    "profile": "See your name",
    "email": "See your e-mail address",
    "phone": "See your phone number",
    "address": "See your address",
}
TOP = Markup(
    '<header class="top"><b class="brand">QuickBooks emulator</b>'
    "<span>Signed in as Emulated Person</span></header>"
)
# An answer leads on to the app, wherever that is.
ANYWHERE = "http: https:"


def question(
    asked: dict[str, str], companies: Iterable[Company], *, choose: bool, complaint: str
) -> Response:
    """The page; `choose` where the app asks for a company's data and not only for the person's."""
    hidden = Markup("").join(
        Markup('<input type="hidden" name="{}" value="{}">').format(name, value)
        for name, value in asked.items()
    )
    back = asked["redirect_uri"].split("?")[0]
    body = Markup(
        '<div class="consent"><p>The app <b>{}</b> asks to</p><ul>{}</ul>'
        '<form method="post" action="/connect/oauth2">{}{}{}<p class="decide">'
        '<button name="decision" value="connect" class="primary">Connect</button> '
        '<button name="decision" value="cancel" formnovalidate>Cancel</button></p></form>{}</div>'
    ).format(
        asked["client_id"],
        _wishes(asked["scope"]),
        hidden,
        Markup('<p class="complaint" role="alert">{}</p>').format(complaint) if complaint else "",
        _choices(list(companies)) if choose else "",
        muted(f"Either way you go back to {back}. The company's page Apps takes consent back."),
    )
    return page("Connect to QuickBooks", body, above=TOP, form_action=ANYWHERE)


def refusal(client: str, problem: str) -> Response:
    """The app's request is wrong, and it cannot be told by a redirect."""
    body = Markup(
        '<div class="consent"><p>Sorry, but {} didn\'t connect. What is wrong with its request:</p>'
        '<p class="complaint" role="alert">{}</p></div>'
    ).format(client or "the app", problem)
    return page("There is a connection problem", body, above=TOP, status=400)


def _wishes(scope: str) -> Markup:
    return Markup("").join(
        Markup("<li>{} <code>{}</code></li>").format(SCOPES.get(name, ""), name)
        for name in scope.split()
    )


def _choices(companies: list[Company]) -> Markup:
    only = len(companies) == 1
    rows = Markup("").join(
        Markup(
            '<label class="choice"><input type="radio" name="realm" value="{}" required{}>'
            "<span>{}</span> <small>{}</small></label>"
        ).format(each.realm, Markup(" checked") if only else "", each.about["name"], each.realm)
        for each in companies
    )
    find = Markup(
        '<input type="search" data-filter=".choice" placeholder="Search" '
        'aria-label="Search for one">'
    )
    return Markup(
        '<fieldset><legend>Which company?</legend>{}<div class="choices">{}</div></fieldset>'
    ).format("" if only else find, rows)
