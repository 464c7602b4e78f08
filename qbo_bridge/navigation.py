"""What stands in the sidebar: only what this person may open, and no heading without an entry."""

from typing import Any, TypeAlias

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from connections.console import PARTS
from connections.models import Connection
from entities import models
from sync_queue import sight
from sync_queue.troubles import attention

Entry: TypeAlias = dict[str, Any]

# So many companies are looked at one by one on every page; of more a lower number is told.
COUNTED = 5
OF_QUEUE = ("queue", "queue-row", *(name for name, _ in PARTS["queue"]))
STORE: list[tuple[type[Model], str, str]] = [
    (models.Order, "Orders", "receipt_long"),
    (models.Customer, "Customers", "group"),
    (models.Product, "Products", "inventory_2"),
    (models.Category, "Categories", "category"),
    (models.StockCorrection, "Stock corrections", "inventory"),
    (models.Payment, "Payments", "payments"),
    (models.Refund, "Refunds", "undo"),
    (models.Payout, "Payouts", "account_balance"),
    (models.Vendor, "Vendors", "storefront"),
    (models.Storefront, "Storefronts", "store"),
    (models.StoreTax, "Taxes", "percent"),
    (models.StorePaymentMethod, "Payment methods", "credit_card"),
]


def groups(request: HttpRequest) -> list[Entry]:
    """The sidebar's groups for this request, in the admin theme's own shape."""
    found: list[Entry] = [
        {"title": "QuickBooks", "items": quickbooks_entries(request)},
        {"title": "Store", "separator": True, "items": store_entries(request)},
    ]
    return [group for group in found if group["items"]]


def store_entries(request: HttpRequest) -> list[Entry]:
    return [
        entry(request, title, icon, reverse(changelist(model)), below=True)
        for model, title, icon in STORE
        if may_open(request, model)
    ]


def quickbooks_entries(request: HttpRequest) -> list[Entry]:
    home = entry(request, "Home", "home", reverse("admin:index"))
    mine = Connection.objects.for_user(request.user).order_by("-is_default", "name").first()
    help_ = entry(request, "Help", "help", reverse("console:help"))
    if mine is None:
        return [home, help_]
    connections = entry(request, "Connections", "link", reverse("console:connections"))
    connections["active"] = is_of_a_connection(request)
    return [home, connections, *queue_entries(request), help_]


def queue_entries(request: HttpRequest) -> list[Entry]:
    """The board of causes, and the first queue that this person may see."""
    first = sight.connections(request.user).order_by("-is_default", "name").first()
    if first is None:
        return []
    queue = entry(request, "Queue", "list_alt", reverse("console:queue", args=[first.slug]))
    queue["active"] = is_at(request, *OF_QUEUE)
    causes = entry(request, "Needs you", "notifications", reverse("console:needs-you"))
    causes["active"] = is_at(request, "needs-you", "bookkeeper")
    badge, says = badge_of_causes(request)
    return [{**causes, "badge": badge, "badge_says": says} if badge else causes, queue]


def badge_of_causes(request: HttpRequest) -> tuple[str, str]:
    """How many cards stand under Needs you, and of what; "" for none.

    Only for those who see all of a company: for the others each row would have to be looked at.
    """
    user = request.user
    mine = [one for one in sight.connections(user) if sight.is_whole(user=user, connection=one)]
    if len(mine) > COUNTED:
        found = attention.at_least(mine)
        return (f"{found}+" if found else "", "causes")
    count = sum(attention.how_many(one, now=timezone.now()) for one in mine)
    return (str(count) if count else "", "cause" if count == 1 else "causes")


def is_at(request: HttpRequest, *names: str) -> bool:
    """Whether this request is for one of the console's pages of these names."""
    match = request.resolver_match
    return match is not None and match.namespace == "console" and match.url_name in names


def is_of_a_connection(request: HttpRequest) -> bool:
    match = request.resolver_match
    if match is not None and match.namespace == "console" and str(match.url_name)[:5] == "start":
        return True
    return is_at(
        request,
        *("connections", "connection-add", "token", "sign-in-ending", "sign-in-ended"),
        *("field", "field-version", "fields-again"),
        *(name for tab, pages in PARTS.items() if tab != "queue" for name, _ in pages),
    )


def may_open(request: HttpRequest, model: type[Model]) -> bool:
    if not admin.site.is_registered(model):
        return False
    shown: bool = admin.site.get_model_admin(model).has_view_or_change_permission(request)
    return shown


def changelist(model: type[Model]) -> str:
    return f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"


def entry(request: HttpRequest, title: str, icon: str, link: str, *, below: bool = False) -> Entry:
    """`below`: the entry stays lit on the pages under it, too."""
    here = request.path.startswith(link) if below else request.path == link
    return {"title": title, "icon": icon, "link": link, "active": here}
