"""The emulator over https: a certificate that a client can check."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from emulator import tls
from emulator.installation import DEMO_REALM
from emulator.server import Server, serve

ROOT = Path(__file__).parents[2]


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[Server]:
    server = serve(secured=tls.prepare(tmp_path / "tls"))
    yield server
    server.stop()


def asked(server: Server, path: str, host: str = "127.0.0.1") -> requests.Response:
    url = server.url.replace("127.0.0.1", host)
    return requests.get(f"{url}{path}", verify=str(server.authority), timeout=10)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_it_is_trusted_by_who_trusts_its_authority(secure: Server, host: str) -> None:
    found = asked(secure, "/.well-known/openid_configuration", host).json()

    assert found["token_endpoint"].startswith(f"https://{host}:")


def test_it_is_trusted_by_nobody_else(secure: Server) -> None:
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(f"{secure.url}/", timeout=10)

    assert asked(secure, "/").status_code == 200


def test_it_speaks_the_api_over_one_connection(secure: Server) -> None:
    with requests.Session() as session:
        session.trust_env, session.verify = False, str(secure.authority)
        wanted = {"realm": DEMO_REALM}
        url = f"{secure.url}/_emulator/tokens"
        token = session.post(url, json=wanted, timeout=10).json()["access_token"]
        session.headers["Authorization"] = f"Bearer {token}"
        base = f"{secure.url}/v3/company/{DEMO_REALM}"
        made = session.post(f"{base}/attachable", json={"Note": "n"}, timeout=10).json()
        files = {"file_content_01": ("a.txt", b"x", "text/plain")}
        sent = session.post(f"{base}/upload", files=files, timeout=10).json()
        link = sent["AttachableResponse"][0]["Attachable"]["TempDownloadUri"]

        assert made["Attachable"]["Note"] == "n"
        assert session.get(link, timeout=10).content == b"x"


def test_it_is_not_held_up_by_a_client_that_never_shakes_hands(secure: Server) -> None:
    where = urlsplit(secure.url)
    with socket.create_connection((where.hostname, where.port), timeout=5):
        assert asked(secure, "/_emulator/companies").status_code == 200


def test_it_keeps_its_authority_in_its_folder(tmp_path: Path) -> None:
    first = tls.prepare(tmp_path).authority.read_bytes()

    again = tls.prepare(tmp_path).authority.read_bytes()
    other = tls.prepare().authority.read_bytes()

    assert first == again
    assert first != other
    assert (tmp_path / "ca.key").stat().st_mode & 0o777 == 0o600


def test_it_says_where_its_certificate_lies(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "emulator", "--port", "0", "--quiet", "--tls", str(tmp_path)]

    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        url, *_others, last = [program.stdout.readline().strip() for _ in range(4)]
        authority = last.removeprefix("CA certificate ")
        answer = requests.get(f"{url}/", verify=authority, timeout=10)
        program.kill()

    assert url.startswith("https://")
    assert answer.status_code == 200
