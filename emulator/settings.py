"""How does the emulator behave, and how fast is it?"""

from dataclasses import asdict, dataclass, field, fields
from typing import Any

from emulator import silences

# Nothing takes longer than a century.
MOST = 3_200_000_000


class UnknownSettingError(ValueError):
    """A setting that does not exist or a value it cannot take; the message names it."""


@dataclass
class Settings(
    silences.SignIn,
    silences.Service,
    silences.Words,
    silences.Sales,
    silences.Purchases,
    silences.Ledger,
    silences.Reports,
):
    """One value per behaviour, of the program itself and of the silences; docs/emulator.md
    explains each."""

    latency_ms: float = 0
    item_ms: float = 0
    limits: bool = False
    rotate_s: float = 86_400
    access_token_s: int = 3600
    late_s: float = 60
    clock_rate: float = 1
    clients: dict[str, str] = field(default_factory=lambda: {"emulator-client": "emulator-secret"})

    def change(self, wanted: dict[str, Any]) -> None:
        """Take over every given value, or none of them. Raises UnknownSettingError."""
        checked = {name: self._checked(name, value) for name, value in wanted.items()}
        for name, value in checked.items():
            setattr(self, name, {**self.clients, **value} if name == "clients" else value)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def _checked(self, name: str, value: Any) -> Any:
        if name not in VALUES:
            raise UnknownSettingError(f"There is no setting {name!r}.")
        if VALUES[name] and value not in VALUES[name]:
            raise UnknownSettingError(f"{name} is one of {', '.join(VALUES[name])}.")
        current = getattr(self, name)
        if isinstance(current, bool | dict | str):
            if not isinstance(value, type(current)) or not _is_held(name, value):
                raise UnknownSettingError(f"{name} cannot be {value!r}.")
            return value
        found = number(name, value)
        if found < 0:
            raise UnknownSettingError(f"{name} cannot be negative.")
        return int(found) if found.is_integer() else found


# The words each setting is limited to; empty where any value of its type will do.
VALUES: dict[str, tuple[str, ...]] = {
    each.name: each.metadata.get("values", ()) for each in fields(Settings)
}


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
