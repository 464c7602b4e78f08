"""How do tests and demos steer the emulator? /_emulator/...: companies, tokens, faults, state."""

from collections.abc import Callable
from typing import Any
from zoneinfo import available_timezones

from werkzeug import Request, Response

from emulator import wire
from emulator.books.company import Company
from emulator.books.effects import Posting
from emulator.conditions.scheduled import BadOrderError
from emulator.events.webhooks import BadSubscriptionError
from emulator.founding.profiles import CHARTS
from emulator.installation import Installation
from emulator.kinds import ALL, BY_NAME
from emulator.kinds.base import CURRENCIES
from emulator.protocol.faults import Fault
from emulator.settings import UnknownSettingError
from emulator.wire import ZERO, Obj


class BadRequestError(ValueError):
    """The control call cannot be obeyed; the message says why."""


REFUSALS = (BadRequestError, BadOrderError, BadSubscriptionError, UnknownSettingError)


class Control:
    """Answers the calls that Intuit does not have."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._calls: dict[tuple[str, str], Callable[[Request], Any]] = {
            ("POST", "companies"): self._found,
            ("GET", "companies"): self._companies,
            ("POST", "tokens"): self._tokens,
            ("POST", "faults"): self._order,
            ("GET", "faults"): lambda _request: self._installation.schedule.as_json(),
            ("DELETE", "faults"): self._cancel,
            ("GET", "state"): self._state,
            ("GET", "ledger"): self._ledger,
            ("GET", "log"): self._log,
            ("DELETE", "log"): self._clear_log,
            ("GET", "settings"): lambda _request: self._settings_now(),
            ("PUT", "settings"): self._settings,
            ("POST", "reset"): self._reset,
            ("PUT", "webhooks"): self._subscribe,
            ("GET", "webhooks"): lambda _request: self._installation.webhooks.subscriptions(),
            ("DELETE", "webhooks"): self._cancel_webhook,
            ("GET", "deliveries"): lambda _request: self._installation.webhooks.deliveries(),
            ("GET", "mail"): self._mail,
        }

    def handle(self, request: Request, name: str) -> Response:
        call = self._calls.get((request.method, name))
        if call is None:
            return _json({"error": f"There is no {request.method} /_emulator/{name}."}, 404)
        try:
            return _json(call(request))
        except (*REFUSALS, Fault) as error:
            return _json({"error": str(error)}, 400)

    def _found(self, request: Request) -> Obj:
        wanted = _body(request)
        _refuse_unknown(wanted)
        return {"realm": self._installation.found(wanted).realm}

    def _companies(self, request: Request) -> list[Obj]:
        return [
            {"realm": realm, "name": company.about["name"], "profile": company.about["profile"]}
            for realm, company in self._installation.companies.items()
        ]

    def _tokens(self, request: Request) -> Obj:
        wanted = _body(request)
        company = self._company(str(wanted.get("realm") or ""))
        client = str(wanted.get("client_id") or "emulator-client")
        grants = self._installation.grants
        return grants.tokens(grants.open(realm=company.realm, client=client))

    def _order(self, request: Request) -> Obj:
        ordered = self._installation.schedule.add(_body(request))
        return {"scheduled": ordered.fault, "times": ordered.times}

    def _cancel(self, request: Request) -> Obj:
        self._installation.schedule.clear(request.args.get("realm", ""))
        return {}

    def _state(self, request: Request) -> Obj:
        company = self._company(request.args.get("realm", ""))
        self._installation.run_due()
        with company.lock:
            state: Obj = {
                kind.name: [kind.view(company, record) for record in company.live(kind.name)]
                for kind in ALL
            }
            state["_deleted"] = [
                {"kind": record.kind, "Id": record.id, "at": record.updated}
                for records in company.records.values()
                for record in records.values()
                if record.deleted
            ]
        return state

    def _ledger(self, request: Request) -> Obj:
        company = self._company(request.args.get("realm", ""))
        with company.lock:
            foreign = {code: trial_balance(company, code) for code in company.ledger.currencies}
            return {
                "trial_balance": trial_balance(company),
                "currencies": foreign,
                "documents": _postings(company),
            }

    def _log(self, request: Request) -> list[Obj]:
        realm = request.args.get("realm", "")
        return [entry for entry in list(self._installation.log) if realm in {"", entry["realm"]}]

    def _clear_log(self, request: Request) -> Obj:
        self._installation.log.clear()
        return {}

    def _settings(self, request: Request) -> Obj:
        self._installation.change_settings(_body(request))
        return self._settings_now()

    def _settings_now(self) -> Obj:
        settings = self._installation.settings.as_dict()
        return {**settings, "now": wire.stamp(self._installation.clock.now())}

    def _subscribe(self, request: Request) -> Obj:
        return self._installation.webhooks.subscribe(_body(request)).as_json()

    def _cancel_webhook(self, request: Request) -> Obj:
        self._installation.webhooks.cancel(request.args.get("url", ""))
        return {}

    def _mail(self, request: Request) -> list[Obj]:
        return list(self._company(request.args.get("realm", "")).mails)

    def _reset(self, request: Request) -> Obj:
        self._installation.reset()
        return {}

    def _company(self, realm: str) -> Company:
        company = self._installation.companies.get(realm)
        if company is None:
            raise BadRequestError(f"There is no company {realm!r}.")
        return company


def trial_balance(company: Company, currency: str = "") -> list[Obj]:
    """Every account with a balance: its debit or its credit, in home currency; or what the
    documents in a foreign currency have put there, in that."""
    rows = []
    for id_, amount in company.ledger.trial_balance(currency):
        account = company.records["Account"][id_]
        side = (
            {"debit": amount, "credit": ZERO} if amount > 0 else {"debit": ZERO, "credit": -amount}
        )
        rows.append({"account": id_, "name": account.obj["FullyQualifiedName"], **side})
    return sorted(rows, key=lambda row: str(row["name"]))


def postings(company: Company, kind: str, id_: str) -> list[Obj]:
    """The debits and credits of one document in home currency, beside it in its own."""
    record = company.records[kind][id_]
    currency = record.effects.currency
    return [
        {
            "account": posting.account,
            "name": company.records["Account"][posting.account].obj["FullyQualifiedName"],
            "debit": max(posting.amount, ZERO),
            "credit": max(-posting.amount, ZERO),
            "memo": posting.memo,
            **(_in_own(posting, currency) if currency else {}),
        }
        for posting in company.ledger.postings_of(record)
    ]


def _in_own(posting: Posting, currency: str) -> Obj:
    return {
        "currency": currency,
        "foreign_debit": max(posting.foreign, ZERO),
        "foreign_credit": max(-posting.foreign, ZERO),
    }


def _postings(company: Company) -> list[Obj]:
    return [
        {"kind": kind, "Id": record.id, "postings": postings(company, kind, record.id)}
        for kind in BY_NAME
        for record in company.live(kind)
        if company.ledger.postings_of(record)
    ]


def _refuse_unknown(wanted: Obj) -> None:
    """Raises BadRequestError for what a new company cannot have; left out is its default."""
    for name, known in (
        ("profile", CHARTS["profiles"]),
        ("home_currency", CURRENCIES),
        ("time_zone", available_timezones()),
    ):
        value = wanted.get(name) or None
        if value is not None and (not isinstance(value, str) or value not in known):
            raise BadRequestError(f"There is no {name} {value!r}.")
    if not isinstance(wanted.get("name") or "", str):
        raise BadRequestError(f"A company cannot be called {wanted['name']!r}.")
    if not isinstance(wanted.get("preferences") or {}, dict):
        raise BadRequestError(f"Preferences cannot be {wanted['preferences']!r}.")


def _body(request: Request) -> Obj:
    try:
        body = wire.loads(request.get_data() or b"{}")
    except ValueError as error:
        raise BadRequestError(f"The body is not JSON: {error}") from error
    if not isinstance(body, dict):
        raise BadRequestError("The body must be a JSON object.")
    return body


def _json(body: Any, status: int = 200) -> Response:
    return Response(wire.dumps(body), status, content_type="application/json;charset=utf-8")
