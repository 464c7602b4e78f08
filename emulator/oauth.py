"""OAuth2 over HTTP: discovery, the consent page a person clicks, tokens, revocation."""

import base64
import json
from typing import Any
from urllib.parse import urlencode, urlsplit

from markupsafe import Markup
from werkzeug import Request, Response
from werkzeug.utils import redirect

from emulator.grants import RefusedError
from emulator.html import page
from emulator.installation import Installation
from emulator.wire import Obj

ACCOUNTING = "com.intuit.quickbooks.accounting"
NO_STORE = {"Cache-Control": "no-cache, no-store", "Pragma": "no-cache"}
ASKED = ("client_id", "redirect_uri", "state", "scope", "response_type")


class OAuth:
    """The authorisation server."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation

    def discovery(self, request: Request) -> Response:
        base = request.host_url.rstrip("/")
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

    def consent(self, request: Request) -> Response:
        """GET shows the question, POST answers it with a redirect back to the app."""
        asked = {name: request.values.get(name, "") for name in ASKED}
        problem = self._problem(asked)
        if problem:
            return Response(
                page("Sorry, this app cannot connect", Markup("<p>{}</p>").format(problem)),
                400,
                mimetype="text/html",
            )
        if ACCOUNTING not in asked["scope"].split():
            return _back(asked, error="invalid_scope")
        if request.method == "GET":
            return Response(self._question(asked), mimetype="text/html")
        return self._decide(request, asked)

    def token(self, request: Request) -> Response:
        client = self._client(request)
        if client is None:
            refused = _json({"error": "invalid_client"}, 401)
            refused.headers["WWW-Authenticate"] = 'Basic realm="Intuit"'
            return refused
        try:
            answer = self._grant(request.form, client)
        except RefusedError as error:
            return _json(error.body, 400)
        if request.headers.get("x-include-refresh-token-hard-expires-in") == "true":
            answer["x_refresh_token_hard_expires_in"] = 157_680_000
        return _json(answer)

    def revoke(self, request: Request) -> Response:
        if self._client(request) is None:
            return _json({"error": "invalid_client"}, 401)
        given = request.get_json(silent=True)
        token = given.get("token") if isinstance(given, dict) else request.form.get("token")
        revoked = self._installation.grants.revoke(str(token or ""))
        return Response("", 200 if revoked else 400, NO_STORE)

    def userinfo(self, request: Request) -> Response:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        grant, problem = self._installation.grants.bearer(token)
        if grant is None:
            return _json({"error": "invalid_token", "error_description": problem}, 401)
        return _json({"sub": "emulator-user", "givenName": "Emulator", "familyName": "User"})

    def _problem(self, asked: dict[str, str]) -> str:
        if asked["client_id"] not in self._installation.settings.clients:
            return "The client id of this app is not known."
        if asked["response_type"] != "code":
            return "The app must ask for response_type=code."
        parts = urlsplit(asked["redirect_uri"])
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            return "The redirect_uri query parameter value is invalid."
        return ""

    def _question(self, asked: dict[str, str]) -> str:
        hidden = Markup("").join(
            Markup('<input type="hidden" name="{}" value="{}">').format(name, value)
            for name, value in asked.items()
        )
        choices = Markup("").join(
            Markup(
                '<label class="choice"><input type="radio" name="realm" value="{}"{}> {} '
                "<small>{}</small></label>"
            ).format(realm, Markup(" checked") if not at else "", company.about["name"], realm)
            for at, (realm, company) in enumerate(self._installation.companies.items())
        )
        body = Markup(
            "<p>The app <b>{}</b> asks to read and write the accounting data of a company. "
            'Which one?</p><form method="post" action="/connect/oauth2">{}{}<p>'
            '<button name="decision" value="connect" class="primary">Connect</button> '
            '<button name="decision" value="cancel">Cancel</button></p></form>'
        ).format(asked["client_id"], hidden, choices)
        return page("Connect to QuickBooks (emulator)", body)

    def _decide(self, request: Request, asked: dict[str, str]) -> Response:
        realm = request.form.get("realm", "")
        if request.form.get("decision") != "connect":
            return _back(asked, error="access_denied")
        if realm not in self._installation.companies:
            return Response("There is no such company.", 400)
        code = self._installation.grants.authorise(
            realm=realm, client=asked["client_id"], redirect_uri=asked["redirect_uri"]
        )
        return _back(asked, code=code, realmId=realm)

    def _grant(self, form: Any, client: str) -> Obj:
        grants = self._installation.grants
        way = form.get("grant_type")
        if way == "authorization_code":
            return grants.exchange(
                code=form.get("code", ""), client=client, redirect_uri=form.get("redirect_uri", "")
            )
        if way == "refresh_token":
            return grants.refresh(token=form.get("refresh_token", ""), client=client)
        raise RefusedError("unsupported_grant_type")

    def _client(self, request: Request) -> str | None:
        """The app that proved itself, by Basic or in the form; None if it did not."""
        given = _basic(request) or (
            request.form.get("client_id", ""),
            request.form.get("client_secret", ""),
        )
        known = self._installation.settings.clients
        return given[0] if known.get(given[0]) == given[1] else None


def _basic(request: Request) -> tuple[str, str] | None:
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        client, _, secret = base64.b64decode(text).decode().partition(":")
    except ValueError:
        return ("", "")
    return client, secret


def _back(asked: dict[str, str], **result: str) -> Response:
    if asked["state"]:
        result["state"] = asked["state"]
    glue = "&" if urlsplit(asked["redirect_uri"]).query else "?"
    return redirect(asked["redirect_uri"] + glue + urlencode(result), 302, Response)


def _json(body: Obj, status: int = 200) -> Response:
    text = json.dumps(body)
    return Response(text, status, NO_STORE, content_type="application/json;charset=utf-8")
