"""The Default accounts tab, page by page: what a connection uses of QuickBooks' lists, for what."""

from typing import Any, ClassVar

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from connections import company, permissions, queue_side
from connections.choosing import reasons
from connections.console import ConnectionView
from connections.forms.accounts import AccountsForm, DefaultClassForm, DefaultTermForm, UntaxedForm
from connections.forms.chooser import Chooser
from connections.forms.classes import CategoryClassesForm, VendorClassesForm
from connections.forms.line_items import LineItemsForm
from connections.forms.payments import PaymentsForm
from connections.forms.stock import StockForm
from connections.forms.taxes import TaxesForm
from connections.forms.words import ClassWordsForm, TermWordsForm
from connections.models import Connection, Right
from connections.wire import endpoints

PER_LINE = Connection.ClassTracking.PER_LINE


class ChoicesView(ConnectionView, TemplateView):
    """One page of choices: its forms are saved together, or none of them."""

    tab = "accounts"
    post_right = Right.MAP_ACCOUNTS
    form_classes: ClassVar[dict[str, Any]] = {}
    # Whether anything on the page is filled in by “Suggest”.
    may_suggest: ClassVar[bool] = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        forms = self.forms(request.POST)
        if any(form.errors for form in forms.values()):
            return self.render_to_response(self.get_context_data(forms=forms))
        with transaction.atomic():
            for form in forms.values():
                form.save()
        messages.success(request, f"Your choices are saved.{self.tried_again(forms)}")
        for sentence in (sentence for form in forms.values() for sentence in form.warnings()):
            messages.warning(request, sentence)
        return redirect(reverse(f"console:{self.part or self.tab}", args=[self.connection.slug]))

    def tried_again(self, forms: dict[str, Any]) -> str:
        """Tries what waited for these choices; the sentence that says so."""
        chosen = [reason for form in forms.values() for reason in form.made()]
        if not chosen:
            return ""
        rows = queue_side.ask().try_again(self.connection, chosen, now=timezone.now())
        return f" What waited for them is tried again: {rows} row{'' if rows == 1 else 's'}."

    def forms(self, data: Any = None) -> dict[str, Any]:
        chooser = Chooser(self.connection)
        return {
            name: form_class(data, chooser=chooser)
            for name, form_class in self.wanted_forms().items()
        }

    def wanted_forms(self) -> dict[str, Any]:
        return self.form_classes

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        forms = kwargs.pop("forms", None) or self.forms()
        newest = self.connection.list_items.order_by("-fetched_at").first()
        more = {
            "fetched_at": newest and newest.fetched_at,
            "page_name": self.part or self.tab,
            "may_suggest": self.may_suggest,
            "is_tested": company.is_tested(self.connection),
            "chart_url": chart_url(self.connection),
            "may_map": permissions.may(
                user=self.request.user, connection=self.connection, right=Right.MAP_ACCOUNTS
            ),
            "all_forms": list(forms.values()),
        }
        return super().get_context_data(**{**more, **forms, **kwargs})


class AccountsView(ChoicesView):
    template_name = "console/accounts.html"
    form_classes = {"accounts_form": AccountsForm}


class PaymentsView(ChoicesView):
    part = "accounts-payments"
    template_name = "console/accounts_payments.html"
    form_classes = {"payments_form": PaymentsForm}


class TaxesView(ChoicesView):
    part = "accounts-taxes"
    template_name = "console/accounts_taxes.html"
    form_classes = {"untaxed_form": UntaxedForm, "taxes_form": TaxesForm}


class TermsView(ChoicesView):
    """Terms and classes; only what acts with the connection's switches is offered.

    The store's words, and the names of vendors, are for those who see all of the company.
    """

    part = "accounts-terms"
    template_name = "console/accounts_terms.html"

    def wanted_forms(self) -> dict[str, Any]:
        connection = self.connection
        wanted: dict[str, Any] = {"term_form": DefaultTermForm}
        has_classes = connection.uses_classes and connection.class_tracking
        if not self.sees_all():
            return {**wanted, **({"class_form": DefaultClassForm} if has_classes else {})}
        if connection.allows_overrides:
            wanted["term_words_form"] = TermWordsForm
        if has_classes:
            wanted |= {"class_form": DefaultClassForm, "vendors_form": VendorClassesForm}
            if connection.class_tracking == PER_LINE:
                wanted["categories_form"] = CategoryClassesForm
            if connection.allows_overrides:
                wanted["class_words_form"] = ClassWordsForm
        return wanted

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        waiting = context["term_form"].chooser.waiting
        more = {
            "waiting_for_classes": waiting.get(reasons.CLASSES_OFF, 0),
            "sees_all": self.sees_all(),
        }
        return {**context, **more}

    def sees_all(self) -> bool:
        return permissions.sees_all(user=self.request.user, connection=self.connection)


class LineItemsView(ChoicesView):
    part = "accounts-items"
    may_suggest = False
    template_name = "console/accounts_items.html"
    form_classes = {"items_form": LineItemsForm}


class StockView(ChoicesView):
    part = "accounts-stock"
    may_suggest = False
    template_name = "console/accounts_stock.html"

    def forms(self, data: Any = None) -> dict[str, Any]:
        user = self.request.user
        return {"stock_form": StockForm(data, chooser=Chooser(self.connection), user=user)}


def chart_url(connection: Connection) -> str:
    """Where a person looks at the accounts in QuickBooks, or "" where that is nowhere."""
    try:
        return endpoints.chart_of_accounts(connection)
    except endpoints.AddressRefused:
        return ""
