"""`make extension`: one package for each browser, each with the manifest that browser wants. Run as a module.

What runs in pages is one file in the packages: a browser takes some 60 modules into every page more slowly than it
takes everything else the extension does there. Nothing is shortened, so that a store's reviewer can read it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parent.parent.parent
EXTENSION = REPOSITORY / "extension"
HERE = Path(__file__).parent
CONTENT = "src/content.js"
STYLES = {"resources": ["src/panel/*.css"], "matches": ["http://*/*", "https://*/*"]}  # all that pages need then
BEGINNING = (1980, 1, 1, 0, 0, 0)  # of a zip's time: the same files give the same bytes
LEFT_OUT: dict[str, dict[str, frozenset[str]]] = {
    "chromium": {
        "": frozenset({"sidebar_action", "browser_specific_settings", "key"}),
        "background": frozenset({"scripts"}),
    },
    "firefox": {
        "": frozenset({"side_panel", "key", "minimum_chrome_version"}),
        "background": frozenset({"service_worker"}),
        "permissions": frozenset({"sidePanel"}),
    },
}


def main() -> None:
    """Write both packages into dist/ and print where they are."""
    for browser in LEFT_OUT:
        sys.stdout.write(f"{pack(browser, REPOSITORY / 'dist')}\n")


def pack(browser: str, folder: Path) -> Path:
    """Write one browser's package into the folder and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    manifest = manifest_for(browser)
    target = folder / f"agent-assist-{manifest['version']}-{browser}.zip"
    made = {"manifest.json": json.dumps(manifest, indent=2, ensure_ascii=False).encode(), CONTENT: content_script()}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for path in sorted(path for path in EXTENSION.rglob("*") if path.is_file() and path.name[0] != "."):
            name = path.relative_to(EXTENSION).as_posix()
            if name != "README.md":
                _add(package, name, made.get(name) or path.read_bytes())
    return target


def content_script() -> bytes:
    """Return what runs in pages, main.js and all it imports, as one script. Needs Node.js."""
    subprocess.run([HERE / "check.sh", "install"], check=True, stdout=subprocess.DEVNULL)
    program = str(HERE / "node_modules" / ".bin" / "esbuild")
    options = ["--bundle", "--format=iife", "--global-name=agentAssist", "--footer:js=agentAssist.start();"]
    command = [program, "src/main.js", *options, "--charset=utf8", "--log-level=warning"]
    return subprocess.run(command, check=True, capture_output=True, cwd=EXTENSION).stdout


def manifest_for(browser: str) -> dict[str, Any]:
    """Return the manifest without what the browser would warn of."""
    left_out = LEFT_OUT[browser]
    whole = json.loads((EXTENSION / "manifest.json").read_text(encoding="utf-8"))
    kept = {key: value for key, value in whole.items() if key not in left_out[""]}
    kept["web_accessible_resources"] = [STYLES]
    for key, names in left_out.items():
        if isinstance(kept.get(key), dict):
            kept[key] = {name: value for name, value in kept[key].items() if name not in names}
        elif key in kept:
            kept[key] = [name for name in kept[key] if name not in names]
    return kept


def _add(package: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, BEGINNING)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    package.writestr(entry, content)


if __name__ == "__main__":
    main()
