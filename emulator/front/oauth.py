"""OAuth2 over HTTP: discovery, the consent page a person clicks, tokens, revocation."""

import base64
from typing import Any
from urllib.parse import urlencode, urlsplit

from werkzeug import Request, Response
from werkzeug.utils import redirect

from emulator import wire
from emulator.face import consent
from emulator.front.gateway import bearer
from emulator.installation import Installation
from emulator.signin.grants import ACCOUNTING, Grant, RefusedError
from emulator.signin.identity import Identity
from emulator.wire import Obj

HEADERS = {
    "Cache-Control": "no-cache, no-store",
    "Pragma": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "X-XSS-Protection": "1; mode=block",
}
ASKED = ("client_id", "redirect_uri", "state", "scope", "response_type")
PAYMENT = "com.intuit.quickbooks.payment"
PERSONAL = frozenset({"openid", "profile", "email", "phone", "address"})
# Scopes of other services, which an app may ask for beside those the emulator knows.
OTHERS = ("project-management.", "app-foundations.", "indirect-tax.", "payroll.", "tax-compliance.")
HARD_EXPIRY = "x-include-refresh-token-hard-expires-in"
BAD_PLACE = (
    "The redirect_uri query parameter value is invalid. Make sure it is listed in the Redirect "
    "URIs section on your app's keys tab and matches it exactly."
)


