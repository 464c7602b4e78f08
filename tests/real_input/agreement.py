"""Do the books say what the hand ledger says? To the cent: accounts, debts, taxes, documents."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from decimal import Decimal

from connections.models import Connection
from sync_queue import books as both_sides
from sync_queue.models import QueueRow
from tests.bridge import LiveEmulator
from tests.real_input.conftest import Telling
from tests.real_input.hand_ledger import HandLedger
from tests.real_input.reported import Reported

LISTED = 20
# What stands behind the names of namesakes (docs/names.md).
OWN_ID = re.compile(r" \(C-[\w-]+\)$")


def assert_books_agree(
    connection: Connection, ledger: HandLedger, live: LiveEmulator, tell: Telling
) -> None:
    """The company's own reports against `ledger`, year by year; the differences are listed."""
    reported = Reported(live, connection.realm)
    for year in ledger.years:
        expected = ledger.trial_balance(year)
        assert_same(f"trial balance of {year}", expected, reported.trial_balance(year))
        for account, amount in expected.items():
            tell(f"{year} {account}", amount)
    assert_same("what customers owe", ledger.debts(), by_plain_name(reported.debts()))
    found = reported.documents()
    assert found == ledger.documents, f"{found} instead of {ledger.documents}"
    tell("customers who owe", len(ledger.debts()))
    for kind, number in ledger.documents.items():
        tell(kind, number)


def assert_nothing_waits(*, but: Collection[tuple[str, str, str]] = ()) -> None:
    """Every row of the queue is done, `but` those of (kind, key, reason)."""
    left = QueueRow.objects.unfinished().values_list("kind", "key", "reason", "message")
    wrong = [row for row in left if row[:3] not in but]
    assert not wrong, f"{len(wrong)} wait: {wrong[:LISTED]}"
    assert len(left) == len(but)


def assert_every_finding_is_explained(
    connection: Connection, explained: Counter[str], tell: Telling
) -> None:
    """Store against books: `explained` counts the causes of what does not simply agree."""
    comparison = both_sides.compare(connection)
    unexplained = comparison.of(both_sides.Verdict.UNEXPLAINED)
    assert not unexplained, f"{len(unexplained)} unexplained: {unexplained[:LISTED]}"
    causes = Counter(one.cause for one in comparison.of(both_sides.Verdict.EXPLAINED))
    assert causes == explained, f"{causes} instead of {explained}"
    tell("records that agree", len(comparison.of(both_sides.Verdict.AGREED)))
    for cause, number in causes.items():
        tell(f"explained: {cause}", number)


def assert_same(what: str, expected: Mapping[str, Decimal], found: Mapping[str, Decimal]) -> None:
    """Names the first few that differ: (expected, found)."""
    wrong = [name for name in {**expected, **found} if expected.get(name) != found.get(name)]
    told = {name: (expected.get(name), found.get(name)) for name in wrong[:LISTED]}
    assert not wrong, f"{what}: {len(wrong)} differ, {told}"


def by_plain_name(debts: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Namesakes are counted together, as the raw files name them."""
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    for name, amount in debts.items():
        found[OWN_ID.sub("", name)] += amount
    return dict(found)
