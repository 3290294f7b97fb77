"""JupyterLab in a real browser, one server and one browser a session, nothing off-site."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 60
VIEW = {"width": 1300, "height": 1000}


@dataclass
class Lab:
    """A JupyterLab server on a private copy of the project's notebooks."""

    url: str
    folder: Path


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """A server with a private HOME, no token, on a free port of this machine only."""
    home = tmp_path_factory.mktemp("home")
    project = tmp_path_factory.mktemp("project")
    shutil.copytree(HOUSE / "notebooks", project / "notebooks")
    shutil.copytree(HOUSE / "data", project / "data")
    settings = home / "config" / "labconfig"
    settings.mkdir(parents=True)
    quiet = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}
    (settings / "page_config.json").write_text(json.dumps(quiet))
    environment = {
        **os.environ,
        "HOME": str(home),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "IPYTHONDIR": str(home / "ipython"),
    }
    port = _free_port()
    log = (home / "lab.log").open("wb")
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "jupyterlab",
            "--no-browser",
            "--expose-app-in-browser",
            "--allow-root",
            "--IdentityProvider.token=",
            "--ServerApp.ip=127.0.0.1",
            f"--ServerApp.port={port}",
            f"--ServerApp.root_dir={project}",
        ],
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(url, server, home / "lab.log")
        yield Lab(url, project)
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)
        log.close()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def _wait_for(url: str, server: subprocess.Popen, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/api", timeout=1):  # noqa: S310 - our own server
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium; Playwright's own download is not asked for."""
    if not Path(CHROMIUM).exists():
        pytest.skip(f"no Chromium at {CHROMIUM}: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def page(browser, request):
    """A page of its own context; a request to elsewhere or an error of the page fails the test."""
    context = browser.new_context(viewport=VIEW)
    elsewhere: list[str] = []
    errors: list[str] = []

    def guard(route):
        if route.request.url.startswith(("http://127.0.0.1", "data:", "blob:", "file:")):
            route.continue_()
        else:
            elsewhere.append(route.request.url)
            route.abort()

    context.route("**/*", guard)
    opened = context.new_page()
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    failed = elsewhere or errors or getattr(request.node, "failed", False)
    kept = Path(os.environ.get("PRIVLAB_SCREENSHOTS", HOUSE / "test-artefacts"))
    if failed or "PRIVLAB_SCREENSHOTS" in os.environ:
        kept.mkdir(parents=True, exist_ok=True)
        opened.screenshot(path=kept / f"{request.node.name}.png", full_page=True)
    context.close()
    assert elsewhere == []
    assert errors == []


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    outcome = yield
    if outcome.get_result().when == "call":
        item.failed = outcome.get_result().failed
