"""The commands and the environment of docker-compose.yml, started without an engine."""

import subprocess
import sys
from pathlib import Path

import pytest
import requests

from tests.bridge import LiveEmulator
from tests.deployment import compose
from tests.deployment.compose import ROOT
from tests.deployment.conftest import Up, variables
from tests.grown_up import store
from tests.servers import await_true

pytestmark = [pytest.mark.grown_up, pytest.mark.timeout(150)]
OURS = ("web", "worker", "beat")


def test_web_answers_with_the_login_page(up: Up) -> None:
    login = f"http://127.0.0.1:{up.places['8000']}/admin/login/"
    await_true(lambda: up.is_healthy("web"), seconds=40, what=up.processes["web"].said)

    answer = requests.get(login, timeout=10)

    assert answer.status_code == 200
    assert "QBO Bridge" in answer.text


def test_the_worker_is_ready_and_answers_its_health_check(up: Up) -> None:
    up.processes["worker"].await_word("ready")

    assert up.is_healthy("worker")


def test_beat_ticks_and_the_worker_reads_the_queues(up: Up) -> None:
    up.processes["beat"].await_word("Sending due task read the queues", seconds=40)

    up.processes["worker"].await_word("sync_queue.tasks.read_due_queues.*succeeded", seconds=40)
    assert up.is_healthy("beat")


def test_an_order_is_booked_into_the_emulator_of_the_profile(up: Up) -> None:
    url = f"http://127.0.0.1:{up.places['8010']}"
    up.processes["emulator"].await_word(r"http://[\d.]+:\d+")
    size = store.Size(orders=4, customers=2, products=2)
    house = up.installation
    realm = house.deed("connect", url=url, company="north", storefront="north")

    house.manage("import_store", str(store.write(up.folder / "north", size)))
    house.await_drained(seconds=60)

    live = LiveEmulator(url)
    state = live.state(realm)
    live.http.close()
    documents = [*state["Invoice"], *state["SalesReceipt"]]
    assert sorted(one["DocNumber"] for one in documents) == size.numbers


def test_nothing_starts_without_a_password_of_the_database() -> None:
    given = {name: value for name, value in variables().items() if name != "POSTGRES_PASSWORD"}

    with pytest.raises(compose.Unset, match="POSTGRES_PASSWORD"):
        compose.services(given)


@pytest.mark.parametrize("name", OURS)
def test_each_waits_for_a_healthy_database_and_its_migrations(name: str) -> None:
    services = compose.services(variables())

    assert services[name].needs == {
        "migrate": "service_completed_successfully",
        "postgres": "service_healthy",
        "redis": "service_healthy",
    }
    assert services[name].healthcheck
    assert services["postgres"].healthcheck
    assert services["redis"].healthcheck


def test_the_emulator_starts_only_where_its_profile_is_asked_for() -> None:
    services = compose.services({"POSTGRES_PASSWORD": "x"})

    assert [one.name for one in services.values() if one.profiles] == ["emulator"]
    assert services["web"].environment["EMULATOR_URL"] == ""


def test_ports_are_open_to_this_machine_only() -> None:
    services = compose.services(variables())

    ports = [port for service in services.values() for port in service.ports]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_the_image_installs_by_hash_and_runs_without_root() -> None:
    steps = compose.dockerfile()

    installs = [rest for name, rest in steps if name == "RUN" and "install" in rest]
    assert installs
    assert all("--require-hashes -r requirements.lock" in rest for rest in installs)
    assert [rest for name, rest in steps if name == "USER"] == ["bridge"]


def test_the_image_has_every_package_of_the_project() -> None:
    copied = {rest.split()[0] for name, rest in compose.dockerfile() if name == "COPY"}
    let_in = {
        line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[0] == "!"
    }

    packages = {place.parent.name for place in ROOT.glob("*/__init__.py")}
    assert packages - {"tests", "benchmarks"} <= copied
    assert copied == let_in


def test_the_static_files_are_collected_as_the_dockerfile_does_it(tmp_path: Path) -> None:
    (line,) = [rest for name, rest in compose.dockerfile() if "collectstatic --" in rest]
    programs = Path(sys.executable).parent

    done = subprocess.run(
        ["sh", "-c", line],
        cwd=ROOT,
        env={"PATH": f"{programs}:/usr/bin:/bin", "STATE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert list(tmp_path.glob("static/bridge/console*.css"))
