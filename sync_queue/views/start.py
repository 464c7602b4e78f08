"""The pages of the guided start, one per step; whoever comes too early is led to the step now."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from connections import addresses, permissions
from connections.console import TROUBLE, ConnectionView, NotAccepted
from connections.models import Connection, Right
from entities.models import Order
from sync_queue import first_looks, preview, sight
from sync_queue.models import QueueRow
from sync_queue.start import approval, existing, live, samples, steps, trial
from sync_queue.start.forms import BooksForm, KeysForm, LiveForm
from sync_queue.views import papers, proposals, spoken
from sync_queue.views.queue import rights

# The deed of going on though there is no order to look at, or none to send.
UNTRIED = "untried"
NOT_NOW = (existing.NotNow, trial.NotNow, *TROUBLE)


class StartView(ConnectionView, TemplateView):
    """Leads to the step that is to be done now."""

    template_name = "sync_queue/start.html"
    name: ClassVar[str] = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.moment = timezone.now()
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.look_up()
        if not self.name or self.place.state == steps.LATER:
            return redirect(address(self.connection, self.progress))
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Does the step's deed, says what came of it, and shows what is to be done now."""
        self.look_up()
        if self.place.state == steps.LATER:
            return redirect(address(self.connection, self.progress))
        try:
            said = self.act()
        except NOT_NOW as fault:
            messages.error(request, str(fault))
            return redirect(request.get_full_path())
        except NotFilledIn as fault:
            return self.render_to_response(self.get_context_data(form=fault.form))
        if said:
            messages.success(request, said)
        return redirect(self.after())

    def act(self) -> str:
        """Does it, and returns the sentence that says so. May raise one of NOT_NOW."""
        raise NotAccepted("There is nothing to press here.")

    def after(self) -> str:
        return reverse("console:start", args=[self.connection.slug])

    def look_up(self) -> None:
        self.start = steps.start_of(self.connection)
        self.progress = steps.progress(self.connection, self.start)
        if self.name:
            self.place = self.progress.place(self.name)

    def needed_right(self, request: HttpRequest) -> Right:
        return self.right if request.method != "POST" else steps.BY_NAME[self.name].right

    def page_title(self) -> str:
        return "Set up QuickBooks"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        connection = Connection.objects.get(pk=self.connection.pk)
        may = permissions.may(
            user=self.request.user, connection=connection, right=self.place.step.right
        )
        more = {
            "tabs": [],
            "parts": [],
            "connection": connection,
            "start": self.start,
            "progress": self.progress,
            "place": self.place,
            "body": f"sync_queue/start_{self.name}.html",
            "may": may,
            **self.body(),
        }
        return super().get_context_data(**{**more, **kwargs})

    def body(self) -> dict[str, Any]:
        """What the step's own part of the page needs."""
        return {}


class NotFilledIn(Exception):
    """What was typed needs mending; `form` says where."""

    def __init__(self, form: Any) -> None:
        super().__init__()
        self.form = form


def address(connection: Connection, progress: steps.Progress) -> str:
    place = progress.now or progress.place(steps.LIVE)
    return reverse(f"console:start-{place.step.name}", args=[connection.slug])


class ConnectStepView(StartView):
    """Environment, keys, and the exact values for Intuit's page."""

    name = "connect"

    def needed_right(self, request: HttpRequest) -> Right:
        return Right.EDIT_SETTINGS if request.method == "POST" else self.right

    def act(self) -> str:
        form = KeysForm(self.request.POST, instance=self.connection)
        if not form.is_valid():
            self.connection = Connection.objects.get(pk=self.connection.pk)
            raise NotFilledIn(form)
        form.save()
        return "The keys are saved. Now press Connect to QuickBooks."

    def body(self) -> dict[str, Any]:
        connection = self.connection
        return {
            "form": KeysForm(instance=connection),
            "has_keys": bool(connection.client_id and connection.sealed_client_secret),
            "may_edit": permissions.may(
                user=self.request.user, connection=connection, right=Right.EDIT_SETTINGS
            ),
            "values": addresses.for_intuit(connection),
            "address_trouble": addresses.trouble(
                connection=connection, host=self.request.get_host()
            ),
        }


class CompanyStepView(StartView):
    """Is this the right company? Answered by the buttons of the connections' own views."""

    name = "company"

    def body(self) -> dict[str, Any]:
        return {"has_sent": steps.has_sent(self.connection)}


class AccountsStepView(StartView):
    """Accounts with their evidence, and which orders go; one word approves both."""

    name = "accounts"

    def act(self) -> str:
        form = self.form(self.request.POST)
        if not form.is_valid():
            self.connection = Connection.objects.get(pk=self.connection.pk)
            raise NotFilledIn(form)
        form.save()
        missing = approval.blocking(self.connection)
        if missing:
            raise NotAccepted(f"Your choices are saved, but not approved yet. {missing[0]}")
        approval.approve(self.connection, user=self.request.user, now=self.moment)
        return "The accounts are approved."

    def form(self, data: Any = None) -> BooksForm:
        today = self.moment.astimezone(self.connection.zone).date()
        return BooksForm(data, instance=self.connection, today=today)

    def body(self) -> dict[str, Any]:
        return {
            "form": self.form(),
            "lines": approval.lines(self.connection),
            "lacking": approval.lacking(self.connection),
            "is_fetched": self.connection.list_items.exists(),
        }


class ExistingStepView(StartView):
    """What will be linked, created, or needs a decision; links all of it at the press."""

    name = "existing"

    def act(self) -> str:
        linked = existing.link(self.connection, user=self.request.user, now=self.moment)
        if not steps.start_of(self.connection).matched_at:
            raise NotAccepted(
                f"{spoken.number(linked, 'record')} linked. Some were changed in QuickBooks "
                "meanwhile: decide about them again."
            )
        if not linked:
            return "Nothing had to be linked."
        return (
            f"{spoken.number(linked, 'record')} linked. Nothing was changed in QuickBooks, and "
            "you can take it back until something is sent."
        )

    def body(self) -> dict[str, Any]:
        listed = proposals.listing(self.connection, self.request.GET)
        return {**listed, "can_undo": listed["linked"] and not steps.has_sent(self.connection)}


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
        if deed == "right":
            trial.approve(self.connection, self.start, user=user, now=now)
            return "Very good. Everything is ready for going live."
        if deed == "wrong":
            trial.reject(self.start, note=self.request.POST.get("note", ""))
            return ""
        raise NotAccepted("Say what is to be done: press one of the buttons.")

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
        "may_queue": rights(user=user, connection=connection),
        "now": timezone.now(),
        "here": request.path.removesuffix("progress/"),
    }
