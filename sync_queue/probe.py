"""Finds out what became of a write, or what stands in its way, by looking into QuickBooks.

Two occasions: a row is *uncertain* (nobody knows whether it arrived), or QuickBooks answered that
something is there already or was changed there. Looking is read-only; what is found is adopted only
on full evidence, and never is anything posted again blindly.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from connections import exchanges
from connections.faults import Kind
from connections.gateway import Call
from connections.models import Connection
from sync_queue import leases, settle
from sync_queue.documents import names
from sync_queue.models import Link, QueueRow
from sync_queue.preparing import evidence, identify, naming, same_document
from sync_queue.preparing.intent import NAME_FIELD

PROBES = 2
LOOK_UP = "look_up:"
NUMBER_TAKEN = "6140"
MOST_SUFFIXES = 9
LOOK_UP_STALE = f"{LOOK_UP}{Kind.STALE}"
Found = Mapping[str, Any]


def look(row: QueueRow) -> list[Found]:
    """What QuickBooks has that could be the row's object. Raises what `exchanges` raises."""
    link = _link(row)
    if row.frozen["operation"] == "create":
        return list(exchanges.query(connection=row.connection, statement=evidence.statement(row)))
    path = f"/{row.frozen['qbo_type'].lower()}/{link.qbo_id}"
    call = Call("GET", path)
    body = exchanges.ask_or_raise(connection=row.connection, call=call)
    return [body[row.frozen["qbo_type"]]]


@transaction.atomic
def resolve(
    row: QueueRow, found: Iterable[Found], *, lease: leases.Lease, now: datetime, spacing: timedelta
) -> None:
    """Decides about a row by what `look` found for it; `spacing`: how late a write may arrive.

    Not if it was edited or taken out meanwhile: then its row goes on from there.
    """
    leases.require(lease)
    still = QueueRow.objects.unmoved([row])
    if not still:
        return
    row = still[0]
    if row.state == QueueRow.State.UNCERTAIN:
        _resolve_uncertain(row, found, now=now, spacing=spacing)
    elif row.reason == LOOK_UP_STALE:
        _resolve_stale(row, found, now=now)
    else:
        _resolve_clash(row, found, now=now)


def put_off(row: QueueRow, *, until: datetime) -> None:
    """QuickBooks could not be looked into just now; an edit that came meanwhile goes at once."""
    QueueRow.objects.filter(pk=row.pk, revision=row.revision).update(due_at=until)


def _resolve_uncertain(
    row: QueueRow, found: Iterable[Found], *, now: datetime, spacing: timedelta
) -> None:
    """Adopts what is surely ours; asks a person after it was not found twice, spaced."""
    dispatch = row.dispatch
    assert dispatch is not None  # an uncertain row was frozen
    ours = _arrived(row, list(found))
    if ours is not None:
        settle.book(row, ours, now=now)
        settle.close(dispatch, now=now)
        return
    if row.probes + 1 < PROBES:
        message = "It was not found in QuickBooks yet; it is looked for again."
        row.doubt(message=message, now=now, probes=row.probes + 1, due_at=now + spacing)
        return
    settle.spend_generation(row)
    if row.frozen["operation"] == "create":
        Link.objects.filter(pk=_link(row).pk).update(in_doubt=True)
    row.hold(
        reason="unknown_outcome",
        message="QuickBooks never answered, and the record was not found there twice.",
        mend="Look in QuickBooks. If it is not there, send it; if it is, delete this row.",
        now=now,
    )
    settle.close(dispatch, now=now)


def _resolve_clash(row: QueueRow, found: Iterable[Found], *, now: datetime) -> None:
    """Something with this name or number is there already: adopt it only on full evidence."""
    link = _link(row)
    candidates = list(found)
    ours = evidence.pick(row, candidates) or _the_same(row, candidates)
    if ours is not None and not _is_linked_elsewhere(link, ours, row):
        _adopt(row, link, ours, now=now)
    elif row.frozen["qbo_type"] in NAME_FIELD and not link.plain_name_taken:
        field = NAME_FIELD[row.frozen["qbo_type"]]
        link.plain_name_taken = True
        link.asked_name = names.fold(row.frozen["sent"][field])
        link.save(update_fields=["plain_name_taken", "asked_name"])
        row.wait(reason="name_taken", message="The name is in use; another is taken.", now=now)
    elif _may_number_again(row, link):
        link.number_suffix += 1
        link.save(update_fields=["number_suffix"])
        message = f"The number {row.frozen['sent']['DocNumber']} is in use in QuickBooks."
        row.wait(reason="number_taken", message=message, now=now)
    else:
        _ask_about_clash(row, candidates, now=now)


def _the_same(row: QueueRow, found: Iterable[Found]) -> Found | None:
    """The document of our number that says in all points what ours would say (rule 20)."""
    number = row.frozen["sent"].get("DocNumber")
    alike = (one for one in found if number and one.get("DocNumber") == number)
    return next((one for one in alike if not same_document.unlike(row.frozen, one)), None)


