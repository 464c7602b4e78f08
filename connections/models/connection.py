"""A named tie to one QuickBooks company: how it is reached, what was decided, what it told us."""

import uuid
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Exists, Q
from django.urls import reverse
from django.utils import timezone

from connections.fields import Secret
from connections.models.installation import Installation
from entities.models import Order, Storefront, Vendor


def default_posting_statuses() -> list[str]:
    return [Order.Status.PROCESSED.value, Order.Status.COMPLETED.value]


def who() -> "models.ForeignKey[Any, Any]":
    """The person who did something; they may leave, what they did stays."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )


def in_use() -> Q:
    """Neither the whole installation is off nor does the connection do without QuickBooks."""
    switched_off = Installation.objects.filter(is_on=False)
    return ~Exists(switched_off) & Q(accounting_vendor=Connection.AccountingVendor.QUICKBOOKS)


def captures() -> Q:
    """What changes in the store is put in its queue: it is on, or collects while it is off."""
    return in_use() & (Q(is_active=True) | Q(while_off=Connection.WhileOff.COLLECT))


def default_early_statuses() -> list[str]:
    return [Order.Status.OPEN.value]


class ConnectionQuerySet(models.QuerySet["Connection"]):
    def for_user(self, user: Any) -> "ConnectionQuerySet":
        """The connections a person holds any right on; the marketplace's admins hold all."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        return self.filter(grants__user=user).distinct()

    def not_started(self) -> "ConnectionQuerySet":
        """Meant for QuickBooks and on, and nobody has gone live yet (rule 2)."""
        return self.filter(
            accounting_vendor=Connection.AccountingVendor.QUICKBOOKS,
            is_active=True,
            auto_post=False,
            went_live_at=None,
        )

    def live(self) -> "ConnectionQuerySet":
        """Switched on and signed in, and so is the whole installation: the reader may send."""
        return self.filter(in_use(), is_active=True, sign_in=Connection.SignIn.CONNECTED)

    def capturing(self) -> "ConnectionQuerySet":
        return self.filter(captures())


