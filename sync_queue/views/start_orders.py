"""The last steps of the guided start: orders as they will be booked, one tried, and going live."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from connections.console import NotAccepted
from connections.models import Connection, Right
from entities.models import Order
from sync_queue import sight
from sync_queue.intake import first_looks
from sync_queue.models import QueueRow
from sync_queue.preparing import preview
from sync_queue.start import approval, live, samples, steps, taking_back, trial
from sync_queue.start.forms import LiveForm
from sync_queue.views import papers, spoken
from sync_queue.views.queue import rights
from sync_queue.views.start import UNTRIED, NotFilledIn, StartView


class PreviewStepView(StartView):
    """Three real orders as they will be booked."""

    name = "preview"
    right = Right.SEE_QUEUE

    def act(self) -> str:
        shown = samples.choose(self.connection, user=self.request.user)
        if self.request.POST.get("deed") == UNTRIED:
            return go_on_untried(self, orders=shown)
        if not shown:
            raise NotAccepted("There is no order to look at yet.")
        approval.previewed(self.connection, user=self.request.user, now=self.moment)
        return "Good. Now send one of them."

    def body(self) -> dict[str, Any]:
        user, numbers = self.request.user, self.request.GET.getlist("number")[:3]
        chosen = samples.choose(self.connection, user=user, numbers=numbers)
        sheets = [
            papers.imagined(
                parts_of(self.connection, sample.order, now=self.moment),
                order=sample.order,
                connection=self.connection,
            )
            for sample in chosen
        ]
        return {
            "sheets": list(zip(chosen, sheets, strict=True)),
            "unknown": samples.unknown(self.connection, user=user, numbers=numbers),
        }


class TrialStepView(StartView):
    """Exactly one order, from the press to QuickBooks' own page, and what a person says of it."""

    name = "trial"
    right = Right.SEE_QUEUE

    def act(self) -> str:
        deed, now, user = self.request.POST.get("deed"), self.moment, self.request.user
        if deed == "send":
            order = self.order_to_send()
            trial.send(self.connection, order, now=now)
            return f"{order} is on its way to QuickBooks."
        if deed == UNTRIED:
            return go_on_untried(self, orders=samples.due(self.connection, user=user))
        if self.request.POST.get("order", self.start.trial_key) != self.start.trial_key:
            raise NotAccepted("Another order was tried meanwhile. This page shows that one now.")
        if deed == "take-back":
            taking_back.take_back(self.connection, self.start, self.order_seen(), now=now)
            return "It is being taken out of QuickBooks."
        if deed == "right":
            trial.approve(self.connection, self.start, user=user, now=now)
            return "Very good. Everything is ready for going live."
        if deed == "wrong":
            trial.reject(self.start, note=self.request.POST.get("note", ""))
            return ""
        raise NotAccepted("Say what is to be done: press one of the buttons.")

    def order_seen(self) -> Order | None:
        """The order that the page showed, as far as this person may see it."""
        mine = sight.orders(Order.objects.all(), user=self.request.user, connection=self.connection)
        return mine.filter(key=self.request.POST.get("order", "")).first()

    def order_to_send(self) -> Order:
        due = samples.due(self.connection, user=self.request.user)
        mine = sight.orders(Order.objects.all(), user=self.request.user, connection=self.connection)
        key, number = self.request.POST.get("order", ""), self.request.POST.get("number", "")
        found = mine.filter(key=key) if key else due.filter(number=number.strip())
        order = found.order_by("-placed_at").first()
        if order is None:
            raise NotAccepted(
                f"There is no order “{number}” that can be tried. Its status must post, and it "
                "must not be from before your books start."
            )
        return order

    def body(self) -> dict[str, Any]:
        return trial_body(self.request, self.connection, self.start)


class TrialProgressView(StartView):
    """The part of the trial that changes while it is on its way, asked for again and again."""

    name = "trial"
    right = Right.SEE_QUEUE
    template_name = "sync_queue/start_trial_progress.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        order = trial.order_of(self.start)
        if order is None or not trial.is_moving(self.connection, order):
            # It has arrived: what the frame says of it has changed as well.
            response["HX-Refresh"] = "true"
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known = {"connection": self.connection, "start": self.start, "place": self.place}
        return {**known, **trial_body(self.request, self.connection, self.start)}


