"""What is asked before a button of the queue acts: which rows, how much money, what becomes of it.

The figures are worked out when the question is asked, not whenever the queue is looked at. The
console shows the question in a dialog; without scripts it is a page of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.views.generic import TemplateView

from connections.console import ConnectionView
from connections.models import Connection, Right
from sync_queue.models import QueueRow
from sync_queue.steering import item_accounts, naming, steer
from sync_queue.steering.steer import Counted
from sync_queue.views import spoken
from sync_queue.views.actions import STAYS, chosen

COMES_BACK = "A later change in the store puts a record in the queue again."
IN_FLIGHT_STAYS = "What is being sent just now stays until it is settled."
HANGING = "Payments and refunds of an invoice that is not booked leave the queue with it."
NO_WAY_BACK = (
    "Booked documents are not taken back by a click: later corrections are documents of their own."
)

NOBODY_WAITS = "Nothing waits for this word"
SAID_MEANWHILE = "It was said already, or the record has changed meanwhile."


@dataclass(frozen=True)
class Question:
    """`figure` in large type, `warning` in bold; `action` names the address that does it, or ""
    where nothing can be done."""

    title: str
    action: str = ""
    button: str = ""
    back: str = "Cancel"
    look: str = "first"
    figure: str = ""
    warning: str = ""
    text: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Asker:
    """What a question is worked out from."""

    connection: Connection
    user: Any
    request: HttpRequest

    def rows(self) -> QuerySet[QueueRow]:
        return chosen(self.request.GET, user=self.user, connection=self.connection)


def clear(asker: Asker) -> Question:
    counted = steer.preview_clear(asker.connection, user=asker.user)
    if not counted.count:
        return Question("Clear queue?", text=["There is nothing to take out.", IN_FLIGHT_STAYS])
    return _removal(
        counted, "Clear queue?", "queue-clear", "Clear queue", "Keep it", IN_FLIGHT_STAYS
    )


def delete_errors(asker: Asker) -> Question:
    title = "Delete rows with errors?"
    counted = steer.preview_delete_errors(asker.connection, user=asker.user)
    if not counted.count:
        return Question(title, text=["No row needs mending just now."])
    return _removal(
        counted, title, "queue-delete-errors", "Delete rows with errors", "Keep them", HANGING
    )


def delete(asker: Asker) -> Question:
    rows = asker.rows()
    counted = steer.preview_delete(rows, asker.connection)
    if not counted.count:
        return Question(
            "Nothing to delete", text=["What you chose is being sent or done already, so it stays."]
        )
    named = list(rows[:2])
    is_one = len(named) == 1
    title = f"Delete the row of “{named[0].label or named[0].key}”?" if is_one else "Delete these?"
    button, back = ("Delete the row", "Keep it") if is_one else ("Delete the rows", "Keep them")
    return _removal(counted, title, "queue-delete", button, back, HANGING)


def resend(asker: Asker) -> Question:
    counted = steer.preview_resend(asker.rows())
    if not counted.count:
        return Question(
            "Nothing to resend",
            text=["Only rows that need mending, or that wait for a later try, are sent again."],
        )
    return Question(
        "Resend now?",
        "queue-resend",
        "Resend",
        "Not yet",
        figure=_gain(counted),
        text=["Each is made anew from what the store has now, and sent at once."],
    )


def release(asker: Asker) -> Question:
    counted = steer.preview_release(asker.rows())
    if not counted.count:
        return Question(
            "Nothing waits for your word",
            text=["Only rows that are “Waiting for you” and lack nothing else can be sent so."],
        )
    company = asker.connection.company_name or asker.connection.name
    return Question(
        "Send what waits for you?",
        "queue-release",
        "Send it",
        "Not yet",
        figure=_gain(counted),
        text=[f"With your word it is booked in {company} now.", NO_WAY_BACK],
    )


def revive(asker: Asker) -> Question:
    counted = naming.preview(asker.rows())
    if not counted.count:
        return Question(NOBODY_WAITS, text=[SAID_MEANWHILE])
    return Question(
        "Make it active again?" if counted.count == 1 else "Make them active again?",
        "queue-revive",
        "Make active and link",
        "Not yet",
        figure=_gain(counted),
        text=[
            "What is there is made active under its name, and stands for the store's record.",
            "Nothing that is booked to it changes.",
        ],
    )


def make_new(asker: Asker) -> Question:
    counted = naming.preview(asker.rows())
    if not counted.count:
        return Question(NOBODY_WAITS, text=[SAID_MEANWHILE])
    return Question(
        "Make a new one?" if counted.count == 1 else "Make new ones?",
        "queue-make-new",
        "Make new",
        "Not yet",
        figure=_gain(counted),
        text=["What is inactive in QuickBooks stays as it is, with all that is booked to it."],
    )


def new_accounts(asker: Asker) -> Question:
    count = item_accounts.elsewhere(asker.connection).count()
    if not count:
        return Question(
            "All products book to the chosen accounts",
            text=["No product in QuickBooks has another income or expense account."],
        )
    return Question(
        "Use the chosen accounts from now on?",
        "queue-new-accounts",
        "Use them from now on",
        "Not now",
        figure=f"{spoken.number(count, 'product')} in QuickBooks",
        text=[
            "What is sold from now on goes to the income and expense accounts chosen here.",
            "What is booked already stays where it is; so does the account of the stock.",
        ],
    )


DEEDS: dict[str, tuple[Right, Callable[[Asker], Question]]] = {
    "clear": (Right.CLEAR_QUEUE, clear),
    "delete-errors": (Right.CLEAR_QUEUE, delete_errors),
    "delete": (Right.CLEAR_QUEUE, delete),
    "resend": (Right.READ_QUEUE, resend),
    "release": (Right.APPROVE, release),
    "revive": (Right.APPROVE, revive),
    "new-accounts": (Right.MAP_ACCOUNTS, new_accounts),
    "make-new": (Right.APPROVE, make_new),
}


class QuestionView(ConnectionView, TemplateView):
    """`do` in the address says what is asked about, `row` and `reason` for which rows."""

    tab = "queue"
    template_name = "sync_queue/question_page.html"
    part_name = "sync_queue/question.html"

    def needed_right(self, request: HttpRequest) -> Right:
        return self.deed(request)[0]

    def deed(self, request: HttpRequest) -> tuple[Right, Callable[[Asker], Question]]:
        wanted = request.GET.get("do", "")
        if wanted not in DEEDS:
            raise Http404("There is no such button.")
        return DEEDS[wanted]

    def get_template_names(self) -> list[str]:
        is_dialog = self.request.headers.get("X-Part") == "dialog"
        return [self.part_name if is_dialog else self.template_name]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        question = self.question()
        back = reverse("console:queue", args=[self.connection.slug])
        more = {
            "question": question,
            "url": self.url_of(question),
            "kept": [
                (name, value) for name in ("row", "reason", "next") for value in self.given(name)
            ],
            "back_url": back,
        }
        return super().get_context_data(**{**more, **kwargs})

    def question(self) -> Question:
        asker = Asker(self.connection, self.request.user, self.request)
        try:
            return self.deed(self.request)[1](asker)
        except Http404:
            return Question("No row is chosen", text=["Tick some rows of the queue first."])

    def url_of(self, question: Question) -> str:
        if not question.action:
            return ""
        return reverse(f"console:{question.action}", args=[self.connection.slug])

    def given(self, name: str) -> list[str]:
        return self.request.GET.getlist(name)


def _removal(
    counted: Counted, title: str, action: str, button: str, back: str, note: str
) -> Question:
    lost = spoken.orders(counted)
    return Question(
        title,
        action,
        button,
        back,
        look="danger",
        figure=f"{spoken.rows(counted)}.",
        warning=f"{lost}, will NOT be in your books." if lost else "",
        text=[f"{STAYS} {COMES_BACK}", note],
    )


def _gain(counted: Counted) -> str:
    said = spoken.orders(counted)
    return f"{spoken.rows(counted)} ({said})" if said else spoken.rows(counted)
