"""What is in the sample company? The landscaping business whose ids public examples rely on.

The names, ids and open balances are those that recordings of the sandbox's sample company show.
Dates are moved so that its last working day is the day the company is opened.
"""

from datetime import date, timedelta

from emulator import wire
from emulator.books.company import Company
from emulator.data import FOLDER
from emulator.kinds import BY_NAME, writes
from emulator.kinds.base import Kind, Options
from emulator.kinds.sales.form_addresses import in_lines
from emulator.kinds.sales.forms import SalesForm
from emulator.wire import Obj

SAMPLE: Obj = wire.loads((FOLDER / "sample.json").read_bytes())
DATED = ("TxnDate", "InvStartDate")
MAPPED = ("Lat", "Long")
OPTIONS = Options(include=frozenset({"allowduplicatedocnum"}))


def enter_records(company: Company) -> None:
    """Write every list entry and document of the sample through the rules of its kind."""
    since = company.today() - date.fromisoformat(SAMPLE["dated"])
    for name, id_, body in SAMPLE["records"]:
        kind = BY_NAME[name]
        address = _billed(company, body) if isinstance(kind, SalesForm) else {}
        _enter(company, kind, id_, {**address, **_completed(company, body, since)})


def _enter(company: Company, kind: Kind, id_: str, body: Obj) -> None:
    """Under its own id, which the next id of its family is set to."""
    reached = company.sequences[kind.family]
    company.sequences[kind.family] = int(id_) - 1
    writes.create_or_update(company, kind, body, OPTIONS)
    company.sequences[kind.family] = max(reached, int(id_))


def _completed(company: Company, body: Obj, since: timedelta) -> Obj:
    """With its dates moved, and in a company of several currencies with the home currency."""
    dates = {
        name: (date.fromisoformat(body[name]) + since).isoformat() for name in DATED if name in body
    }
    needs_currency = company.multicurrency and "Line" in body
    currency = {"CurrencyRef": {"value": company.home_currency}} if needs_currency else {}
    return {**body, **dates, **currency}


def _billed(company: Company, body: Obj) -> Obj:
    """As recorded: on what was entered by hand the customer's address is in plain lines."""
    customer = company.find("Customer", body.get("CustomerRef", {}).get("value", ""))
    if customer is None or "BillAddr" not in customer.obj:
        return {}
    address = customer.obj["BillAddr"]
    place = {name: address[name] for name in MAPPED if name in address}
    return {"BillAddr": {**in_lines(address, customer), **place}}
