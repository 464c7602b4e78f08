"""Registers the connections' tables and system checks with Django."""

from django.apps import AppConfig
from django.core import checks

from connections.checking.checks import emulator_is_for_trying_out, token_keys_are_usable
from connections.checking.versions import databases_are_supported, program_is_supported


class ConnectionsConfig(AppConfig):
    name = "connections"
    verbose_name = "QuickBooks connections"

    def ready(self) -> None:
        checks.register(emulator_is_for_trying_out, checks.Tags.security)
        checks.register(token_keys_are_usable, checks.Tags.security)
        checks.register(program_is_supported, checks.Tags.compatibility)
        checks.register(databases_are_supported, checks.Tags.database)
