"""The buttons of the Default accounts tab: fetch the lists, suggest choices, create an account."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from connections import company, exchanges, lists, queue_side
from connections.choosing import choices, reasons, suggest
from connections.console import ActionView, NotAccepted
from connections.forms.accounts import NewAccountForm
from connections.models import DefaultAccounts, FailedAccount, ListItem, PaymentMapping, Right
from connections.signing_in import standing
from entities.models import StorePaymentMethod

# Pages that carry these buttons; a button returns to the one it was pressed on.
PAGES = (
    *("accounts", "accounts-payments", "accounts-taxes", "accounts-terms"),
    *("accounts-items", "accounts-stock", "queue"),
)


def page_of(request: HttpRequest) -> str:
    page = request.POST.get("page", "")
    return page if page in PAGES else "accounts"


class ListAction(ActionView):
    right = Right.MAP_ACCOUNTS

    def next_address(self) -> str:
        return reverse(f"console:{page_of(self.request)}", args=[self.connection.slug])


class FetchListsView(ListAction):
    """Lists of a company whose name nobody has seen since the sign-in are fetched only on a
    person's word: they might be another company's."""

    def act(self) -> str:
        standing.usable(self.connection)
        if not company.is_tested(self.connection) and "anyway" not in self.request.POST:
            raise NotAccepted(
                "Nothing was fetched: the connection was not tested since the sign-in. Press Test "
                "connection on the Token tab and check the company's name, or press Fetch anyway."
            )
        lists.fetch_lists(connection=self.connection, now=timezone.now())
        active = self.connection.list_items.filter(is_active=True)
        accounts = active.filter(kind=ListItem.Kind.ACCOUNT).count()
        codes = active.filter(kind=ListItem.Kind.TAX_CODE).count()
        return f"Fetched from QuickBooks: {accounts} accounts, {codes} tax codes, and the rest."


class SuggestView(ListAction):
    """Fills in what has exactly one fitting choice; changes nothing that was chosen."""

    def act(self) -> str:
        chosen = suggest.suggest_defaults(connection=self.connection)
        if not chosen:
            return "There was nothing that could be chosen without you."
        return "Chosen for you, please look them over: " + " ".join(chosen)


class CreateAccountView(ListAction):
    """Creates an account in QuickBooks and chooses it for the purpose it was created for."""

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
        return self.said(account, purpose.label, reasons.account(purpose.field))

    def create_clearing(self, name: str, method: StorePaymentMethod, currency: str) -> str:
        account = self.create_account(name, *choices.NEW_CLEARING, currency=currency)
        mapping, _ = PaymentMapping.objects.update_or_create(
            connection=self.connection,
            method=method,
            currency=currency,
            defaults={"clearing_account": account},
        )
        return self.said(account, str(mapping), reasons.clearing(method.key, currency))

    def said(self, account: ListItem, for_what: str, reason: str) -> str:
        """Tries again what waited for the account, and says what came of all this."""
        rows = queue_side.ask().try_again(self.connection, [reason], now=timezone.now())
        told = f"“{account}” was created in QuickBooks and is chosen for {for_what}."
        again = (
            "1 row that waited for it is" if rows == 1 else f"{rows} rows that waited for it are"
        )
        return f"{told} {again} tried again." if rows else told

    def create_account(
        self, name: str, account_type: str, subtype: str, *, currency: str = ""
    ) -> ListItem:
        """quickbooks: an account has a currency of its own where the company knows several.

        A refusal is kept, so that it stands under *Needs you* until the account is there.
        """
        try:
            return suggest.create_account(
                connection=self.connection,
                name=name,
                account_type=account_type,
                account_subtype=subtype,
                currency=currency if self.connection.multicurrency else "",
            )
        except exchanges.Refused as refusal:
            FailedAccount.objects.update_or_create(
                connection=self.connection,
                name__iexact=name,
                defaults={
                    "name": name,
                    "page": page_of(self.request),
                    "message": str(refusal),
                    "failed_at": timezone.now(),
                },
            )
            raise


class ForgetAccountView(ListAction):
    """An account that was refused is not wanted any more."""

    def act(self) -> str:
        failed = get_object_or_404(FailedAccount, connection=self.connection, pk=self.kwargs["pk"])
        failed.delete()
        return f"“{failed.name}” is not asked for any more."

    def next_address(self) -> str:
        return reverse("console:needs-you")