def _may_number_again(row: QueueRow, link: Link) -> bool:
    """Whether the connection lets the bridge put something behind a number that is in use."""
    wants = row.connection.number_clash == Connection.NumberClash.SUFFIX
    is_clash = row.fault.get("code") == NUMBER_TAKEN and "DocNumber" in row.frozen["sent"]
    return wants and is_clash and link.number_suffix < MOST_SUFFIXES


def _resolve_stale(row: QueueRow, found: Iterable[Found], *, now: datetime) -> None:
    """Re-applies our change only over a copy that still equals what we last sent (rule 6)."""
    link = _link(row)
    theirs = next(iter(found), None)
    if theirs is None:
        _ask_about_deleted(row, now=now)
        return
    if _is_done_in(theirs, row, link):
        settle.book(row, theirs, now=now)
        return
    changed = evidence.differences(theirs, link.sent)
    if changed and not row.has_approval("changed_in_quickbooks"):
        row.hold(
            reason="changed_in_quickbooks",
            message=f"Somebody changed it in QuickBooks ({', '.join(sorted(changed))}).",
            mend="Send it to put the store's version in its place, or delete the row.",
            now=now,
        )
        row.fault = {"changed": changed}
        row.save(update_fields=["fault"])
    else:
        row.wait(reason="stale", message="It is applied to QuickBooks' newest copy.", now=now)
    link.sync_token = str(theirs["SyncToken"])
    link.save(update_fields=["sync_token"])


def clashes(connection: Connection, *, now: datetime) -> list[QueueRow]:
    """The rows that wait for a look into QuickBooks before they can be frozen again."""
    rows = QueueRow.objects.filter(connection=connection, reason__startswith=LOOK_UP).ready(now)
    rows = rows.exclude(reason__in=(identify.LOOK_UP_CODE, naming.LOOK_UP_NAME))
    return list(rows.select_related("connection")[:20])


def _arrived(row: QueueRow, found: list[Found]) -> Found | None:
    """The row's object as it must be if its write has arrived."""
    if row.frozen["operation"] == "create":
        return evidence.pick(row, found)
    link = _link(row)
    changed = [one for one in found if str(one.get("SyncToken")) != link.sync_token]
    return next((one for one in changed if _is_done_in(one, row, link)), None)


def _is_done_in(found: Found, row: QueueRow, link: Link) -> bool:
    """Whether the row's change of a known object stands in it.

    What takes a document out of the books changes no field of ours, so it is known by its effect.
    """
    if row.frozen["operation"] in ("void", "delete"):
        return evidence.is_taken_out(found)
    return evidence.carries(found, _body(row), before=link.sent)


def _body(row: QueueRow) -> dict[str, Any]:
    """The fields that the row's write would have changed."""
    body = row.frozen["body"].items()
    return {name: value for name, value in body if name not in ("Id", "SyncToken", "sparse")}


def _adopt(row: QueueRow, link: Link, found: Found, *, now: datetime) -> None:
    """Ties the entity to an object that was there; the row then goes again, as an update."""
    link.qbo_type, link.qbo_id = row.frozen["qbo_type"], str(found["Id"])
    link.sync_token, link.linked_at = str(found["SyncToken"]), now
    link.sent = {
        name: value
        for name, value in row.frozen["sent"].items()
        if evidence.carries(found, {name: value}, before={})
    }
    link.save()
    row.wait(reason="adopted", message="It was there already and has been linked.", now=now)


def _is_linked_elsewhere(link: Link, found: Found, row: QueueRow) -> bool:
    return (
        Link.objects.filter(
            connection=link.connection,
            qbo_type=row.frozen["qbo_type"],
            qbo_id=str(found["Id"]),
        )
        .exclude(pk=link.pk)
        .exists()
    )


def _ask_about_deleted(row: QueueRow, *, now: datetime) -> None:
    row.fail(
        reason="fault:610",
        message="It was deleted in QuickBooks since it was last sent.",
        mend="Enter it anew in the store, or delete this row to leave it out of the books.",
        fault=row.fault,
        now=now,
    )


def _ask_about_clash(row: QueueRow, found: Iterable[Found], *, now: datetime) -> None:
    fault, message = row.fault, row.message
    mend = "Compare the two. Rename or renumber this one in the store; saving sends it again."
    number = row.frozen["sent"].get("DocNumber")
    other = next((one for one in found if number and one.get("DocNumber") == number), None)
    if other is not None:
        said = same_document.said(row.frozen["qbo_type"], other)
        what = ", ".join(same_document.unlike(row.frozen, other))
        message = f"{said} has this number in QuickBooks, and is another: {what}."
        mend = (
            "Give this one another number in the store; or choose under Connection settings that "
            "a number is put behind it, then resend."
        )
    row.fail(
        reason=f"fault:{fault.get('code', 'exists')}",
        message=message or "QuickBooks has another record with this name or number.",
        mend=mend,
        fault=fault,
        now=now,
    )


def _link(row: QueueRow) -> Link:
    return Link.objects.get(connection=row.connection, kind=row.kind, key=row.key)
