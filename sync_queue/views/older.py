"""Send older records: choose them, see how many and how much, and put them in the queue."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from connections import permissions
from connections.console import ConnectionView
from connections.models import Connection, Right
from entities.models import Storefront
from sync_queue.steering import older
from sync_queue.views import spoken

FIRST_DAY = date(1970, 1, 2)
LAST_DAY = date(2200, 1, 1)


class OlderForm(forms.Form):
    what = forms.ChoiceField(
        label="What",
        choices=list(older.TITLES.items()),
        help_text="An order goes with its customer, products, payments and refunds.",
    )
    since = forms.DateField(
        label="From",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Orders by the day they were placed, the others by the day they were made.",
    )
    until = forms.DateField(
        label="To",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    storefront = forms.ModelChoiceField(
        label="Storefront", required=False, queryset=Storefront.objects.none(), empty_label="All"
    )

    def __init__(self, data: Any = None, *, user: Any) -> None:
        super().__init__(data)
        field: Any = self.fields["storefront"]
        field.queryset = Storefront.objects.for_user(user)

    def clean_since(self) -> date | None:
        return _sensible(self.cleaned_data["since"])

    def clean_until(self) -> date | None:
        return _sensible(self.cleaned_data["until"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", "Choose a day that is not before the first one.")
        if given.get("what") == older.PRODUCTS and given.get("storefront"):
            self.add_error("storefront", "A product belongs to no storefront: choose All.")
        return given

    def wish(self) -> older.Wish:
        return older.Wish(**self.cleaned_data)


class OlderView(ConnectionView, TemplateView):
    """GET shows and counts, POST sends."""

    tab = "queue"
    part = "older"
    right = Right.SEE_QUEUE
    post_right = Right.READ_QUEUE
    template_name = "sync_queue/older.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = OlderForm(request.POST, user=request.user)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        sent = older.send(self.connection, form.wish(), user=request.user, now=timezone.now())
        left = older.preview(self.connection, form.wish(), user=request.user).count
        say = messages.success if sent else messages.warning
        say(request, said_of(form.wish().what, sent, left))
        return redirect(reverse("console:older", args=[self.connection.slug]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, asked = self.request.user, self.request.GET
        form = kwargs.pop("form", None) or OlderForm(asked if "what" in asked else None, user=user)
        more: dict[str, Any] = {
            "form": form,
            "may_send": permissions.may(
                user=user, connection=self.connection, right=Right.READ_QUEUE
            ),
            "auto_post": self.connection.auto_post,
        }
        if form.is_bound and form.is_valid():
            more |= told(self.connection, form.wish(), user)
        return super().get_context_data(**{**more, **kwargs})


def told(connection: Connection, wish: older.Wish, user: Any) -> dict[str, Any]:
    """What the preview says."""
    found = older.preview(connection, wish, user=user)
    one = older.TITLES[wish.what].lower().removesuffix("s")
    money = spoken.money(found.amounts.amounts)
    figure = spoken.number(found.count, one)
    return {
        "found": found,
        "figure": f"{figure}, {money}" if money else figure,
        "most": older.AT_ONCE[wish.what],
        "too_early": spoken.number(found.too_early, "order") if found.too_early else "",
    }


def said_of(what: str, sent: int, left: int) -> str:
    one = older.TITLES[what].lower().removesuffix("s")
    if not sent:
        return f"No {one} was put in the queue: there is none left, or none that you may send."
    said = f"{spoken.number(sent, one)} put in the queue."
    verb, them = ("is", "it") if left == 1 else ("are", "them")
    return f"{said} {left:,} more {verb} left: count again to send {them}." if left else said


def _sensible(day: date | None) -> date | None:
    if day is not None and not FIRST_DAY <= day <= LAST_DAY:
        raise forms.ValidationError("Choose a day between 1970 and 2200.")
    return day
