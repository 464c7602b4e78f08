"""Editing the store: every entity in the admin, each person within what is theirs.

Django's permissions decide who may do what; `for_user` decides with which rows, in lists, in
autocompletion and in what a posted form may refer to.
"""

import re
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Field, ForeignKey, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action

from entities import billing_by_hand, invoicing, models
from entities.changes import StoreEntity

WRITING = ("add", "change", "delete")
IN_THE_WAY = "Other records of the store refer to it."
# What of a shipment's invoice is split from the amounts of its order.
SPLIT = ("discount", "shipping", "surcharge", "tax_total", "total")
# What may be the id of a row; a longer number would not even fit into the column.
KEY = re.compile(r"[0-9]{1,18}")


def works_for_a_vendor(request: HttpRequest) -> bool:
    """Someone who sees only what belongs to their vendors."""
    user: Any = request.user
    return not user.is_superuser and user.vendors.exists()


class KeyChoice(ModelChoiceField):  # type: ignore[type-arg]
    """A choice that answers nonsense for an id as it answers an unknown id: with a message.

    Django's searching widget would ask the database for it first, which fails as a fault of ours.
    """

    def prepare_value(self, value: Any) -> Any:
        return super().prepare_value(value) if self._may_be_key(value) else None

    def to_python(self, value: Any) -> Any:
        if not self._may_be_key(value):
            raise ValidationError(
                self.error_messages["invalid_choice"], "invalid_choice", {"value": value}
            )
        return super().to_python(value)

    def _may_be_key(self, value: Any) -> bool:
        return not isinstance(value, str) or value == "" or bool(KEY.fullmatch(value))


class OwnChoices:
    """A form offers, and accepts, only rows that its user may see, and no field that is hidden."""

    # Fields that are the marketplace's to fill in, or say something about it: no vendor's business.
    hidden_from_vendors: ClassVar[tuple[str, ...]] = ()

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> list[str]:
        hidden = self.hidden_from_vendors if works_for_a_vendor(request) else ()
        parent: Any = super()
        return [*(parent.get_exclude(request, obj) or ()), *hidden]

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        related: Any = db_field.related_model
        if issubclass(related, StoreEntity):
            kwargs["queryset"] = related.objects.for_user(request.user)
            kwargs["form_class"] = KeyChoice
        parent: Any = super()
        field = parent.formfield_for_foreignkey(db_field, request, **kwargs)
        if related is models.Vendor and works_for_a_vendor(request):
            _force_own_vendor(field)
        return field


def _force_own_vendor(field: "ModelChoiceField[Any]") -> None:
    """What a vendor's person makes belongs to that vendor; only who has several may choose."""
    field.required = True
    own = list(field.queryset[:2]) if field.queryset is not None else []
    if len(own) == 1:
        field.initial = own[0].pk
        field.disabled = True


