"""What the Home page is given beside the admin's own: the figures of every connection."""

from typing import Any

from django.http import HttpRequest


def home(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The context of templates/admin/index.html."""
    return {**context, "title": "Home"}
