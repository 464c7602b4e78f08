"""Who may do what on a connection: what only the marketplace's admins decide.

Everything else about a connection is decided in the console.
"""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from connections.models import Connection, Grant


class GrantInline(TabularInline):  # type: ignore[misc]
    model = Grant
    fields: ClassVar[list[str]] = ["user", "right"]
    autocomplete_fields: ClassVar[list[str]] = ["user"]
    extra = 0
    verbose_name_plural = "Rights: who may do what"


@admin.register(Connection)
class ConnectionAdmin(ModelAdmin):  # type: ignore[misc]
    fields: ClassVar[list[str]] = ["name"]
    readonly_fields: ClassVar[list[str]] = ["name"]
    list_display: ClassVar[list[str]] = ["name", "vendor", "is_default", "sign_in"]
    inlines: ClassVar[list[Any]] = [GrantInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Connection | None = None) -> bool:
        return False

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for grant in formset.save(commit=False):
            grant.granted_by = grant.granted_by or request.user
            grant.save()
        for grant in formset.deleted_objects:
            grant.delete()
