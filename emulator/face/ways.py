"""Where can a person go from here? The bar over every page, the kinds of a company, its search."""

from markupsafe import Markup

from emulator.books.company import Company
from emulator.face import values
from emulator.face.frame import link, number
from emulator.kinds.base import Kind

REPORTS = (
    ("", "Overview"),
    ("trial-balance", "Trial balance"),
    ("stock", "Stock"),
    ("apps", "Apps"),
)


def top(*, at: str = "") -> Markup:
    """The bar of the whole emulator."""
    ways = (("/", "Companies"), ("/calls", "Calls"))
    return Markup(
        '<a class="skip" href="#main">Skip to the content</a>'
        '<header class="top"><b class="brand">QuickBooks emulator</b><nav aria-label="Emulator">{}'
        "</nav></header>"
    ).format(Markup("").join(_way(path, text, at == path) for path, text in ways))


def of(company: Company, *, at: str = "", text: str = "") -> Markup:
    """The bar of one company: its name, its pages, its kinds with their counts, its search."""
    base = f"/books/{company.realm}"
    reports = Markup("").join(
        _way(f"{base}/{path}" if path else base, name, at == path) for path, name in REPORTS
    )
    calls = link(f"/calls?realm={company.realm}", "Calls")
    return Markup(
        '{}<div class="company"><a class="name" href="{}">{}</a>'
        '<form class="search" role="search" action="{}/search"><input type="search" name="q" '
        'value="{}" placeholder="Number, name, amount or id" aria-label="Search these books" '
        'accesskey="s"><button>Search</button></form></div>'
        '<nav class="reports" aria-label="Books">{}{}</nav>{}'
    ).format(top(), base, company.about["name"], base, text, reports, calls, kinds(company, at=at))


def kinds(company: Company, *, at: str = "") -> Markup:
    """All kinds with how many there are; on a phone they unfold."""
    groups = (("Documents", values.documents()), ("Lists", values.lists()))
    shown = Markup("").join(_group(company, name, each, at) for name, each in groups)
    return Markup(
        '<details class="kinds" data-unfold open><summary>Documents and lists</summary>{}</details>'
    ).format(shown)


def count(company: Company, kind: str) -> int:
    """How many there are, inactive ones too, deleted ones not."""
    return sum(1 for _ in company.live(kind))


def _group(company: Company, name: str, kinds: list[Kind], at: str) -> Markup:
    ways = Markup("").join(
        Markup('<li><a href="/books/{}/{}"{}>{}<span>{}</span></a></li>').format(
            company.realm,
            kind.name.lower(),
            _current(at == kind.name),
            values.title(kind.name),
            number(count(company, kind.name)),
        )
        for kind in kinds
    )
    return Markup('<nav aria-label="{}"><h2>{}</h2><ul>{}</ul></nav>').format(name, name, ways)


def _way(path: str, text: str, here: bool) -> Markup:
    return Markup('<a href="{}"{}>{}</a>').format(path, _current(here), text)


def _current(here: bool) -> Markup:
    return Markup(' aria-current="page"') if here else Markup("")
