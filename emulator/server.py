"""How does the emulator stand on the network? Keep-alive, dropped connections, start and end."""

import contextlib
import socket
import ssl
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from emulator import tls
from emulator.application import Application
from emulator.books.store import Store
from emulator.front import heads
from emulator.installation import Installation

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


class Handler(WSGIRequestHandler):
    """Keeps connections open and sends small answers at once.

    Werkzeug's own `run_wsgi` closes after every answer and reads ahead; this one relies on the
    application having read the whole body and answering with a known length.
    """

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 65_536

    def parse_request(self) -> bool:
        """Read the head of a request. An ordinary one is not sent through a parser of mails, which
        would take longer than the work that is asked; any other is left to the base class."""
        self.requestline = self.raw_requestline.decode("iso-8859-1").rstrip("\r\n")
        words = self.requestline.split(" ")
        if len(words) != 3 or words[2] != "HTTP/1.1" or not words[1].startswith("/"):
            return super().parse_request()
        self.command, self.path, self.request_version = words
        self.path = "/" + self.path.lstrip("/")
        try:
            self.headers = heads.read(self.rfile)
        except heads.BadHeadError as error:
            self.close_connection = True
            self.send_error(error.status, str(error))
            return False
        self.close_connection = self.headers.get("Connection", "").lower() == "close"
        if self.headers.get("Expect", "").lower() == "100-continue":
            return self.handle_expect_100()
        return True

    def make_environ(self) -> "WSGIEnvironment":
        """The request for the application; an unusual one is left to the base class."""
        given = heads.as_wsgi(self.headers)
        if "HTTP_TRANSFER_ENCODING" in given or not self.path.startswith("/"):
            return super().make_environ()
        path, _, query = self.path.partition("?")
        host, port = self.server.server_address[:2]
        return {
            **given,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http" if self.server.ssl_context is None else "https",
            "wsgi.input": self.rfile,
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            "REQUEST_METHOD": self.command,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote(path).encode().decode("latin1") if "%" in path else path,
            "QUERY_STRING": query,
            "REMOTE_ADDR": self.client_address[0],
            "SERVER_NAME": str(host),
            "SERVER_PORT": str(port),
            "SERVER_PROTOCOL": self.request_version,
        }

    def run_wsgi(self) -> None:
        try:
            environ = self.make_environ()
        except ValueError:
            self.send_error(400)
            return
        answered = False
        try:
            chunks = self.server.app(environ, self._start_response)
            self._write(b"".join(chunks))
            answered = True
        except ConnectionError as error:
            self.connection_dropped(error, environ)
            answered = True
        finally:
            # A mistake of the emulator must not look like an ordered lost answer.
            if not answered:
                self.send_error(500)

    def connection_dropped(
        self, error: BaseException, environ: "WSGIEnvironment | None" = None
    ) -> None:
        """Nothing is answered and the socket is closed."""
        self.close_connection = True

    def version_string(self) -> str:
        """quickbooks: the server in front gives its own name only."""
        return "nginx"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        if not getattr(self.server, "quiet", True):
            super().log_request(code, size)

    def log_error(self, template: str, *words: Any) -> None:
        if not getattr(self.server, "quiet", True):
            super().log_error(template, *words)

    def _start_response(
        self, status: str, headers: list[tuple[str, str]], exc_info: object = None, /
    ) -> Any:
        code, _, reason = status.partition(" ")
        self.send_response(int(code), reason)
        for name, value in headers:
            self.send_header(name, value)
        # Else a client that asked for the end itself would try this connection again.
        if self.close_connection and ("Connection", "close") not in headers:
            self.send_header("Connection", "close")

    def _write(self, body: bytes) -> None:
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()


class Listener(ThreadedWSGIServer):
    """Accepts connections, each served by its own thread, and can end them all."""

    daemon_threads = True
    quiet = True

    def __init__(
        self, host: str, port: int, application: Application, secured: ssl.SSLContext | None
    ) -> None:
        self._open: set[socket.socket] = set()
        super().__init__(host, port, application, handler=Handler)
        self.ssl_context = secured

    def get_request(self) -> tuple[Any, Any]:
        """Accept a connection; the handshake is left to its own thread, nobody waits for it."""
        connection, client = super().get_request()
        if self.ssl_context is None:
            return connection, client
        wrapped = self.ssl_context.wrap_socket(
            connection, server_side=True, do_handshake_on_connect=False
        )
        return wrapped, client

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End the connections that clients keep open, or they would reach a stopped server."""
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class Server:
    """A running emulator: `url` is where, `installation` what it holds, `stop` ends it.

    With TLS `authority` is the certificate that clients are to trust.
    """

    def __init__(
        self,
        host: str,
        port: int,
        state: str | Path | None,
        *,
        quiet: bool,
        secured: tls.Tls | None = None,
    ) -> None:
        self.store = Store(state)
        self.installation = Installation(store=self.store)
        self.authority = secured.authority if secured else None
        context = secured.context if secured else None
        self._server = Listener(host, port, Application(self.installation), context)
        self._server.quiet = quiet
        scheme = "https" if secured else "http"
        self.url = f"{scheme}://{host}:{self._server.server_port}"
        self._thread: threading.Thread | None = None

    def start(self) -> "Server":
        self._thread = threading.Thread(target=self.run, daemon=True, name="emulator")
        self._thread.start()
        return self

    def run(self) -> None:
        """Serve until `stop`; blocks."""
        self._server.serve_forever(poll_interval=0.05)

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._server.hang_up()
        if self._thread is not None:
            self._thread.join(timeout=5)
        self.installation.webhooks.stop()
        self.store.close()


def serve(
    host: str = "127.0.0.1",
    port: int = 0,
    state: str | Path | None = None,
    *,
    quiet: bool = True,
    secured: tls.Tls | None = None,
) -> Server:
    """Start an emulator in this process; port 0 takes a free one, `tls.prepare()` gives https."""
    return Server(host, port, state, quiet=quiet, secured=secured).start()
