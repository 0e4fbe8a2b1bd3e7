"""`make extension`: one package for each browser, each with the manifest that browser wants. Run as a module."""

from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parent.parent.parent
EXTENSION = REPOSITORY / "extension"
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
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for path in sorted(path for path in EXTENSION.rglob("*") if path.is_file() and path.name[0] != "."):
            name = path.relative_to(EXTENSION).as_posix()
            if name == "manifest.json":
                _add(package, name, json.dumps(manifest, indent=2, ensure_ascii=False).encode())
            elif name != "README.md":
                _add(package, name, path.read_bytes())
    return target


def manifest_for(browser: str) -> dict[str, Any]:
    """Return the manifest without what the browser would warn of."""
    left_out = LEFT_OUT[browser]
    whole = json.loads((EXTENSION / "manifest.json").read_text(encoding="utf-8"))
    kept = {key: value for key, value in whole.items() if key not in left_out[""]}
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
