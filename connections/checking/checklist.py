"""The checklist “Ready to send?”: what is there, what is missing, what QuickBooks may spoil."""

from collections.abc import Iterator
from dataclasses import dataclass

from connections import readiness
from connections.checking import advice
from connections.models import Connection
from connections.readiness import Missing

# (the points that must not be missing, what the line says once they are there).
LINES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("accounting_vendor",), ""),
    (("client",), "Your Intuit app's client ID and secret are entered."),
    (("sign_in",), "You are signed in to QuickBooks."),
    (("tested", "company"), "The company is {company}."),
    (("books_start_on",), "Orders from {start} on go to QuickBooks."),
    (("lists",), "Accounts, taxes and payment methods are fetched."),
    (readiness.ACCOUNTS_NEEDED, "The accounts are chosen, and QuickBooks has them."),
    (("clearing_account",), "Each payment method in use has its clearing account."),
)


@dataclass(frozen=True)
class Line:
    """`tone`: done, todo or look; what is not done says what mends it, with a link where it can."""

    tone: str
    sentence: str
    mend: str = ""
    page: str = ""
    anchor: str = ""
    point: str = ""
    blocks_all: bool = False


def lines(*, connection: Connection) -> list[Line]:
    """The whole list in the order in which it is worked through, advice last."""
    missing = readiness.missing(connection=connection)
    return [*_steps(connection, missing), *_advice(connection)]


def _steps(connection: Connection, missing: list[Missing]) -> Iterator[Line]:
    for points, done in LINES:
        found = [item for item in missing if item.point in points]
        yield from (_todo(item) for item in found)
        if done and not found:
            yield Line("done", _filled(done, connection), point=points[0])
    named = {point for points, _ in LINES for point in points}
    yield from (_todo(item) for item in missing if item.point not in named)


def _todo(item: Missing) -> Line:
    return Line(
        "todo",
        item.sentence,
        page=item.page,
        anchor=item.anchor,
        point=item.point,
        blocks_all=item.blocks_all,
    )


def _filled(done: str, connection: Connection) -> str:
    start = connection.books_start_on
    return done.format(
        company=connection.company_name or "known",
        start=f"{start:%-d %B %Y}" if start else "",
    )


def _advice(connection: Connection) -> Iterator[Line]:
    for item in advice.advice(connection=connection):
        yield Line("look", item.sentence, mend=item.mend, page=item.page, point=item.point)