class Connection(models.Model):
    class Environment(models.TextChoices):
        SANDBOX = "sandbox", "Sandbox (for trying out)"
        PRODUCTION = "production", "Production (real books)"
        EMULATOR = "emulator", "Local emulator (no QuickBooks account needed)"

    class SignIn(models.TextChoices):
        NEVER = "never", "Never authorised"
        CONNECTED = "connected", "Connected"
        NEEDS_RECONNECTING = "needs_reconnecting", "Needs reconnecting"
        DISCONNECTED = "disconnected", "Disconnected"

    class AccountingVendor(models.TextChoices):
        NONE = "none", "None"
        QUICKBOOKS = "quickbooks", "QuickBooks"

    class ConnectionType(models.TextChoices):
        ONLINE = "online", "Online Edition"
        DESKTOP = "desktop", "Desktop (not supported)"

    class WhileOff(models.TextChoices):
        IGNORE = "ignore", "Collect nothing"
        COLLECT = "collect", "Collect what changes in the Queue"

    class DocumentKind(models.TextChoices):
        BY_PAYMENT = "by_payment", "Sales receipt when paid in full, else invoice"
        INVOICE = "invoice", "Always an invoice, with its payments"

    class Guests(models.TextChoices):
        PERSON = "person", "One customer for each person"
        STOREFRONT = "storefront", "One customer for all guests of a storefront"

    class GiftCardsTaxed(models.TextChoices):
        REDEEMED = "redeemed", "When they are redeemed, with what is bought"
        SOLD = "sold", "When they are sold"

    class AddressUpdates(models.TextChoices):
        KEEP_IN_STEP = "keep_in_step", "Keep in step with the store"
        CREATE_ONLY = "create_only", "Only when the customer is created"

    class ClassTracking(models.TextChoices):
        NONE = "", "No classes"
        PER_DOCUMENT = "document", "One class for a whole document"
        PER_LINE = "line", "A class for each line"

    class DeletedOrders(models.TextChoices):
        VOID = "void", "Void it: it stays in the books with zero amounts"
        DELETE = "delete", "Delete it: nothing of it is left in the books"

    class PayoutsBecome(models.TextChoices):
        DEPOSIT = "deposit", "A deposit, with the fees as a line of it"
        TRANSFER = "transfer", "A transfer, with the fees as a journal entry"

    class FeeTax(models.TextChoices):
        HOLD = "hold", "Leave the payout to a person"
        COST = "cost", "Book it as a part of the fees"

    class InvoiceDated(models.TextChoices):
        POSTED = "posted", "When the order reached a status that posts"
        SHIPPED = "shipped", "When the order was shipped"

    class RateSource(models.TextChoices):
        QUICKBOOKS = "quickbooks", "QuickBooks' rate of the document's day"
        STORE = "store", "The store's rate, on the order"

    class ClosedPeriods(models.TextChoices):
        HOLD = "hold", "Wait for someone who may approve"
        REDATE = "redate", "Book on the first open day, with the true date in the note"

    class NegativeStock(models.TextChoices):
        WARN = "warn", "Say so, and book the sale"
        HOLD = "hold", "Hold the sale until somebody decides"

    class OrdersBecome(models.TextChoices):
        NOTHING = "nothing", "Nothing before they post"
        ESTIMATE = "estimate", "An estimate for the customer"
        PURCHASE_ORDER = "purchase_order", "Purchase orders to the vendors of the goods"

    class NumberClash(models.TextChoices):
        ASK = "ask", "Ask a person"
        SUFFIX = "suffix", "Add a number behind it, like 1042 (2), and say so"

    class BalancesEvery(models.TextChoices):
        PULL = "pull", "Each time changes are brought (about every hour)"
        DAY = "day", "Once a day"
        WEEK = "week", "Once a week"

    class ProductsBy(models.TextChoices):
        QBO_ID = "qbo_id", "QBO ID (recommended)"
        CODE = "code", "Code (SKU)"

    class RequestIdTrust(models.TextChoices):
        UNKNOWN = "unknown", "Not tried yet"
        TRUSTED = "trusted", "Repeats are answered, not repeated"
        UNTRUSTED = "untrusted", "Repeats are executed again"

    name = models.CharField(max_length=100, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    # The immutable name under which secrets are bound to this row.
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    vendor = models.ForeignKey(
        Vendor,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="connections",
        help_text="Empty: the marketplace's own company.",
    )
    storefronts = models.ManyToManyField(Storefront, related_name="connections", blank=True)
    is_default = models.BooleanField(default=False)
    accounting_vendor = models.CharField(
        max_length=20, choices=AccountingVendor, default=AccountingVendor.QUICKBOOKS
    )
    connection_type = models.CharField(
        max_length=20, choices=ConnectionType, default=ConnectionType.ONLINE
    )
    is_active = models.BooleanField("on", default=True)
    while_off = models.CharField(max_length=10, choices=WhileOff, default=WhileOff.IGNORE)

    environment = models.CharField(max_length=20, choices=Environment, default=Environment.SANDBOX)
    base_url = models.CharField(
        max_length=200, blank=True, help_text="Of the emulator, where it is not the usual one."
    )
    client_id = models.CharField("client ID", max_length=200, blank=True)
    sealed_client_secret = models.TextField(blank=True, editable=False)
    client_secret = Secret("sealed_client_secret")
    client_secret_set_at = models.DateTimeField(null=True, blank=True, editable=False)

    # Decisions of the store admin.
    books_start_on = models.DateField(
        "Books start on",
        null=True,
        blank=True,
        help_text="Orders before this day never go to QuickBooks.",
    )
    posting_statuses = models.JSONField(
        "order statuses that post", default=default_posting_statuses
    )
    document_kind = models.CharField(
        max_length=20, choices=DocumentKind, default=DocumentKind.BY_PAYMENT
    )
    auto_invoice = models.BooleanField(
        "bill orders by themselves",
        default=True,
        help_text="Off: an order gets its invoice when somebody presses Create invoice.",
    )
    guests = models.CharField(max_length=20, choices=Guests, default=Guests.PERSON)
    gift_cards_taxed = models.CharField(
        "gift cards are taxed",
        max_length=10,
        choices=GiftCardsTaxed,
        default=GiftCardsTaxed.REDEEMED,
    )
    auto_post = models.BooleanField("send documents by themselves", default=False)
    address_updates = models.CharField(
        max_length=20, choices=AddressUpdates, default=AddressUpdates.KEEP_IN_STEP
    )
    deleted_orders = models.CharField(
        "orders deleted in the store",
        max_length=10,
        choices=DeletedOrders,
        default=DeletedOrders.VOID,
    )
    withdraws_differing = models.BooleanField(
        "take documents out whose amounts differ",
        default=False,
        help_text="Off: they stay in QuickBooks and are listed under Needs you.",
    )
    marks_deleted_categories = models.BooleanField(
        "mark categories deleted in the store",
        default=False,
        help_text="QuickBooks cannot make a category inactive: its name gets “(deleted)”.",
    )
    sells_from_stock = models.BooleanField(
        "keep stock in QuickBooks",
        default=False,
        help_text="Off: products become items without stock.",
    )
    number_prefix = models.CharField(max_length=8, blank=True)
    payouts_become = models.CharField(
        max_length=10, choices=PayoutsBecome, default=PayoutsBecome.DEPOSIT
    )
    fee_tax = models.CharField(max_length=10, choices=FeeTax, default=FeeTax.HOLD)
    invoice_dated = models.CharField(
        max_length=10, choices=InvoiceDated, default=InvoiceDated.POSTED
    )
    rate_source = models.CharField(max_length=10, choices=RateSource, default=RateSource.QUICKBOOKS)
    closed_periods = models.CharField(
        max_length=10, choices=ClosedPeriods, default=ClosedPeriods.HOLD
    )
    negative_stock = models.CharField(
        max_length=10, choices=NegativeStock, default=NegativeStock.WARN
    )
    number_clash = models.CharField(max_length=10, choices=NumberClash, default=NumberClash.ASK)
    # What an order is in QuickBooks before it posts; neither moves money there.
    orders_become = models.CharField(
        max_length=20, choices=OrdersBecome, default=OrdersBecome.NOTHING
    )
    early_statuses = models.JSONField(
        "order statuses that do so", default=default_early_statuses, blank=True
    )
    balances_every = models.CharField(
        "customer balances come", max_length=10, choices=BalancesEvery, default=BalancesEvery.DAY
    )
    identify_products_by = models.CharField(
        max_length=10, choices=ProductsBy, default=ProductsBy.QBO_ID
    )
    uses_classes = models.BooleanField(
        "use classes",
        default=False,
        help_text="Documents carry the classes chosen under Default accounts.",
    )
    allows_overrides = models.BooleanField(
        "allow overrides",
        default=False,
        help_text="A class or terms set on a customer, order or line go before the defaults.",
    )

    # With this key a program may have the queue read; only its fingerprint is kept.
    read_key_hash = models.CharField(max_length=64, blank=True, editable=False)
    read_key_made_at = models.DateTimeField(null=True, blank=True, editable=False)

    # What the company told of itself; refreshed by "Test connection".
    realm = models.CharField(max_length=40, blank=True)
    company_name = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2, blank=True)
    home_currency = models.CharField(max_length=3, blank=True)
    plan = models.CharField(max_length=100, blank=True)
    time_zone = models.CharField(max_length=60, default="UTC")
    multicurrency = models.BooleanField(default=False)
    uses_sales_tax = models.BooleanField(default=True)
    automated_sales_tax = models.BooleanField(default=False)
    custom_numbers = models.BooleanField(default=False)
    has_inventory = models.BooleanField(default=False)
    class_tracking = models.CharField(
        max_length=10, choices=ClassTracking, blank=True, default=ClassTracking.NONE
    )
    applies_credits = models.BooleanField(
        default=False, help_text="QuickBooks sets credits against open invoices by itself."
    )
    uses_locations = models.BooleanField(default=False)
    makes_estimates = models.BooleanField(default=True)
    books_closed_on = models.DateField(null=True, blank=True)
    # When QuickBooks was last asked for it; None: ask before the next document goes.
    closing_asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    checked_at = models.DateTimeField(null=True, blank=True, editable=False)
    check_trouble = models.CharField(max_length=500, blank=True, editable=False)
    tested_at = models.DateTimeField(null=True, blank=True)
    requestid_trust = models.CharField(
        max_length=10, choices=RequestIdTrust, default=RequestIdTrust.UNKNOWN
    )

    # A person's word: before the first write, and before anything goes by itself.
    company_confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    company_confirmed_by = who()
    went_live_at = models.DateTimeField(null=True, blank=True, editable=False)
    went_live_by = who()

    # Whether anything may be sent just now.
    sign_in = models.CharField(max_length=20, choices=SignIn, default=SignIn.NEVER)
    sign_in_reason = models.CharField(max_length=500, blank=True)
    paused_until = models.DateTimeField(null=True, blank=True)
    pause_reason = models.CharField(max_length=500, blank=True)

    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["environment", "realm"],
                condition=Q(sign_in__in=["connected", "needs_reconnecting"]) & ~Q(realm=""),
                name="connection_one_live_per_company",
            ),
            models.UniqueConstraint(
                fields=["is_default"],
                condition=Q(is_default=True),
                name="connection_one_default",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("console:queue", args=[self.slug])

    @property
    def secret_owner(self) -> str:
        return f"connection {self.uid}"

    @property
    def is_connected(self) -> bool:
        return self.sign_in == self.SignIn.CONNECTED

    @property
    def is_us(self) -> bool:
        """US companies know TAX and NON on a line; everywhere else each line needs a real code."""
        return self.country in ("", "US")

    @property
    def zone(self) -> ZoneInfo:
        """QuickBooks dates are company dates (quickbooks: "today" is the company's today)."""
        return ZoneInfo(self.time_zone)

    def pause(self, *, until: Any, reason: str) -> None:
        """Sends nothing before `until`; rows keep their place and no attempts are spent."""
        self.paused_until, self.pause_reason = until, reason
        self.save(update_fields=["paused_until", "pause_reason", "updated_at"])

    def is_paused(self, *, now: Any = None) -> bool:
        return self.paused_until is not None and self.paused_until > (now or timezone.now())