class LiveStepView(StartView):
    """From which day on: how many orders and how much money that sends."""

    name = steps.LIVE
    of_all = True

    def act(self) -> str:
        if self.connection.went_live_at:
            # Pressed twice, or in a window that stood open since: the first press counts.
            return (
                f"You are live already, from {self.connection.books_start_on:%-d %B %Y} on. The "
                "day can be changed in Connection settings."
            )
        form = LiveForm(self.request.POST, connection=self.connection)
        if not form.is_valid():
            raise NotFilledIn(form)
        sent = live.go(
            self.connection,
            start_on=form.cleaned_data["start_on"],
            with_names=form.cleaned_data["with_names"],
            user=self.request.user,
            now=self.moment,
        )
        if not self.connection.auto_post:
            return (
                "You are live. The first orders wait for your look: you find them under Needs you."
            )
        return f"You are live: {said(sent)} on their way to QuickBooks."

    def body(self) -> dict[str, Any]:
        asked = LiveForm(
            {"start_on": self.request.GET.get("start_on") or self.connection.books_start_on},
            connection=self.connection,
        )
        day = asked.cleaned_data["start_on"] if asked.is_valid() else None
        day = day or self.connection.books_start_on or self.moment.date()
        found = live.offer(self.connection, start_on=day)
        return {
            "form": asked,
            "offer": found,
            "said": said(found),
            "first_looks": first_looks.wanted(self.connection),
            "first_sent": first_looks.sent(self.connection),
            "older_said": spoken.number(found.older.count, "order"),
            "closed_said": spoken.number(found.closed.count, "order"),
            "closed_money": spoken.money(found.closed.amounts),
            "older_money": spoken.money(found.older.amounts),
        }


def go_on_untried(step: StartView, *, orders: Any) -> str:
    """Goes on to going live where `orders`, those that could be tried, is empty."""
    if orders:
        raise NotAccepted("An order has come in meanwhile: look at it first.")
    approval.go_on_untried(step.connection, user=step.request.user, now=step.moment)
    return "Good. When you are live, the first three orders wait until you have looked at them."


def parts_of(connection: Connection, order: Order, *, now: datetime) -> list[preview.Part]:
    """The order's documents; a payment that stands on the receipt is none of its own."""
    parts = preview.of_order(connection, order, now=now)
    return [part for part in parts if getattr(part.why, "reason", "") != "on_receipt"]


def said(offer: live.Offer) -> str:
    """ "23 orders, 4,120.50 USD"."""
    money = spoken.money(offer.orders.amounts)
    number = spoken.number(offer.orders.count, "order")
    return f"{number}, {money}" if money else number


def is_over(paper: papers.Paper) -> bool:
    """Whether its row is done, though it is no document of its own."""
    return paper.line is not None and paper.line.row.state == QueueRow.State.DONE


def trial_body(request: HttpRequest, connection: Connection, start: Any) -> dict[str, Any]:
    """The order that was tried with its documents, or those from which to choose one."""
    user = request.user
    order = trial.order_of(start)
    seen = order and sight.orders(
        Order.objects.filter(pk=order.pk), user=user, connection=connection
    )
    if not order or not seen:
        chosen = samples.choose(connection, user=user)
        due = samples.due(connection, user=user).filter(
            pk__in=[sample.order.pk for sample in chosen]
        )
        other = samples.due(connection, user=user).order_by("-placed_at")
        return {"order": None, "choices": list(due) or list(other[: samples.MOST])}
    rows = sight.rows(user=user, connection=connection)
    found = papers.of_order(order, connections=[connection], rows=rows)
    shown = [paper for paper in found if paper.link or not is_over(paper)]
    return {
        "order": order,
        "papers": shown,
        "page_there": next((paper.url for paper in shown if paper.url), ""),
        "is_moving": trial.is_moving(connection, order),
        "is_booked": trial.is_booked(connection, order),
        "is_leaving": taking_back.is_leaving(connection, order),
        "is_taken_back": taking_back.is_taken_back(connection, order),
        "why_not_back": taking_back.why_not(connection, order, now=timezone.now()),
        "may_queue": rights(user=user, connection=connection),
        "now": timezone.now(),
        "here": request.path.removesuffix("progress/"),
    }
