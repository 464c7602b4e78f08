"""Connects the demo to the local QuickBooks as a person would, and makes the choices for it."""

import secrets
from datetime import date
from urllib.parse import parse_qs, urlsplit

import requests
from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils import timezone

from connections import company, lists, oauth, tokens
from connections.choosing import suggest
from connections.models import Connection, DefaultAccounts, PaymentMapping
from entities.models import Order, StorePaymentMethod

REALM = "9130350000000001"
CLIENT_ID, CLIENT_SECRET = "emulator-client", "emulator-secret"
ADMIN = "admin"
OWED = "OtherCurrentLiabilities"
# What the sample chart of accounts lacks: purpose, name, type, detail type.
ACCOUNTS = (
    ("surcharge", "Payment surcharges", "Income", "OtherPrimaryIncome"),
    ("refund", "Sales returns", "Income", "DiscountsRefundsGiven"),
    ("gift_cards", "Gift cards outstanding", "Other Current Liability", OWED),
    ("store_credit", "Store credit outstanding", "Other Current Liability", OWED),
    ("chargeback", "Chargebacks", "Income", "DiscountsRefundsGiven"),
)


def admin_password() -> str:
    """The password of the demo's admin, made once and kept in the demo's state."""
    file = settings.STATE_DIR / "password"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(9))
    password = file.read_text()
    user, is_new = get_user_model().objects.get_or_create(
        username=ADMIN, defaults={"is_staff": True, "is_superuser": True}
    )
    if is_new:
        user.set_password(password)
        user.save()
    return password


def connection() -> Connection:
    """The demo's connection: signed in, tested; the accounts that it needs are chosen."""
    found = Connection.objects.filter(slug="demo-books").first() or _new()
    if not found.is_connected:
        _sign_in(found)
        company.test_connection(connection=found, now=timezone.now())
        lists.fetch_lists(connection=found, now=timezone.now())
        found.company_confirmed_at = timezone.now()
        found.save(update_fields=["company_confirmed_at", "updated_at"])
    return found


def choose(connection: Connection) -> list[str]:
    """Chooses accounts and mappings for what the store holds; returns each choice as a sentence."""
    said = [_choose_account(connection, *account) for account in ACCOUNTS]
    for method in StorePaymentMethod.objects.filter(kind__in=["gateway", "cash"]):
        said.append(_choose_clearing(connection, method))
    return [sentence for sentence in said if sentence] + suggest.suggest_defaults(
        connection=connection
    )


def start_books(connection: Connection) -> None:
    """The books start with the store's first order, so that nothing of the demo is left out.

    Once only: a demo goes on as its person has set it. The worker writes to the same row already.
    """
    if connection.went_live_at is not None:
        return
    first = Order.objects.order_by("placed_at").first()
    if connection.books_start_on is None:
        earliest = first.placed_at.astimezone(connection.zone).date() if first else None
        connection.books_start_on = earliest or date(2000, 1, 1)
    connection.auto_post, connection.went_live_at = True, timezone.now()
    connection.save(update_fields=["books_start_on", "auto_post", "went_live_at", "updated_at"])


def _new() -> Connection:
    made = Connection(
        name="Demo books",
        slug="demo-books",
        environment=Connection.Environment.EMULATOR,
        client_id=CLIENT_ID,
        client_secret_set_at=timezone.now(),
        is_default=True,
    )
    made.client_secret = CLIENT_SECRET
    made.save()
    return made


def _sign_in(connection: Connection) -> None:
    """Through the consent page: what a person clicks there is posted here."""
    redirect_uri = f"{settings.PUBLIC_URL}/console/callback/"
    url = oauth.authorize_url(
        connection=connection, state=secrets.token_urlsafe(16), redirect_uri=redirect_uri
    )
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    agreed = {**asked, "realm": REALM, "decision": "connect"}
    page = url.split("?")[0]
    answer = requests.post(page, data=agreed, allow_redirects=False, timeout=30)
    answer.raise_for_status()
    returned = parse_qs(urlsplit(answer.headers["Location"]).query)
    tokens.connect(
        connection=connection,
        code=returned["code"][0],
        realm=returned["realmId"][0],
        user=get_user_model().objects.get(username=ADMIN),
        redirect_uri=redirect_uri,
        now=timezone.now(),
    )


def _choose_account(
    connection: Connection, purpose: str, name: str, account_type: str, subtype: str
) -> str:
    choices, _ = DefaultAccounts.objects.get_or_create(connection=connection)
    if getattr(choices, purpose) is not None:
        return ""
    account = suggest.create_account(
        connection=connection, name=name, account_type=account_type, account_subtype=subtype
    )
    setattr(choices, purpose, account)
    choices.save()
    return f"{purpose.replace('_', ' ').capitalize()} account: {name}."


def _choose_clearing(connection: Connection, method: StorePaymentMethod) -> str:
    """A clearing account per payment method, since each pays out by itself (rule 13)."""
    mapping, _ = PaymentMapping.objects.get_or_create(
        connection=connection, method=method, currency=connection.home_currency
    )
    if mapping.clearing_account is not None:
        return ""
    mapping.clearing_account = suggest.create_account(
        connection=connection,
        name=f"{method.name} clearing",
        account_type="Other Current Asset",
        account_subtype="OtherCurrentAssets",
    )
    mapping.save()
    return f"Clearing account of {method}: {mapping.clearing_account}."
