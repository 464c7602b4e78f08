"""How does the emulator behave where Intuit is silent, and how fast is it?"""

from dataclasses import asdict, dataclass, field, fields
from typing import Any

CHOICES = {
    "token_reuse": ("revoke", "grace", "refuse"),
    "requestid": ("honour", "forget", "ignore"),
    "throttle_body": ("xml", "upper", "lower"),
    "default_body": ("xml", "json"),
    "wording": ("today", "older"),
    "settled_links": ("leave out", "refuse"),
    "order_links": ("lines", "document"),
    "inclusive_amount": ("net", "gross"),
    "estimate_links": ("once", "often"),
    "request_id_header": ("ignore", "honour"),
    "send_content_type": ("strict", "any"),
    "foreign_balances": ("own", "home"),
    "attachment_types": ("listed", "any"),
    "webhook_deactivated": ("delete", "update"),
    "listing_form": ("as asked", "newer", "older"),
}

# Nothing takes longer than a century.
MOST = 3_200_000_000
REVOKE, GRACE, _REFUSE = CHOICES["token_reuse"]


class UnknownSettingError(ValueError):
    """A setting that does not exist or a value it cannot take; the message names it."""


@dataclass
class Settings:
    """One value per behaviour; docs/emulator.md explains each."""

    latency_ms: float = 0
    item_ms: float = 0
    limits: bool = False
    throttle_body: str = "xml"
    default_body: str = "xml"
    token_reuse: str = REVOKE
    rotate_s: float = 86_400
    access_token_s: int = 3600
    requestid: str = "honour"
    requestid_ttl_s: float = 86_400
    replay_faults: bool = False
    request_id_header: str = "ignore"
    late_s: float = 60
    cdc_days: int = 0
    wording: str = "today"
    server_timeout_s: float = 120
    attachment_mb: float = 100
    attachment_types: str = "listed"
    attaching_counts: bool = True
    settling_counts: bool = True
    mails_per_day: int = 0
    send_content_type: str = "strict"
    webhook_delay_s: float = 1
    webhook_timeout_s: float = 3
    webhook_deactivated: str = "delete"
    webhook_duplicates: bool = False
    webhook_disorder: bool = False
    bundles_by_api: bool = False
    retype_used_accounts: bool = False
    redate_adjustments: bool = False
    billable_by_customer: bool = False
    settled_links: str = "leave out"
    order_links: str = "lines"
    inclusive_amount: str = "net"
    estimate_links: str = "once"
    line_accounts: bool = False
    foreign_balances: str = "own"
    listing_form: str = "as asked"
    transfers_between_all: bool = False
    clock_rate: float = 1
    clients: dict[str, str] = field(default_factory=lambda: {"emulator-client": "emulator-secret"})
    redirect_uris: dict[str, list[str]] = field(default_factory=dict)

    def change(self, wanted: dict[str, Any]) -> None:
        """Take over every given value, or none of them. Raises UnknownSettingError."""
        checked = {name: self._checked(name, value) for name, value in wanted.items()}
        for name, value in checked.items():
            setattr(self, name, {**self.clients, **value} if name == "clients" else value)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def _checked(self, name: str, value: Any) -> Any:
        if name not in {each.name for each in fields(self)}:
            raise UnknownSettingError(f"There is no setting {name!r}.")
        if name in CHOICES and value not in CHOICES[name]:
            raise UnknownSettingError(f"{name} is one of {', '.join(CHOICES[name])}.")
        current = getattr(self, name)
        if isinstance(current, bool | dict | str):
            if not isinstance(value, type(current)) or not _is_held(name, value):
                raise UnknownSettingError(f"{name} cannot be {value!r}.")
            return value
        found = number(name, value)
        if found < 0:
            raise UnknownSettingError(f"{name} cannot be negative.")
        return int(found) if found.is_integer() else found


def number(name: str, value: Any) -> float:
    """A number of the emulator's own. Raises UnknownSettingError on any other value."""
    try:
        found = float(value)
    except (TypeError, ValueError) as error:
        raise UnknownSettingError(f"{name} must be a number, not {value!r}.") from error
    if not abs(found) <= MOST:
        raise UnknownSettingError(f"{name} cannot be {value!r}.")
    return found


def _is_held(name: str, value: Any) -> bool:
    """Whether apps and the places they may be sent to are what they must be."""
    if name == "clients":
        return all(isinstance(secret, str) for secret in value.values())
    return name != "redirect_uris" or all(isinstance(each, list) for each in value.values())
