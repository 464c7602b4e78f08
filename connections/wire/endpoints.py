"""Which addresses QuickBooks answers at, for each environment; nowhere else is ever talked to."""

from dataclasses import dataclass

from django.conf import settings

from connections.models import Connection

API_ROOTS = {
    Connection.Environment.PRODUCTION: "https://quickbooks.api.intuit.com",
    Connection.Environment.SANDBOX: "https://sandbox-quickbooks.api.intuit.com",
}
PAGE_ROOTS = {
    Connection.Environment.PRODUCTION: "https://app.qbo.intuit.com/app",
    Connection.Environment.SANDBOX: "https://app.sandbox.qbo.intuit.com/app",
}
PAGES = {
    "Customer": "customerdetail?nameId={id}",
    "Vendor": "vendordetail?nameId={id}",
    "Estimate": "estimate?txnId={id}",
    "PurchaseOrder": "purchaseorder?txnId={id}",
    "Invoice": "invoice?txnId={id}",
    "SalesReceipt": "salesreceipt?txnId={id}",
    "Payment": "recvpayment?txnId={id}",
    "RefundReceipt": "refundreceipt?txnId={id}",
    "CreditMemo": "creditmemo?txnId={id}",
    "Deposit": "deposit?txnId={id}",
    "Transfer": "transfer?txnId={id}",
    "JournalEntry": "journal?txnId={id}",
    "Item": "items",
    "Account": "register?accountId={id}",
}


class AddressRefused(Exception):
    """A connection points to an environment that this installation does not talk to."""


@dataclass(frozen=True)
class SignInEndpoints:
    authorize: str
    token: str
    revoke: str


INTUIT_SIGN_IN = SignInEndpoints(
    "https://appcenter.intuit.com/connect/oauth2",
    "https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer",
    "https://developer.api.intuit.com/v2/oauth2/tokens/revoke",
)


def sign_in(connection: Connection) -> SignInEndpoints:
    """Where this connection signs in (quickbooks: sandbox and production share the addresses).

    Raises AddressRefused.
    """
    if connection.environment in API_ROOTS:
        return INTUIT_SIGN_IN
    root = _emulator(connection)
    return SignInEndpoints(
        authorize=f"{root}/connect/oauth2",
        token=f"{root}/oauth2/v1/tokens/bearer",
        revoke=f"{root}/v2/oauth2/tokens/revoke",
    )


def api_base(connection: Connection) -> str:
    """The address of the company, ending in /v3/company/<realm>. Raises AddressRefused."""
    return f"{base_url(connection)}/v3/company/{connection.realm}"


def company_page(connection: Connection, qbo_type: str, qbo_id: str) -> str:
    """The page a person opens to see a record in QuickBooks. Raises AddressRefused.

    quickbooks: a record opens in whichever company the browser is signed in to.
    """
    root = PAGE_ROOTS.get(Connection.Environment(connection.environment))
    if root is None:
        return f"{_emulator(connection)}/books/{connection.realm}/{qbo_type.lower()}/{qbo_id}"
    return f"{root}/{PAGES.get(qbo_type, 'homepage').format(id=qbo_id)}"


def chart_of_accounts(connection: Connection) -> str:
    """The page on which a person sees and adds accounts in QuickBooks. Raises AddressRefused."""
    root = PAGE_ROOTS.get(Connection.Environment(connection.environment))
    return (
        f"{root}/chartofaccounts" if root else f"{_emulator(connection)}/books/{connection.realm}"
    )


def allowed_emulators() -> list[str]:
    """The addresses other than Intuit's that this installation talks to, the usual one first."""
    named = [settings.EMULATOR_URL, *settings.EMULATOR_URLS]
    return list(dict.fromkeys(url.rstrip("/") for url in named if url))


def refusal(address: str) -> str:
    """The sentence for an address that is not among them."""
    allowed = ", ".join(allowed_emulators()) or "none"
    return (
        f"This installation does not talk to {address}, so that no sign-in can end up in wrong "
        f"hands. Allowed are: {allowed}. Others are added by whoever runs the server, in "
        "EMULATOR_URLS."
    )


def base_url(connection: Connection) -> str:
    """Where this connection's QuickBooks answers, without the company. Raises AddressRefused."""
    root = API_ROOTS.get(Connection.Environment(connection.environment))
    return root or _emulator(connection)


def _emulator(connection: Connection) -> str:
    if not allowed_emulators():
        raise AddressRefused(
            f"“{connection}” is set to the local emulator, but this installation has none. "
            "Choose Sandbox or Production in Connection settings, or set EMULATOR_URL."
        )
    chosen = connection.base_url or allowed_emulators()[0]
    if chosen not in allowed_emulators():
        raise AddressRefused(refusal(chosen))
    return chosen
