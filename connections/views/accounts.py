"""The Default accounts tab: which accounts, payment methods and tax codes a connection uses."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from connections import choices, lists, permissions, suggest
from connections.choices import Offers
from connections.console import ActionView, ConnectionView, NotAccepted
from connections.forms.accounts import (
    DefaultAccountsForm,
    NewAccountForm,
    PaymentsForm,
    TaxesForm,
)
from connections.models import DefaultAccounts, ListItem, PaymentMapping, Right
from entities.models import StorePaymentMethod


class AccountsView(ConnectionView, TemplateView):
    tab = "accounts"
    post_right = Right.MAP_ACCOUNTS
    template_name = "console/accounts.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        forms = self.forms(request.POST)
        if any(form.errors for form in forms.values()):
            return self.render_to_response(self.get_context_data(**forms))
        with transaction.atomic():
            for form in forms.values():
                form.save()
        messages.success(request, "Your choices are saved.")
        return redirect(reverse("console:accounts", args=[self.connection.slug]))

    def forms(self, data: Any = None) -> dict[str, Any]:
        connection, offers = self.connection, Offers(self.connection)
        defaults = DefaultAccounts.objects.filter(connection=connection).first()
        return {
            "defaults_form": DefaultAccountsForm(
                data,
                offers=offers,
                instance=defaults or DefaultAccounts(connection=connection),
            ),
            "payments_form": PaymentsForm(data, offers=offers),
            "taxes_form": TaxesForm(data, offers=offers),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        newest = self.connection.list_items.order_by("-fetched_at").first()
        more = {
            "fetched_at": newest and newest.fetched_at,
            "may_map": permissions.may(
                user=self.request.user, connection=self.connection, right=Right.MAP_ACCOUNTS
            ),
        }
        forms = {} if "defaults_form" in kwargs else self.forms()
        return super().get_context_data(**{**more, **forms, **kwargs})


class FetchListsView(ActionView):
    right = Right.MAP_ACCOUNTS
    back = "accounts"

    def act(self) -> str:
        lists.fetch_lists(connection=self.connection, now=timezone.now())
        active = self.connection.list_items.filter(is_active=True)
        accounts = active.filter(kind=ListItem.Kind.ACCOUNT).count()
        codes = active.filter(kind=ListItem.Kind.TAX_CODE).count()
        return f"Fetched from QuickBooks: {accounts} accounts, {codes} tax codes, and the rest."


class SuggestView(ActionView):
    """Fills in what has exactly one fitting choice; changes nothing that was chosen."""

    right = Right.MAP_ACCOUNTS
    back = "accounts"

    def act(self) -> str:
        chosen = suggest.suggest_defaults(connection=self.connection)
        if not chosen:
            return "There was nothing that could be chosen without you."
        return "Chosen for you, please look them over: " + " ".join(chosen)


class CreateAccountView(ActionView):
    """Creates an account in QuickBooks and chooses it for the purpose it was created for."""

    right = Right.MAP_ACCOUNTS
    back = "accounts"

    def act(self) -> str:
        form = NewAccountForm(self.request.POST)
        if not form.is_valid():
            raise NotAccepted(" ".join(str(error) for field in form for error in field.errors))
        return self.create(form.cleaned_data)

    def create(self, wanted: dict[str, Any]) -> str:
        purpose = choices.PURPOSES.get(wanted["purpose"])
        if purpose is None:
            return self.create_clearing(wanted["name"], wanted["method"], wanted["currency"])
        account = self.create_account(wanted["name"], purpose.new_type, purpose.new_subtype)
        DefaultAccounts.objects.update_or_create(
            connection=self.connection, defaults={purpose.field: account}
        )
        return f"“{account}” was created in QuickBooks and is chosen for {purpose.label}."

    def create_clearing(self, name: str, method: StorePaymentMethod, currency: str) -> str:
        account = self.create_account(name, *choices.new_clearing(method))
        mapping, _ = PaymentMapping.objects.update_or_create(
            connection=self.connection,
            method=method,
            currency=currency,
            defaults={"clearing_account": account},
        )
        return f"“{account}” was created in QuickBooks and is chosen for {mapping}."

    def create_account(self, name: str, account_type: str, subtype: str) -> ListItem:
        return suggest.create_account(
            connection=self.connection,
            name=name,
            account_type=account_type,
            account_subtype=subtype,
        )
