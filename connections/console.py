"""What every console page shares: who may open it, the tabs over it, the admin's frame around it.

A page of one connection is a `ConnectionView`; its `right` is asked before anything else happens.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.auth.mixins import AccessMixin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic.base import ContextMixin, View

from connections import exchanges, permissions, tokens
from connections.models import Connection, Right


class NotAccepted(Exception):
    """What a person typed cannot be used; the message says why and what to type instead."""


# Why a button may fail; each message says what happened and what mends it.
TROUBLE = (
    *tokens.UNUSABLE,
    exchanges.Refused,
    exchanges.Busy,
    exchanges.NotConfirmed,
    NotAccepted,
)

TABS = [
    ("settings", "Connection settings", Right.VIEW),
    ("token", "Token", Right.VIEW),
    ("queue", "Queue", Right.SEE_QUEUE),
    ("accounts", "Default accounts", Right.VIEW),
]


# Further pages under a tab, (address name, title): the tab's own page stands first.
PARTS: dict[str, list[tuple[str, str]]] = {
    "settings": [
        ("settings", "Settings"),
        ("flows", "What is exchanged"),
        ("pulled", "From QuickBooks"),
        ("fields", "Field mapping"),
        ("mails", "Mails"),
    ],
    "queue": [("queue", "Queue"), ("older", "Older records")],
    "accounts": [
        ("accounts", "Accounts"),
        ("accounts-payments", "Payment methods"),
        ("accounts-taxes", "Taxes"),
        ("accounts-terms", "Terms and classes"),
        ("accounts-items", "Line items"),
        ("accounts-stock", "Stock"),
        ("accounts-clearing", "Clearing accounts"),
    ],
}


@dataclass(frozen=True)
class Tab:
    title: str
    url: str
    is_current: bool


def tabs(*, connection: Connection, user: Any, current: str) -> list[Tab]:
    """The tabs of a connection that this person may open, in their fixed order."""
    held = {
        right: permissions.may(user=user, connection=connection, right=right)
        for right in {right for _, _, right in TABS}
    }
    return [
        Tab(title, reverse(f"console:{name}", args=[connection.slug]), name == current)
        for name, title, right in TABS
        if held[right]
    ]


def parts(*, connection: Connection, tab: str, current: str) -> list[Tab]:
    """The pages under a tab; none where there is only the tab's own."""
    pages = PARTS.get(tab, [])
    if len(pages) < 2:
        return []
    return [
        Tab(title, reverse(f"console:{name}", args=[connection.slug]), name == current)
        for name, title in pages
    ]


class ConsoleMixin(AccessMixin, ContextMixin, View):
    """A page inside the admin's frame: a login first, a 404 for whoever may not enter the admin."""

    title: ClassVar[str] = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        if not admin.site.has_permission(request):
            raise Http404
        request.current_app = admin.site.name  # the admin theme's templates look here
        return super().dispatch(request, *args, **kwargs)

    def page_title(self) -> str:
        return self.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        frame = {**admin.site.each_context(self.request), "title": self.page_title()}
        return super().get_context_data(**{**frame, **kwargs})


class ConnectionView(ConsoleMixin):
    """A page of one connection, found by the `slug` in its address.

    `right` opens it, `post_right` (the same where it is not named) changes something on it. Raises
    Http404 for strangers and PermissionDenied for whoever holds other rights only; where it is
    `of_all`, for a vendor's people too unless the company is the vendor's own. `part` names a page
    under its tab that is not the tab's own.
    """

    right: ClassVar[Right] = Right.VIEW
    post_right: ClassVar[Right | None] = None
    # Whether it tells of all vendors' records, or decides about them.
    of_all: ClassVar[bool] = False
    tab: ClassVar[str] = ""
    part: ClassVar[str] = ""
    connection: Connection

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            self.connection = permissions.connection_for(
                user=request.user, slug=kwargs["slug"], right=self.needed_right(request)
            )
            if self.is_of_all(request):
                permissions.need_all(user=request.user, connection=self.connection)
        return super().dispatch(request, *args, **kwargs)

    def needed_right(self, request: HttpRequest) -> Right:
        return (self.post_right if request.method == "POST" else None) or self.right

    def is_of_all(self, request: HttpRequest) -> bool:
        return self.of_all

    def page_title(self) -> str:
        return self.connection.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        frame = {
            "connection": self.connection,
            "tabs": tabs(connection=self.connection, user=self.request.user, current=self.tab),
            "parts": parts(connection=self.connection, tab=self.tab, current=self.part or self.tab),
        }
        return super().get_context_data(**{**frame, **kwargs})


class ActionView(ConnectionView):
    """A button: does one thing by POST, says what came of it, and returns to its tab."""

    http_method_names = ["post"]
    back: ClassVar[str] = "settings"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            messages.success(request, self.act())
        except TROUBLE as fault:
            messages.error(request, str(fault))
        return redirect(self.next_address())

    def act(self) -> str:
        """Does it, and returns the sentence that says so. May raise one of TROUBLE."""
        raise NotImplementedError

    def next_address(self) -> str:
        return reverse(f"console:{self.back}", args=[self.connection.slug])
