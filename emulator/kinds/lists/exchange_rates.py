"""What is a foreign currency worth on a day?

quickbooks: a rate has no id; it is found by currency and day, and a write to the same day replaces
it. What nobody has stored is answered from the emulator's own table.
"""

from collections.abc import Mapping

from emulator.books.company import Company, IndexKey, Record
from emulator.kinds.base import Kind, Options
from emulator.kinds.lists.currencies import (
    listed,
    rate_id,
    rate_in_force,
    refuse_unlisted,
    refuse_without_multicurrency,
    unstored_rate,
)
from emulator.protocol import schema
from emulator.protocol.faults import Fault, business, required
from emulator.wire import Obj, stamp


class ExchangeRate(Kind):
    """Home units per unit of a currency, from a day on."""

    name = "ExchangeRate"
    family = "ExchangeRate"
    named_by_id = False
    required = ("SourceCurrencyCode", "Rate", "AsOfDate")
    kept = ("SourceCurrencyCode", "AsOfDate", "TargetCurrencyCode")
    order = (
        *("AsOfDate", "SourceCurrencyCode", "Rate", "TargetCurrencyCode"),
        *("domain", "sparse", "SyncToken", "MetaData"),
    )

    def cleaned(self, company: Company, body: Obj) -> Obj:
        """Currency and day stand for the id. Raises 5030 while multi-currency is off."""
        refuse_without_multicurrency(company)
        values = super().cleaned(company, body)
        values["Id"] = None
        id_ = rate_id(str(values.get("SourceCurrencyCode")), str(values.get("AsOfDate")))
        stored = company.find(self.name, id_)
        if stored is not None:
            values["Id"] = id_
            if values.get("SyncToken") is None and company.settings.unmarked_rates == "replace":
                values["SyncToken"] = str(stored.sync_token)
        return values

    def fill(self, company: Company, record: Record, old: Record | None, options: Options) -> None:
        obj, home = record.obj, company.home_currency
        refuse_unlisted(company, obj["SourceCurrencyCode"])
        if obj["SourceCurrencyCode"] == home:
            raise business("You can't set an exchange rate for the home currency.")
        if obj.setdefault("TargetCurrencyCode", home) != home:
            raise business("The target of an exchange rate is the home currency.")
        if obj["Rate"] <= 0:
            raise Fault("2240", "Rate must be more than 0.", element="Rate")

    def keys(self, obj: Obj) -> list[IndexKey]:
        return [("rate", str(obj["SourceCurrencyCode"]))]

    def new_id(self, company: Company, obj: Obj) -> str:
        return rate_id(obj["SourceCurrencyCode"], obj["AsOfDate"])

    def view(self, company: Company, record: Record) -> Obj:
        shown = super().view(company, record)
        del shown["Id"]
        return {**shown, "MetaData": {"LastUpdatedTime": record.updated}}

    def read_by(self, company: Company, params: Mapping[str, str]) -> Obj:
        """The rate in force on `asofdate`, by default today. Raises 2020, 2060, 2220, 2500."""
        refuse_without_multicurrency(company)
        asked = {name.lower(): value for name, value in params.items()}
        code = asked.get("sourcecurrencycode", "").upper()
        if not code:
            raise required("sourcecurrencycode")
        given = schema.clean(self.name, {"AsOfDate": asked.get("asofdate")})["AsOfDate"]
        day = given or company.today().isoformat()
        refuse_unlisted(company, code)
        return self.view(company, in_force(company, code, day))


def all_in_force(company: Company, day: str) -> list[Record]:
    """One rate for each listed currency: the one that holds on that day."""
    return [in_force(company, code, day) for code in listed(company)]


def in_force(company: Company, code: str, day: str) -> Record:
    """The last rate stored up to a day, else one of that day that is not in the books."""
    stored, now = rate_in_force(company, code, day), stamp(company.now())
    if stored is not None:
        return stored
    value = {"SourceCurrencyCode": code, "Rate": unstored_rate(company, code)}
    obj = {"AsOfDate": day, **value, "TargetCurrencyCode": company.home_currency}
    return Record(ExchangeRate.name, rate_id(code, day), obj, now, now)
