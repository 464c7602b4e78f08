"""How the matched records stand on a page: which of them, how many, in which words."""

from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict

from connections.models import Connection
from sync_queue.models import Proposal
from sync_queue.start import existing
from sync_queue.views import spoken

PER_PAGE = 50
Verdict = Proposal.Verdict
# What waits for a person stands first.
ORDER = (Verdict.DECIDE, Verdict.LINK, Verdict.CREATE)


def listing(connection: Connection, query: QueryDict) -> dict[str, Any]:
    """The page of one kind and verdict, and the counts of all, in a fixed number of queries."""
    counts = existing.counts(connection)
    kind, verdict = wanted(counts, query)
    found = existing.of(connection, kind=kind, verdict=verdict).order_by("label", "pk")
    # The count is known already: no need to count once more.
    paginator = Paginator(found, PER_PAGE)
    paginator.__dict__["count"] = counts.get((kind, verdict), 0)
    page = paginator.get_page(query.get("page", "1"))
    return {
        "kind": existing.KINDS[kind],
        "verdict": Verdict(verdict),
        "page": page,
        "proposals": list(page.object_list),
        "is_nothing": not any(counts.values()),
        "shelves": shelves(counts, kind, verdict),
        "deciding": {name: counts.get((name, Verdict.DECIDE), 0) for name in existing.KINDS},
        "undecided": sum(counts.get((name, Verdict.DECIDE), 0) for name in existing.KINDS),
        "to_link": to_link(connection),
        "linked": Proposal.objects.filter(connection=connection, linked_at__isnull=False).exists(),
        "query_without_page": f"kind={kind}&verdict={verdict}",
    }


def wanted(counts: dict[tuple[str, str], int], query: QueryDict) -> tuple[str, str]:
    """What was asked for; else the first that waits for a decision."""
    kind, verdict = query.get("kind", ""), query.get("verdict", "")
    if kind in existing.KINDS and verdict in Verdict.values:
        return kind, verdict
    places = [(name, state.value) for state in ORDER for name in existing.KINDS]
    return next((place for place in places if counts.get(place)), places[0])


def shelves(counts: dict[tuple[str, str], int], kind: str, verdict: str) -> list[dict[str, Any]]:
    """The links above the list: kind by kind, verdict by verdict, each with its number."""
    return [
        {
            "kind": one,
            "verdict": state.value,
            "title": f"{one.plural.capitalize()}: {state.label.lower()}",
            "count": counts.get((one.name, state), 0),
            "is_current": (one.name, state.value) == (kind, verdict),
        }
        for one in existing.KINDS.values()
        for state in ORDER
        if counts.get((one.name, state)) or (one.name, state) == (kind, verdict)
    ]


def to_link(connection: Connection) -> str:
    """ "312 customers and 40 products"; "" for nothing."""
    waiting = Proposal.objects.filter(
        connection=connection, verdict=Verdict.LINK, linked_at=None
    ).values_list("kind", flat=True)
    found = dict.fromkeys(existing.KINDS, 0)
    for kind in waiting:
        found[kind] += 1
    said = [spoken.number(count, name) for name, count in found.items() if count]
    return " and ".join(said)
