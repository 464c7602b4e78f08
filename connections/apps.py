"""Registers the connections' tables with Django."""

from django.apps import AppConfig


class ConnectionsConfig(AppConfig):
    name = "connections"
    verbose_name = "QuickBooks connections"
