"""The sentence on every page while the whole installation is switched off."""

from typing import Any

from django import template

from connections import standing

register = template.Library()


@register.inclusion_tag("console/switched_off.html", takes_context=True)
def switched_off(context: dict[str, Any]) -> dict[str, Any]:
    return {"is_on": standing.is_installation_on(), "user": context["request"].user}
