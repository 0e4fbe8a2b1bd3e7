"""Every command of the README works when pasted."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from assist_server.services import Services
from tests.support import serving

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks() -> list[str]:
    """Return the README's shell blocks, in order."""
    return re.findall(r"^```sh\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


def test_it_works() -> None:
    assert len(blocks()) >= 5 and "make run" in README and "make test" in README


def test_every_command_works_when_pasted(desk: Services) -> None:
    commands = "set -euo pipefail\n" + "\n".join(blocks())
    with serving(desk.settings) as client:
        script = commands.replace("127.0.0.1:8000", f"127.0.0.1:{client.port}").replace(
            "curl -s", "curl --fail-with-body -s"
        )
        environment = {**os.environ, "ASSIST_DATA": str(desk.settings.folder)}
        done = subprocess.run(["bash", "-c", script], cwd=ROOT, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()[-2000:] + done.stderr.decode()[-2000:]


def test_every_file_it_names_is_there() -> None:
    named = re.findall(r"\]\(((?:docs|assist_server)/[^)#]+)\)", README)
    assert named and [name for name in named if not (ROOT / name).exists()] == []
