"""The trip to QuickBooks' sign-in and back: out by POST, back by GET, each ending a page."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView, View

from connections import endings, lists, oauth, permissions, tokens
from connections.console import TROUBLE, ConnectionView, ConsoleMixin
from connections.models import Connection, Right
from connections.signing_in import state
from connections.telling import addresses
from connections.telling.addresses import redirect_url

# [ending, sentence]: what the last trip of this login session said of the two companies.
SAID = "sign_in_said"
ABOUT_COMPANIES = (tokens.WrongCompany, tokens.CompanyTaken)


class ConnectView(ConnectionView):
    """Sends the browser to QuickBooks, with a state of ours that works once."""

    right = Right.MANAGE_TOKEN
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refused = why_not(self.connection)
        if refused:
            messages.error(request, refused)
            return redirect(reverse("console:token", args=[self.connection.slug]))
        ours = state.issue(session=request.session, connection=self.connection, user=request.user)
        try:
            away = oauth.authorize_url(
                connection=self.connection, state=ours, redirect_uri=redirect_url()
            )
        except tokens.UNUSABLE as fault:
            messages.error(request, str(fault))
            return redirect(reverse("console:token", args=[self.connection.slug]))
        return redirect(away)


def why_not(connection: Connection) -> str:
    """Why nobody can sign in with this connection; "" where nothing forbids it."""
    if connection.accounting_vendor == Connection.AccountingVendor.NONE:
        return (
            "This connection uses no accounting system. Choose QuickBooks in Connection settings "
            "first."
        )
    return addresses.insecurity(connection)


class CallbackView(View):
    """Where QuickBooks sends the browser back to. Answers only by redirects to an ending's page."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect(reverse("console:sign-in-ended", args=["signed-out"]))
        try:
            connection = self.connection_of_state(request)
        except state.StateRefused as fault:
            return redirect(reverse("console:sign-in-ended", args=[endings.of_fault(fault)]))
        name = self.ending(request, connection)
        return redirect(reverse("console:sign-in-ending", args=[connection.slug, name]))

    def connection_of_state(self, request: HttpRequest) -> Connection:
        """The connection the trip began for; the right to connect it is asked for again."""
        pk = state.redeem(
            session=request.session, state=request.GET.get("state", ""), user=request.user
        )
        slug = Connection.objects.values_list("slug", flat=True).filter(pk=pk).first() or ""
        return permissions.connection_for(user=request.user, slug=slug, right=Right.MANAGE_TOKEN)

    def ending(self, request: HttpRequest, connection: Connection) -> str:
        """Exchanges the code where there is one; returns the ending's name."""
        if "error" in request.GET:
            return "denied" if request.GET["error"] == "access_denied" else "incomplete"
        code, realm = request.GET.get("code", ""), request.GET.get("realmId", "")
        if not code or not realm.isdigit():
            return "incomplete"
        try:
            self.connect(request, connection, code, realm)
        except endings.FAULTS as fault:
            name = endings.of_fault(fault)
            if isinstance(fault, ABOUT_COMPANIES):
                request.session[SAID] = [name, str(fault)]
            return name
        return "connected"

    def connect(self, request: HttpRequest, connection: Connection, code: str, realm: str) -> None:
        now = timezone.now()
        tokens.connect(
            connection=connection,
            code=code,
            realm=realm,
            user=request.user,
            redirect_uri=redirect_url(),
            now=now,
        )
        try:
            lists.test_connection(connection=connection, now=now)
        except TROUBLE as fault:
            messages.warning(request, f"The company's name could not be read yet. {fault}")


class EndingView(ConnectionView, TemplateView):
    """How a trip ended, where we know which connection it was for."""

    template_name = "console/sign_in_ending.html"
    tab = "token"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if kwargs["ending"] == "connected" and not self.connection.is_connected:
            return redirect(reverse("console:token", args=[self.connection.slug]))
        return super().get(request, *args, **kwargs)

    def get_template_names(self) -> list[str]:
        if self.kwargs["ending"] == "connected":
            return ["console/sign_in_connected.html"]
        return [self.template_name]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        name = self.kwargs["ending"]
        if name == "connected":
            return super().get_context_data(**kwargs)
        of_ending, sentence = self.request.session.get(SAID, ["", ""])
        said = sentence if of_ending == name else ""
        return super().get_context_data(**{**kwargs, "ending": known_ending(name), "said": said})


class EndedView(ConsoleMixin, TemplateView):
    """How a trip ended that cannot be trusted: it is not even known which connection it was for."""

    title = "Sign-in to QuickBooks"
    template_name = "console/sign_in_ending.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ending = known_ending(self.kwargs["ending"])
        return super().get_context_data(**{**kwargs, "ending": ending})


def known_ending(name: str) -> endings.Ending:
    try:
        return endings.ENDINGS[name]
    except KeyError:
        raise Http404 from None
