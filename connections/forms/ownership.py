"""Whose orders go to this connection, and that no other one in use has them already."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from connections.models import Connection
from entities.models import Storefront, Vendor

FIELDS = ("vendor", "storefronts", "is_default")


def describe(form: Any) -> None:
    """Says what the default connection is, and from which one it would be taken."""
    default = Connection.objects.filter(is_default=True).exclude(pk=form.instance.pk).first()
    taken = f" Now this is “{default}”; a tick takes it from there." if default else ""
    form.initial["is_default"] = form.instance.is_default
    form.fields["vendor"].empty_label = "The marketplace"
    form.fields[
        "is_default"
    ].help_text = f"Whatever belongs to no other connection goes here. Only one can be it.{taken}"


def check(form: Any) -> None:
    """Adds an error beside each choice that contradicts another connection, or itself."""
    chosen, connection = form.cleaned_data, form.instance
    vendor = chosen.get("vendor", connection.vendor)
    fronts = chosen["storefronts"] if "storefronts" in chosen else _storefronts(connection)
    others = Connection.objects.filter(
        is_active=True, accounting_vendor=Connection.AccountingVendor.QUICKBOOKS
    ).exclude(pk=connection.pk)
    if chosen.get("is_active") and chosen.get("accounting_vendor") != "none":
        _refuse_shared_vendor(form, vendor, others)
        _refuse_shared_fronts(form, fronts, others)
    if vendor is not None:
        _refuse_others_orders(form, vendor, fronts)


def set_default(connection: Connection, *, wanted: bool) -> None:
    """Makes it the default or not; the one that was it no longer is: there is one at most."""
    if wanted:
        others = Connection.objects.exclude(pk=connection.pk)
        others.filter(is_default=True).update(is_default=False)
    connection.is_default = wanted


def _refuse_shared_vendor(form: Any, vendor: Vendor | None, others: QuerySet[Connection]) -> None:
    other = others.filter(vendor=vendor).first() if vendor else None
    if other:
        _add(
            form,
            "vendor",
            f"“{other}” gets the orders of {vendor} already. Switch that connection off first, or "
            "choose another vendor: two of them would book everything twice.",
        )


def _refuse_shared_fronts(
    form: Any, fronts: QuerySet[Storefront], others: QuerySet[Connection]
) -> None:
    for other in others.filter(storefronts__in=fronts).distinct():
        shared = ", ".join(str(front) for front in other.storefronts.filter(pk__in=fronts))
        _add(
            form,
            "storefronts",
            f"“{other}” gets the orders of {shared} already. Switch that connection off first, or "
            "take the storefront away there: two of them would book everything twice.",
        )


def _refuse_others_orders(form: Any, vendor: Vendor, fronts: QuerySet[Storefront]) -> None:
    foreign = [front for front in fronts if front.vendor_id != vendor.pk]
    if foreign:
        names = ", ".join(str(front) for front in foreign)
        _add(
            form,
            "storefronts",
            f"{names} does not belong to {vendor}, so orders of others would land in these books.",
        )
    if form.cleaned_data.get("is_default", form.instance.is_default):
        _add(
            form,
            "is_default",
            f"These are the books of {vendor}; the default connection gets everybody else's "
            "orders, too.",
        )


def _add(form: Any, field: str, sentence: str) -> None:
    """Beside the field, or above the form for whoever does not see that field."""
    form.add_error(field if field in form.fields else None, forms.ValidationError(sentence))


def _storefronts(connection: Connection) -> QuerySet[Storefront]:
    found: QuerySet[Storefront] = connection.storefronts.all()
    return found
