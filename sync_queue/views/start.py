"""The pages of the guided start, one per step; whoever comes too early is led to the step now."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from connections import permissions
from connections.console import TROUBLE, ConnectionView, NotAccepted
from connections.models import Connection, Right
from connections.telling import addresses
from sync_queue.start import approval, existing, looking, steps, trial
from sync_queue.start.forms import BooksForm, KeysForm
from sync_queue.views import proposals, spoken

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
    of_all = True

    def act(self) -> str:
        if looking.is_on(self.start, now=self.moment):
            raise existing.NotNow(looking.ALREADY)
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
        return {
            **listed,
            "can_undo": listed["linked"] and not steps.has_sent(self.connection),
            "is_looking": looking.is_on(self.start, now=self.moment),
        }


class LookingView(StartView):
    """How far QuickBooks was looked through, asked for again and again while that lasts."""

    name = "existing"
    template_name = "sync_queue/start_looking.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        if not looking.is_on(self.start, now=self.moment):
            response["HX-Refresh"] = "true"
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_looking = looking.is_on(self.start, now=self.moment)
        return {"connection": self.connection, "start": self.start, "is_looking": is_looking}
