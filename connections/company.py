"""What a company tells of itself: the columns that "Test connection" fills."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from connections import closing, exchanges, gateway
from connections.gateway import Call, Gateway
from connections.models import Connection, Token

# quickbooks: the country has two letters, in newer addresses three.
TWO_LETTERS = {
    "USA": "US",
    "GBR": "GB",
    "CAN": "CA",
    "AUS": "AU",
    "IND": "IN",
    "FRA": "FR",
    "IRL": "IE",
    "NZL": "NZ",
    "SGP": "SG",
    "ZAF": "ZA",
    "UK": "GB",
}
ELSEWHERE = "ZZ"


@dataclass(frozen=True)
class CompanyFacts:
    """Named like the columns of Connection that they go into."""

    company_name: str
    country: str
    home_currency: str
    plan: str
    time_zone: str
    multicurrency: bool
    uses_sales_tax: bool
    automated_sales_tax: bool
    custom_numbers: bool
    has_inventory: bool
    class_tracking: str
    applies_credits: bool
    uses_locations: bool
    makes_estimates: bool
    books_closed_on: date | None


def test_connection(*, connection: Connection, now: datetime) -> CompanyFacts:
    """Asks the company who it is and how it is set up, and remembers it.

    Raises exchanges.Refused, and what `exchanges.ask` raises.
    """
    with gateway.for_connection(connection) as door:
        about = _read(connection, f"/companyinfo/{connection.realm}", door)["CompanyInfo"]
        chosen = _read(connection, "/preferences", door)["Preferences"]
    facts, closed_before = _facts(about, chosen), connection.books_closed_on
    for name, value in asdict(facts).items():
        setattr(connection, name, value)
    connection.tested_at = connection.closing_asked_at = now
    connection.save(update_fields=[*asdict(facts), "tested_at", "closing_asked_at", "updated_at"])
    closing.noted(connection, before=closed_before, now=now)
    return facts


def is_tested(connection: Connection) -> bool:
    """Whether the company was asked who it is since the sign-in that is used now."""
    token = Token.objects.filter(connection=connection).only("connected_at").first()
    since = token.connected_at if token else None
    return connection.tested_at is not None and (since is None or connection.tested_at >= since)


def _read(connection: Connection, path: str, door: Gateway) -> Any:
    return exchanges.ask_or_raise(connection=connection, call=Call("GET", path), door=door)


def _facts(about: Mapping[str, Any], chosen: Mapping[str, Any]) -> CompanyFacts:
    features = {pair["Name"]: pair.get("Value", "") for pair in about.get("NameValue", [])}
    accounting, sales = chosen["AccountingInfoPrefs"], chosen["SalesFormsPrefs"]
    currency, tax = chosen.get("CurrencyPrefs", {}), chosen.get("TaxPrefs", {})
    return CompanyFacts(
        company_name=about["CompanyName"][:200],
        country=_country(about.get("Country", "")),
        home_currency=currency.get("HomeCurrency", {}).get("value", ""),
        plan=features.get("OfferingSku", "")[:100],
        time_zone=_time_zone(about.get("DefaultTimeZone", "")),
        multicurrency=bool(currency.get("MultiCurrencyEnabled")),
        uses_sales_tax=bool(tax.get("UsingSalesTax")),
        automated_sales_tax=bool(tax.get("PartnerTaxEnabled")),
        custom_numbers=bool(sales.get("CustomTxnNumbers")),
        has_inventory=bool(chosen.get("ProductAndServicesPrefs", {}).get("QuantityOnHand")),
        class_tracking=_class_tracking(accounting),
        applies_credits=bool(sales.get("AutoApplyCredit")),
        uses_locations=bool(accounting.get("TrackDepartments")),
        makes_estimates=bool(sales.get("AllowEstimates")),
        books_closed_on=closing.told(chosen),
    )


def _class_tracking(accounting: Mapping[str, Any]) -> str:
    """quickbooks: a company keeps one class for a document or one for each line, or none."""
    if accounting.get("ClassTrackingPerTxnLine"):
        return str(Connection.ClassTracking.PER_LINE)
    if accounting.get("ClassTrackingPerTxn"):
        return str(Connection.ClassTracking.PER_DOCUMENT)
    return str(Connection.ClassTracking.NONE)


def _country(told: str) -> str:
    code = told.strip().upper()
    return TWO_LETTERS.get(code, code if len(code) == 2 else ELSEWHERE)


def _time_zone(told: str) -> str:
    """A zone that Python knows; UTC where the company told none that exists."""
    try:
        return ZoneInfo(told).key if told else "UTC"
    except (ZoneInfoNotFoundError, ValueError):
        return "UTC"
