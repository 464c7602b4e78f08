"""What would make this installation unsafe or unable to read its secrets: told at start-up."""

from typing import Any
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import Error

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def emulator_is_for_trying_out(**_kwargs: Any) -> list[Error]:
    """E001: an emulator on another machine could pass for QuickBooks in production."""
    url = settings.EMULATOR_URL
    if not url or settings.DEBUG or getattr(settings, "ALLOW_EMULATOR", False):
        return []
    if urlsplit(url).hostname in LOOPBACK:
        return []
    return [
        Error(
            f"EMULATOR_URL is {url}, which is not on this machine, and DEBUG is off.",
            hint="Leave EMULATOR_URL empty in production, or set ALLOW_EMULATOR=1.",
            id="connections.E001",
        )
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
