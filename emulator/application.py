"""Which part of the emulator answers which address?"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from werkzeug import Request, Response
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.routing import Map, Rule

from emulator import wire
from emulator.control import Control
from emulator.face import pages
from emulator.front import downloads
from emulator.front.api import Api
from emulator.front.oauth import OAuth
from emulator.installation import Installation
from emulator.protocol import address, answers

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

# The busiest addresses are told apart by how they begin, before the others are tried.
API = "/v3/company/"
MEGABYTE = 1_000_000
ROUTES = Map(
    [
        Rule("/.well-known/openid_configuration", endpoint="discovery", strict_slashes=False),
        Rule("/.well-known/openid_configuration/", endpoint="discovery"),
        Rule("/.well-known/openid_sandbox_configuration", endpoint="discovery"),
        Rule("/.well-known/openid_sandbox_configuration/", endpoint="discovery"),
        Rule("/connect/oauth2", endpoint="consent"),
        Rule("/oauth2/v1/tokens/bearer", endpoint="token", methods=["POST"]),
        Rule("/v2/oauth2/tokens/revoke", endpoint="revoke", methods=["POST"]),
        Rule("/v1/openid_connect/userinfo", endpoint="userinfo"),
        Rule("/op/v1/jwks", endpoint="jwks"),
        Rule("/attachments/<realm>/<id_>/<name>", endpoint="file"),
        Rule("/_emulator/<name>", endpoint="control"),
        *pages.RULES,
    ],
    merge_slashes=False,
)


class Application:
    """The WSGI application over one installation."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self._api = Api(installation)
        self._oauth = OAuth(installation)
        self._control = Control(installation)
        self._pages = pages.Pages(installation)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        request = Request(environ)
        request.max_content_length = int(self.installation.settings.body_mb * MEGABYTE)
        address.reached.set(f"{request.scheme}://{request.host}")
        try:
            request.get_data(cache=True, parse_form_data=False)
            response = self._route(request)
        except RequestEntityTooLarge:
            response = _too_large()
        except HTTPException as error:
            response = Response(error.description or error.name, error.code or 500)
        return answers.traced(response)(environ, start_response)

    def _route(self, request: Request) -> Response:
        if request.path.startswith(API):
            realm, _, rest = request.path.removeprefix(API).partition("/")
            return self._api.handle(request, realm, rest)
        endpoint, values = ROUTES.bind_to_environ(request.environ).match()
        if endpoint == "file":
            company = self.installation.companies.get(values["realm"])
            return downloads.answer(company, values["id_"], request)
        if endpoint == "control":
            return self._control.handle(request, **values)
        if endpoint.startswith("face."):
            return self._pages.handle(request, endpoint, values)
        answer: Response = getattr(self._oauth, endpoint)(request)
        self._log(request, endpoint, answer.status_code)
        return answer

    def _log(self, request: Request, endpoint: str, status: int) -> None:
        clock = self.installation.clock
        self.installation.log.append(
            {
                "at": wire.stamp(clock.now()),
                "arrived": clock.wall(),
                "realm": "",
                "method": request.method,
                "path": request.path,
                "entity": "OAuth",
                "operation": request.form.get("grant_type") or endpoint,
                "status": status,
                "request_id": None,
                "replayed": False,
                "items": 0,
                "fault": None,
                "refused": False,
            }
        )


def _too_large() -> Response:
    """The rest of the body is not read, so the connection cannot go on."""
    return Response("Request Entity Too Large", 413, {"Connection": "close"})
