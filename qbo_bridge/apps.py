"""The project's own app: its static files and templates, and the look of the admin site."""

from django.apps import AppConfig


class BridgeConfig(AppConfig):
    name = "qbo_bridge"
    verbose_name = "QBO Bridge"
