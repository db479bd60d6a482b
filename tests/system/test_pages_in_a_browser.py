import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chassis import topology
from tests.conftest import leave_out
from tests.system.processes import Api

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture
def rendered(tmp_path: Path) -> Callable[[str], str]:
    """Give a function that opens an address in a browser and returns the page as it stands after its scripts."""
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if browser is None:
        leave_out("Chromium", "install the package chromium")

    def render(address: str) -> str:
        command = [
            browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            f"--user-data-dir={tmp_path / 'browser'}", "--virtual-time-budget=20000", "--dump-dom", address,
        ]  # fmt: skip
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout

    return render


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Api]:
    """Serve all services on SQLite."""
    topology.set_up(lambda _: None)
    process = Api(None, {"DOORSTEP_DATA_DIR": os.environ["DOORSTEP_DATA_DIR"]}, tmp_path)
    process.start()
    yield process.await_ready()
    process.stop()


@pytest.mark.parametrize(
    ("service", "route"),
    [
        ("residents", "/rosters"),
        ("grievances", "/cases"),
        ("employment", "/postings"),
        ("notifications", "/notices"),
    ],
)
def test_every_service_shows_its_routes_to_readers(
    api: Api, rendered: Callable[[str], str], service: str, route: str
) -> None:
    page = rendered(f"{api.address}/{service}/docs")

    assert f'data-path="{route}"' in page


def test_the_front_page_leads_to_every_service(api: Api, rendered: Callable[[str], str]) -> None:
    page = rendered(api.address)

    assert "家门口" in page
    for service in topology.topology().services:
        assert f'href="/{service}/docs"' in page
