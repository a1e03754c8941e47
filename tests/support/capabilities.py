"""What a machine may lack, how to tell and how to get it: the names for `needs` and `--require`."""

import os
import shutil
import socket
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from own_environment import given_model


@dataclass(frozen=True, slots=True)
class Capability:
    """Something that some tests need and not every machine has.

    Args:
        name: What `needs` and `--require` call it.
        is_present: Whether this machine has it; asked at most once a run.
        how_to_enable: One sentence for whoever lacks it.
    """

    name: str
    is_present: Callable[[], bool]
    how_to_enable: str


def _on_path(*programs: str) -> Callable[[], bool]:
    return cache(lambda: any(shutil.which(program) for program in programs))


@cache
def _docker_answers() -> bool:
    if not shutil.which("docker"):
        return False
    try:
        return subprocess.run(["docker", "info"], capture_output=True, timeout=10).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


@cache
def _postgres_is_installed() -> bool:
    # Debian keeps the server's programs outside PATH.
    return bool(shutil.which("initdb")) or any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


@cache
def _mariadb_is_installed() -> bool:
    # Debian keeps the server where only root looks.
    server = shutil.which("mariadbd") or Path("/usr/sbin/mariadbd").exists()
    return bool(server and shutil.which("mariadb-install-db") and shutil.which("mariadb"))


@cache
def _model_answers() -> bool:
    url = given_model().get("OSTIARY_HOST_MODEL_URL")
    if not url:
        return False
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        socket.create_connection((parts.hostname or "localhost", port), timeout=2).close()
    except OSError:
        return False
    return True


CAPABILITIES = {
    capability.name: capability
    for capability in (
        Capability(
            "chromium",
            _on_path("chromium", "chromium-browser", "google-chrome"),
            "Install Chromium (Debian: apt-get install chromium).",
        ),
        Capability(
            "dash",
            _on_path("dash"),
            "Install dash, the shell that Debian uses as sh (apt-get install dash).",
        ),
        Capability(
            "docker",
            _docker_answers,
            "Install Docker or Podman's docker command, and let this user reach the engine.",
        ),
        Capability(
            "mariadb",
            _mariadb_is_installed,
            "Install it (Debian: apt-get install mariadb-server-core mariadb-client-core).",
        ),
        Capability(
            "not-root",
            cache(lambda: os.geteuid() != 0),
            "Run the tests as an ordinary user: root may read and write everything.",
        ),
        Capability(
            "postgres",
            _postgres_is_installed,
            "Install it (Debian: apt-get install postgresql); tests start a server of their own.",
        ),
        Capability(
            "redis",
            _on_path("redis-server", "valkey-server"),
            "Install it (Debian: apt-get install redis-server); tests start a server of their own.",
        ),
        Capability(
            "uv",
            _on_path("uv"),
            "Install uv.",
        ),
        Capability(
            "vllm",
            _model_answers,
            "Start vLLM or Ollama here; set OSTIARY_HOST_MODEL_URL and OSTIARY_HOST_MODEL.",
        ),
    )
}
"""Every capability by name. A test that needs another one adds it here, with a way to detect it."""
