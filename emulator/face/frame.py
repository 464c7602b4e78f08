"""How does every page of the emulator look? The document around it, tables, styles and scripts.

Pages load their style and script from the emulator itself and need nothing else, so that a
content security policy can refuse everything that user data might smuggle in.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlencode

from markupsafe import Markup, escape
from werkzeug import Response
from werkzeug.exceptions import NotFound

Cell = str | Markup | Decimal | int | None

NOTHING = Markup("")
STATIC = Path(__file__).parent / "static"
# From so many columns on a phone has no room for a table.
WIDE = 5
FILES = {"face.css": "text/css", "face.js": "text/javascript", "icon.svg": "image/svg+xml"}
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "img-src 'self'; form-action {form_action}; base-uri 'none'; frame-ancestors 'none'"
)


def page(
    title: str,
    *parts: Markup,
    above: Markup = NOTHING,
    status: int = 200,
    form_action: str = "'self'",
) -> Response:
    """A whole document; `above` is what stands over the heading, such as a company's ways."""
    text = Markup(
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><title>{}</title>'
        '<link rel="icon" href="/_face/icon.svg"><link rel="stylesheet" href="/_face/face.css">'
        '<script src="/_face/face.js" defer></script></head><body>{}'
        '<main id="main"><h1>{}</h1>{}</main></body></html>'
    ).format(title, above, title, Markup("").join(parts))
    response = Response(text, status, mimetype="text/html")
    response.headers["Content-Security-Policy"] = POLICY.format(form_action=form_action)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def static(name: str) -> Response:
    """A style or script of the face. Raises NotFound for any other name."""
    if name not in FILES:
        raise NotFound
    response = Response((STATIC / name).read_bytes(), mimetype=FILES[name])
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    return response


def table(
    heads: Sequence[Cell],
    rows: Iterable[Sequence[Cell]],
    foot: Sequence[Cell] = (),
    *,
    numbers: Sequence[int] = (),
) -> Markup:
    """A table; the columns `numbers` stand to the right. On a phone the rows of a wide one become
    cards, whose values carry the heads of their columns."""
    top = Markup("").join(
        Markup('<th scope="col"{}>{}</th>').format(_class(at in numbers), head)
        for at, head in enumerate(heads)
    )
    body = Markup("").join(
        Markup("<tr>{}</tr>").format(_cells(row, heads, numbers)) for row in rows
    )
    end = Markup("<tfoot><tr>{}</tr></tfoot>").format(_cells(foot, heads, numbers)) if foot else ""
    return Markup(
        '<div class="scroll" tabindex="0"><table class="{}"><thead><tr>{}</tr></thead>'
        "<tbody>{}</tbody>{}</table></div>"
    ).format("wide" if len(heads) >= WIDE else "", top, body, end)


def section(title: Cell, body: Markup, *, anchor: str = "") -> Markup:
    return Markup("<section{}><h2>{}</h2>{}</section>").format(
        Markup(' id="{}"').format(anchor) if anchor else "", title, body
    )


def link(address: str, text: Cell) -> Markup:
    return Markup('<a href="{}">{}</a>').format(address, text)


def muted(text: Cell) -> Markup:
    return Markup('<p class="muted">{}</p>').format(text)


def badge(text: str, kind: str = "") -> Markup:
    return Markup('<span class="badge {}">{}</span>').format(kind, text)


def with_query(path: str, **values: str | int) -> str:
    """The path with those values that are not empty."""
    given = {name: value for name, value in values.items() if value not in ("", 0)}
    return f"{path}?{urlencode(given)}" if given else path


def number(value: Decimal | int) -> str:
    """A figure as a bookkeeper reads it."""
    return f"{value:,}"


def pager(path: str, *, at: int, size: int, total: int, **kept: str) -> Markup:
    """Which rows are shown, and the ways to the others."""
    last = max(1, -(-total // size))
    first_row = min((at - 1) * size + 1, total)
    ways = [("First", 1, at > 1), ("Previous", at - 1, at > 1)]
    ways += [("Next", at + 1, at < last), ("Last", last, at < last)]
    links = Markup("").join(
        Markup('<a href="{}" data-way="{}">{}</a>').format(
            with_query(path, **kept, page=to), text.lower(), text
        )
        for text, to, open_ in ways
        if open_
    )
    shown = f"{number(first_row)}–{number(min(at * size, total))} of {number(total)}"
    return Markup('<nav class="pager" aria-label="Pages"><span>{}</span>{}</nav>').format(
        shown, links
    )


def _cells(row: Sequence[Cell], heads: Sequence[Cell], numbers: Sequence[int]) -> Markup:
    return Markup("").join(
        Markup("<td{}{}>{}</td>").format(
            _class(at in numbers), _head(heads, at) if at else "", _shown(value)
        )
        for at, value in enumerate(row)
    )


def _head(heads: Sequence[Cell], at: int) -> Markup:
    """What a phone shows over the value."""
    if len(heads) < WIDE:
        return Markup("")
    return Markup(' data-head="{}"').format(escape(heads[at]).striptags())


def _class(is_number: bool) -> Markup:
    return Markup(' class="n"') if is_number else Markup("")


def _shown(value: Cell) -> str | Markup:
    if isinstance(value, str):
        return value
    return "" if value is None else number(value)