class StoreAdmin(OwnChoices, ModelAdmin):  # type: ignore[misc]
    readonly_fields: ClassVar[Any] = ["key"]
    list_per_page = 50
    # What of WRITING only the marketplace does, whatever else a vendor's people are permitted.
    marketplace_only: ClassVar[tuple[str, ...]] = ()

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        rows: Any = super().get_queryset(request)
        own: QuerySet[Any] = rows.for_user(request.user)
        return own

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        # Before it is saved, the key on the form would not be the one that is stored.
        return [name for name in super().get_fields(request, obj) if obj or name != "key"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(super().has_add_permission(request)) and self.may("add", request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_permitted = super().has_change_permission(request, obj)
        return bool(is_permitted) and self.may("change", request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_permitted = super().has_delete_permission(request, obj)
        return bool(is_permitted) and self.may("delete", request, obj)

    def may(self, deed: str, request: HttpRequest, obj: Any = None) -> bool:
        """Whether `deed`, one of WRITING, is this person's to do, as far as Django permits it."""
        return deed not in self.marketplace_only or not works_for_a_vendor(request)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Names what stands in the way of deleting to the marketplace only: it may be others'."""
        found = super().get_deleted_objects(objs, request)
        if not found[-1] or not works_for_a_vendor(request):
            return found
        return *found[:-1], [IN_THE_WAY]


class LinesInline(OwnChoices, TabularInline):  # type: ignore[misc]
    extra = 0


class OrderLineInline(LinesInline):
    model = models.OrderLine
    autocomplete_fields: ClassVar[Any] = ["product", "tax"]
    # The word outranks the class chosen for the vendor in the books, which may not be its own.
    hidden_from_vendors = ("accounting_class",)


class RefundLineInline(LinesInline):
    model = models.RefundLine
    autocomplete_fields: ClassVar[Any] = ["product", "tax"]


class InvoiceLineInline(LinesInline):
    """The lines of the order that the invoice bills; they can be chosen once it is saved."""

    model = models.InvoiceLine
    readonly_fields = ("amount", "tax_amount")

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "order_line":
            match = request.resolver_match
            invoice = match.kwargs.get("object_id") if match else None
            own = models.Order.objects.for_user(request.user).filter(invoices=invoice)
            lines = models.OrderLine.objects.filter(order__in=own.order_by().values("pk"))
            kwargs["queryset"] = lines if invoice else lines.none()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_shipment = obj is not None and obj.covers == models.Invoice.Covers.SHIPMENT
        return is_shipment and bool(super().has_add_permission(request, obj))


def of_visible(field: str) -> tuple[str, type[admin.RelatedOnlyFieldListFilter]]:
    """A filter that names only what visible rows refer to, not every vendor there is."""
    return field, admin.RelatedOnlyFieldListFilter


@admin.register(models.Vendor)
class VendorAdmin(StoreAdmin):
    list_display = ("name", "email", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name", "email", "key")
    autocomplete_fields = ("users",)
    hidden_from_vendors = ("users",)
    marketplace_only = ("add", "delete")


@admin.register(models.Storefront)
class StorefrontAdmin(StoreAdmin):
    list_display = ("name", "url", "vendor", "is_active")
    list_filter = ("is_active", of_visible("vendor"))
    list_select_related = ("vendor",)
    search_fields = ("name", "url", "key")
    autocomplete_fields = ("vendor",)

    def may(self, deed: str, request: HttpRequest, obj: Any = None) -> bool:
        """A vendor's people see the shops that sell for it, and write only in its own."""
        if obj is None or not works_for_a_vendor(request):
            return True
        user: Any = request.user
        return bool(user.vendors.filter(pk=obj.vendor_id).exists())

    def formfield_for_dbfield(
        self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "url":
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(models.Category)
class CategoryAdmin(StoreAdmin):
    list_display = ("name", "parent", "is_active")
    list_filter = ("is_active",)
    list_select_related = ("parent",)
    search_fields = ("name", "key")
    autocomplete_fields = ("parent",)
    marketplace_only = WRITING


@admin.register(models.StoreTax)
class StoreTaxAdmin(StoreAdmin):
    list_display = ("name", "rate", "reason", "is_active")
    list_filter = ("reason", "is_active")
    search_fields = ("name", "key")
    marketplace_only = WRITING


@admin.register(models.Product)
class ProductAdmin(StoreAdmin):
    list_display = ("name", "sku", "category", "vendor", "kind", "price", "is_active")
    list_filter = ("kind", "is_active", of_visible("category"), of_visible("vendor"))
    list_select_related = ("category", "vendor")
    search_fields = ("name", "sku", "key")
    autocomplete_fields = ("vendor", "category", "tax")


@admin.register(models.StockCorrection)
class StockCorrectionAdmin(StoreAdmin):
    list_display = ("happened_at", "product", "difference", "reason")
    list_select_related = ("product",)
    date_hierarchy = "happened_at"
    search_fields = ("reason", "key", "product__name", "product__sku")
    autocomplete_fields = ("product",)


@admin.register(models.Customer)
class CustomerAdmin(StoreAdmin):
    list_display = ("__str__", "company", "email", "billing_city", "billing_country", "is_guest")
    list_filter = ("is_guest", "is_active", "currency", of_visible("storefront"))
    search_fields = ("first_name", "last_name", "company", "email", "key")
    autocomplete_fields = ("storefront",)
    hidden_from_vendors = ("accounting_class",)


@admin.register(models.Order)
class OrderAdmin(StoreAdmin):
    list_display = ("number", "placed_at", "customer", "vendor", "status", "total", "currency")
    list_filter = ("status", "currency", of_visible("storefront"), of_visible("vendor"))
    list_select_related = ("customer", "vendor")
    date_hierarchy = "placed_at"
    search_fields = (
        "number",
        "key",
        "customer__last_name",
        "customer__company",
        "customer__email",
    )
    autocomplete_fields = ("storefront", "vendor", "customer", "shipping_tax", "surcharge_tax")
    hidden_from_vendors = ("accounting_class",)
    inlines = (OrderLineInline,)
    actions = ("create_invoices",)
    actions_detail: ClassVar[Any] = ["create_invoice"]

    def has_bill_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """Whoever may add invoices."""
        return bool(request.user.has_perm("entities.add_invoice"))

    @admin.action(description="Create invoice", permissions=["bill"])
    def create_invoices(
        self, request: HttpRequest, rows: "QuerySet[models.Order]"
    ) -> HttpResponse | None:
        """Asks first, with the lines and sums; bills after the yes."""
        orders = list(rows.prefetch_related("lines"))
        if "confirmed" not in request.POST:
            offers = [billing_by_hand.offer(order) for order in orders]
            return self._question(request, offers)
        made, refused = billing_by_hand.bill(orders, now=timezone.now())
        if made:
            word = "Invoice" if len(made) == 1 else "Invoices"
            self.message_user(request, f"{word} {', '.join(made)} made.", messages.SUCCESS)
        for reason in refused:
            self.message_user(request, reason, messages.WARNING)
        return None

    @action(description="Create invoice", permissions=["bill"], url_path="create-invoice")  # type: ignore[untyped-decorator]
    def create_invoice(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The button on an order's page: the same question as from the list."""
        order = get_object_or_404(self.get_queryset(request), pk=object_id)
        return self._question(request, [billing_by_hand.offer(order)])

    def _question(
        self, request: HttpRequest, offers: "list[billing_by_hand.Offer]"
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": "Create invoice",
            "opts": self.opts,
            "offers": offers,
            "possible": [one for one in offers if not one.why_not],
            "list_url": reverse("admin:entities_order_changelist"),
        }
        return TemplateResponse(request, "entities/create_invoices.html", context)


@admin.register(models.Invoice)
class InvoiceAdmin(StoreAdmin):
    list_display = ("number", "order", "covers", "issued_at", "is_cancelled")
    list_filter = ("covers", "is_cancelled")
    list_select_related = ("order",)
    date_hierarchy = "issued_at"
    search_fields = ("number", "key", "order__number")
    autocomplete_fields = ("order",)
    inlines = (InvoiceLineInline,)
    actions = ("cancel_invoices", "reinstate_invoices")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        # What it bills is settled by what was counted for it: cancel it and make another.
        settled = ["order", "covers"] if obj else []
        return [*super().get_readonly_fields(request, obj), "is_cancelled", *settled, *SPLIT]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change and obj.covers == models.Invoice.Covers.WHOLE:
            obj.key = obj.order.key
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, *args: Any, **kwargs: Any) -> None:
        super().save_related(request, form, *args, **kwargs)
        invoicing.count_billed(orders=[form.instance.order_id])
        invoicing.split(orders=[form.instance.order_id])

    @admin.action(description="Cancel these invoices", permissions=["change"])
    def cancel_invoices(self, request: HttpRequest, rows: "QuerySet[models.Invoice]") -> None:
        for invoice in rows:
            invoicing.cancel(invoice=invoice)
        self.message_user(request, f"{len(rows)} cancelled.", messages.SUCCESS)

    @admin.action(description="Reinstate these invoices", permissions=["change"])
    def reinstate_invoices(self, request: HttpRequest, rows: "QuerySet[models.Invoice]") -> None:
        for invoice in rows:
            try:
                invoicing.reinstate(invoice=invoice)
            except invoicing.AlreadyBilled as refused:
                self.message_user(request, str(refused), messages.ERROR)


@admin.register(models.StorePaymentMethod)
class StorePaymentMethodAdmin(StoreAdmin):
    list_display = ("name", "kind", "is_active")
    list_filter = ("kind", "is_active")
    search_fields = ("name", "key")
    marketplace_only = WRITING


@admin.register(models.Payout)
class PayoutAdmin(StoreAdmin):
    list_display = ("paid_on", "method", "vendor", "gross", "refunds", "fees", "net", "currency")
    list_filter = (of_visible("method"), of_visible("vendor"), "currency")
    list_select_related = ("method", "vendor")
    date_hierarchy = "paid_on"
    search_fields = ("key", "method__name")
    autocomplete_fields = ("method", "vendor")


@admin.register(models.Payment)
class PaymentAdmin(StoreAdmin):
    list_display = ("reference", "order", "method", "state", "captured_at", "amount", "currency")
    list_filter = ("state", of_visible("method"), "currency")
    list_select_related = ("order", "method")
    date_hierarchy = "captured_at"
    search_fields = ("reference", "key", "order__number")
    autocomplete_fields = ("order", "method", "payout")
    hidden_from_vendors = ("payout",)


@admin.register(models.Refund)
class RefundAdmin(StoreAdmin):
    list_display = ("number", "refunded_at", "order", "customer", "method", "total", "currency")
    list_filter = (of_visible("method"), "currency")
    list_select_related = ("order", "customer", "method")
    date_hierarchy = "refunded_at"
    search_fields = ("number", "key", "order__number", "customer__last_name", "customer__email")
    autocomplete_fields = ("order", "customer", "payment", "method", "payout")
    hidden_from_vendors = ("payout",)
    inlines = (RefundLineInline,)