class OAuth:
    """The authorisation server."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._identity = Identity(installation.settings)

    def discovery(self, request: Request) -> Response:
        base = _base(request)
        return _json(
            {
                "issuer": f"{base}/op/v1",
                "authorization_endpoint": f"{base}/connect/oauth2",
                "token_endpoint": f"{base}/oauth2/v1/tokens/bearer",
                "userinfo_endpoint": f"{base}/v1/openid_connect/userinfo",
                "revocation_endpoint": f"{base}/v2/oauth2/tokens/revoke",
                "jwks_uri": f"{base}/op/v1/jwks",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "scopes_supported": ["openid", "email", "profile", "address", "phone"],
                "token_endpoint_auth_methods_supported": [
                    "client_secret_post",
                    "client_secret_basic",
                ],
                "claims_supported": ["aud", "exp", "iat", "iss", "realmid", "sub"],
            }
        )

    def jwks(self, request: Request) -> Response:
        return _json(self._identity.keys(self._installation.clock.timestamp()))

    def consent(self, request: Request) -> Response:
        """GET shows the question, POST answers it with a redirect back to the app."""
        asked = {name: request.values.get(name, "") for name in ASKED}
        problem = self._problem(asked)
        if problem:
            return consent.refusal(asked["client_id"], problem)
        scopes = asked["scope"].split()
        if not scopes or not all(map(self._is_scope, scopes)):
            return _back(asked, error="invalid_scope")
        if request.method == "GET":
            return self._question(asked)
        return self._decide(request, asked)

    def token(self, request: Request) -> Response:
        client = self._client(request)
        if client is None:
            return _unknown_client()
        try:
            answer, grant = self._grant(request.form, client)
        except RefusedError as error:
            return _json(error.body, 400)
        if grant.may("openid"):
            now = self._installation.clock.timestamp()
            issuer = f"{_base(request)}/op/v1"
            answer["id_token"] = self._identity.token(grant, issuer=issuer, now=now)
        if request.headers.get(HARD_EXPIRY, "").lower() == "true":
            limit = self._installation.grants.hard_limit(grant)
            answer["x_refresh_token_hard_expires_in"] = limit
        return _json(answer)

    def revoke(self, request: Request) -> Response:
        client = self._client(request)
        if client is None:
            return _unknown_client()
        given = request.get_json(silent=True)
        token = given.get("token") if isinstance(given, dict) else request.form.get("token")
        revoked = self._installation.grants.revoke(str(token or ""), client=client)
        if revoked or self._installation.settings.unknown_revocation == "accept":
            return Response("", 200, HEADERS)
        return _json({"error": "invalid_token"}, 400)

    def userinfo(self, request: Request) -> Response:
        """What the app may know of the person; needs `openid` among its scopes."""
        grant, problem = self._installation.grants.bearer(bearer(request))
        if grant is None:
            return _json({"error": "invalid_token", "error_description": problem}, 401)
        if not grant.may("openid"):
            return _json({"error": "insufficient_scope"}, 403)
        return _json(self._identity.about_person(grant))

    def _is_scope(self, name: str) -> bool:
        if name in {ACCOUNTING, *PERSONAL}:
            return True
        accepted = self._installation.settings.other_scopes == "accept"
        return accepted and (name == PAYMENT or name.startswith(OTHERS))

    def _problem(self, asked: dict[str, str]) -> str:
        """What keeps the app from being answered by a redirect."""
        settings, client = self._installation.settings, asked["client_id"]
        if client not in settings.clients:
            return "The client_id query parameter value is invalid."
        if asked["response_type"] != "code":
            return "The response_type query parameter value is invalid: it must be code."
        parts = urlsplit(asked["redirect_uri"])
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            return BAD_PLACE
        registered = settings.redirect_uris.get(client, [asked["redirect_uri"]])
        return "" if asked["redirect_uri"] in registered else BAD_PLACE

    def _question(self, asked: dict[str, str], complaint: str = "") -> Response:
        companies = list(self._installation.companies.values())
        choose = _needs_company(asked)
        return consent.question(asked, companies, choose=choose, complaint=complaint)

    def _decide(self, request: Request, asked: dict[str, str]) -> Response:
        if request.form.get("decision") != "connect":
            return _back(asked, error="access_denied")
        realm = request.form.get("realm", "") if _needs_company(asked) else ""
        if _needs_company(asked) and realm not in self._installation.companies:
            return self._question(asked, "Pick one of the companies first.")
        code = self._installation.grants.authorise(
            realm=realm,
            client=asked["client_id"],
            redirect_uri=asked["redirect_uri"],
            scopes=asked["scope"],
        )
        return _back(asked, code=code, realm=realm)

    def _grant(self, form: Any, client: str) -> tuple[Obj, Grant]:
        grants = self._installation.grants
        way = form.get("grant_type")
        if way == "authorization_code":
            return grants.exchange(
                code=form.get("code", ""), client=client, redirect_uri=form.get("redirect_uri", "")
            )
        if way == "refresh_token":
            return grants.refresh(token=form.get("refresh_token", ""), client=client)
        raise RefusedError("unsupported_grant_type" if way else "invalid_request")

    def _client(self, request: Request) -> str | None:
        """The app that proved itself, by Basic or in the form; None if it did not."""
        given = _basic(request) or (
            request.form.get("client_id", ""),
            request.form.get("client_secret", ""),
        )
        known = self._installation.settings.clients
        return given[0] if known.get(given[0]) == given[1] else None


def _needs_company(asked: dict[str, str]) -> bool:
    """quickbooks: a person picks a company where the app asks for more than who they are."""
    return not PERSONAL.issuperset(asked["scope"].split())


def _base(request: Request) -> str:
    return request.host_url.rstrip("/")


def _basic(request: Request) -> tuple[str, str] | None:
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        client, _, secret = base64.b64decode(text).decode().partition(":")
    except ValueError:
        return ("", "")
    return client, secret


def _unknown_client() -> Response:
    refused = _json({"error": "invalid_client"}, 401)
    refused.headers["WWW-Authenticate"] = 'Basic realm="Intuit"'
    return refused


def _back(asked: dict[str, str], *, realm: str = "", **result: str) -> Response:
    """Back to the app: the code or the error, then its state, then the company."""
    given = {**result, "state": asked["state"], "realmId": realm}
    glue = "&" if urlsplit(asked["redirect_uri"]).query else "?"
    answered = urlencode({name: value for name, value in given.items() if value})
    return redirect(asked["redirect_uri"] + glue + answered, 302, Response)


def _json(body: Obj, status: int = 200) -> Response:
    return Response(
        wire.dumps(body), status, HEADERS, content_type="application/json;charset=utf-8"
    )
