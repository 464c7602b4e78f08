"""The sentence on every page while the whole installation is switched off."""

from django import template

from connections.signing_in import standing

register = template.Library()


@register.inclusion_tag("console/switched_off.html")
def switched_off() -> dict[str, bool]:
    return {"is_on": standing.is_installation_on()}
