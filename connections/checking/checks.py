"""What would make this installation unsafe or unable to read its secrets: told at start-up."""

from typing import Any
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import Error

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def emulator_is_for_trying_out(**_kwargs: Any) -> list[Error]:
    """E001: an emulator on another machine could pass for QuickBooks in production."""
    if settings.DEBUG or settings.ALLOW_EMULATOR:
        return []
    named = [("EMULATOR_URL", settings.EMULATOR_URL)]
    named += [("EMULATOR_URLS", url) for url in settings.EMULATOR_URLS]
    return [
        Error(
            f"{name} is {url}, which is not on this machine, and DEBUG is off.",
            hint=f"Leave {name} empty in production, or set ALLOW_EMULATOR=1.",
            id="connections.E001",
        )
        for name, url in named
        if url and urlsplit(url).hostname not in LOOPBACK
    ]


def token_keys_are_usable(**_kwargs: Any) -> list[Error]:
    """E002: secrets could be neither written nor read."""
    return [
        Error(
            f"Key number {place} of TOKEN_KEYS is not a Fernet key.",
            hint="Create one with `python -m qbo_bridge.first_run`, or correct the variable.",
            id="connections.E002",
        )
        for place, key in enumerate(settings.TOKEN_KEYS or [""], start=1)
        if not _is_key(key)
    ]


def _is_key(key: str) -> bool:
    try:
        Fernet(key)
    except ValueError:
        return False
    return True
