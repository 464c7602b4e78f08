"""What is the one thing to do next for a connection?"""

from collections.abc import Mapping
from dataclasses import dataclass

from connections import readiness
from connections.models import Connection
from sync_queue.intake import first_looks
from sync_queue.models import QueueRow
from sync_queue.start import steps

State = QueueRow.State


@dataclass(frozen=True)
class NextStep:
    """The one thing to do now; `page` names the console page where it is done."""

    title: str
    text: str
    page: str = ""
    button: str = ""


def next_step(
    connection: Connection,
    *,
    counts: Mapping[str, int],
    not_in_books: int = 0,
    is_unread: bool = False,
) -> NextStep:
    """The first of: finish the set-up, have it read, mend, release, complete it, wait, bring what
    is left out; or nothing. `not_in_books`: how many orders should be in QuickBooks and are not;
    `is_unread`: something could go, but nobody comes to read the queue."""
    if not steps.is_over(connection):
        return _start(connection)
    if not connection.is_active:
        return SWITCHED_OFF
    missing = readiness.missing(connection=connection)
    blocking = [item for item in missing if item.blocks_all]
    if blocking:
        to_go = "One step" if len(blocking) == 1 else f"{len(blocking)} steps"
        text = f"{to_go} to go before anything can be sent."
        return NextStep(blocking[0].sentence, text, blocking[0].page, "Do it now")
    if is_unread:
        return UNREAD
    if step := _of_rows(connection, counts, is_complete=not missing):
        return step
    if missing:
        return NextStep(missing[0].sentence, ONLY_WHAT_NEEDS_IT, missing[0].page, "Do it now")
    if wanted := first_looks.wanted(connection):
        return _first_orders(connection, wanted, there=False)
    if not_in_books:
        return _left_out(not_in_books)
    return NextStep("Nothing to do", "All that was changed in the store has been dealt with.")


def _of_rows(
    connection: Connection, counts: Mapping[str, int], *, is_complete: bool
) -> NextStep | None:
    """What the rows ask for; while something is missing, only those that need a person count."""
    for state, step in STEPS:
        if not is_complete and state not in NEEDS_A_PERSON:
            return None
        if counts.get(state):
            is_first = state == State.HELD and first_looks.wanted(connection)
            return _first_orders(connection, is_first, there=True) if is_first else step
    return None


def _left_out(count: int) -> NextStep:
    """No row speaks of them, as after the queue was cleared (rule 23)."""
    text = "Nothing in the queue brings them there. You can put them in the queue again."
    is_one = count == 1
    title = "1 order is not in your books" if is_one else f"{count:,} orders are not in your books"
    return NextStep(
        title, text.replace("them", "it") if is_one else text, "older", "See what is left out"
    )


def _first_orders(connection: Connection, wanted: int, *, there: bool) -> NextStep:
    """Live without a tried order: a person looks at the first ones and sends them."""
    so_far = f"{first_looks.sent(connection)} of {wanted} are in QuickBooks"
    if there:
        text = f"{so_far}; then the rest goes by itself."
        return NextStep(f"Look at the first {wanted} orders", text, "needs-you", "Look at them")
    text = f"The first {wanted} orders wait for your look as they come in: {so_far}."
    return NextStep("Nothing to do just now", text)


def _start(connection: Connection) -> NextStep:
    """Where the guided start stands: before its end nothing is sent by itself."""
    progress = steps.progress(connection)
    now = progress.now
    button = f"Go on: {now.step.title}" if now and progress.done else "Set up QuickBooks"
    text = f"{progress.done} of {len(progress.places)} steps are done. Nothing is sent before."
    return NextStep("Set up QuickBooks", text, "start", button)


SWITCHED_OFF = NextStep(
    "Switch the connection on",
    "It is switched off: nothing is sent, and what waits keeps its place.",
    "settings",
    "Open the settings",
)
UNREAD = NextStep(
    "Have the background program started",
    "Nobody reads the queue, so nothing in it is sent. Your developer can mend that.",
    "needs-you",
    "See what is wrong",
)
NEEDS_A_PERSON = (State.ERROR, State.HELD)
ONLY_WHAT_NEEDS_IT = "Only what needs it waits for that; everything else is sent."
STEPS = (
    (
        State.ERROR,
        NextStep(
            "Mend what QuickBooks refused",
            "It is sorted by cause, with what mends each.",
            "needs-you",
            "See the causes",
        ),
    ),
    (
        State.HELD,
        NextStep(
            "Decide about what waits for you",
            "These records are not sent without your word.",
            "needs-you",
            "Look at them",
        ),
    ),
    (
        State.UNCERTAIN,
        NextStep(
            "Nothing to do just now",
            "QuickBooks did not answer for some records; the bridge looks for them there.",
            "queue",
            "See the queue",
        ),
    ),
    (
        State.WAITING,
        NextStep(
            "Nothing to do just now", "The rest is on its way by itself.", "queue", "See the queue"
        ),
    ),
)
