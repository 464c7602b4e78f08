"""Which page belongs to which address? The books, the calls and the connections, for people."""

from collections.abc import Callable, Mapping

from markupsafe import Markup
from werkzeug import Request, Response
from werkzeug.routing import Rule

from emulator.books.company import Company, Record
from emulator.face import (
    apps,
    balances,
    document,
    feed,
    frame,
    listing,
    overview,
    register,
    search,
    values,
    ways,
)
from emulator.face.frame import link, page
from emulator.installation import Installation
from emulator.kinds import BY_PATH

RULES = (
    Rule("/", endpoint="face.home"),
    Rule("/_face/<name>", endpoint="face.static"),
    Rule("/calls", endpoint="face.calls"),
    Rule("/calls/rows", endpoint="face.rows"),
    Rule("/books/<realm>", endpoint="face.company"),
    Rule("/books/<realm>/<part>", endpoint="face.part"),
    Rule("/books/<realm>/<kind>/<id_>", endpoint="face.document"),
)


class Pages:
    """Answers every address of the face; `endpoint` is what the route is called."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._parts: dict[str, Callable[[Company, Request], Response]] = {
            "trial-balance": self._trial_balance,
            "stock": self._stock,
            "search": self._search,
            "apps": self._apps,
        }

    def handle(self, request: Request, endpoint: str, found: Mapping[str, str]) -> Response:
        """The page, or one that says there is none; `found` is what the address names."""
        answers: dict[str, Callable[..., Response]] = {
            "face.home": self._home,
            "face.static": lambda _request, name: frame.static(name),
            "face.calls": lambda request: feed.show(self._installation, request),
            "face.rows": lambda request: feed.rows(self._installation, request),
            "face.company": self._company,
            "face.part": self._part,
            "face.document": self._document,
        }
        return answers[endpoint](request, **found)

    def _home(self, request: Request) -> Response:
        """All companies; where there is only one, its books too."""
        companies = list(self._installation.companies.values())
        parts = [overview.companies(companies)]
        if len(companies) == 1:
            with companies[0].lock:
                parts += [ways.kinds(companies[0]), overview.books(companies[0])]
        return page("Companies", *parts, above=ways.top(at="/"))

    def _company(self, request: Request, realm: str) -> Response:
        company = self._installation.companies.get(realm)
        if company is None:
            return _missing()
        with company.lock:
            above, shown = ways.of(company), overview.books(company)
        return page(str(company.about["name"]), shown, above=above)

    def _part(self, request: Request, realm: str, part: str) -> Response:
        company, kind = self._installation.companies.get(realm), BY_PATH.get(part.lower())
        if company is None or (kind is None and part not in self._parts):
            return _missing()
        with company.lock:
            if kind is None:
                return self._parts[part](company, request)
            at, sort = request.args.get("page", 1, type=int), request.args.get("sort", "")
            shown = listing.body(company, kind, page=at, sort=sort)
            return page(values.title(kind.name), shown, above=ways.of(company, at=kind.name))

    def _document(self, request: Request, realm: str, kind: str, id_: str) -> Response:
        company, found = self._installation.companies.get(realm), BY_PATH.get(kind.lower())
        if company is None or found is None:
            return _missing()
        with company.lock:
            record = company.records[found.name].get(id_)
            if record is None:
                return _missing()
            above = ways.of(company, at=found.name)
            if record.deleted:
                gone = document.deleted(company, record)
                return page(f"{_label(record)} was deleted", gone, above=above, status=410)
            shown = document.body(company, found, record, *_more(company, record, request))
            return page(_label(record), shown, above=above)

    def _trial_balance(self, company: Company, request: Request) -> Response:
        above = ways.of(company, at="trial-balance")
        return page("Trial balance", balances.trial(company), above=above)

    def _stock(self, company: Company, request: Request) -> Response:
        return page("Stock", balances.stock(company), above=ways.of(company, at="stock"))

    def _search(self, company: Company, request: Request) -> Response:
        text, after = request.args.get("q", ""), request.args.get("after", 0, type=int)
        found = search.body(company, text, after=after)
        return page("Search", found, above=ways.of(company, at="search", text=text))

    def _apps(self, company: Company, request: Request) -> Response:
        shown = apps.body(self._installation.grants, company, request)
        return page("Apps", shown, above=ways.of(company, at="apps"))


def _more(company: Company, record: Record, request: Request) -> list[Markup]:
    """The register of an account, the stock card of a product, what uses an entry of a list."""
    if record.kind == "Account":
        at = request.args.get("page", 1, type=int)
        return [register.body(company, record.id, page=at)]
    if values.is_document(BY_PATH[record.kind.lower()]):
        return []
    after = request.args.get("after", 0, type=int)
    used = search.using(company, record.kind, record.id, after=after)
    return [balances.card(company, record), used] if record.kind == "Item" else [used]


def _label(record: Record) -> str:
    label = values.label(record)
    named = values.singular(record.kind)
    return label if label.startswith(named) else f"{named} {label}"


def _missing() -> Response:
    shown = Markup("<p>There is no such page. {}</p>").format(link("/", "All companies"))
    return page("Not found", shown, above=ways.top(), status=404)
