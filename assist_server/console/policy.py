"""What a page of ours may load and run: the server's own files, and nothing written into the page."""

from __future__ import annotations


def policy(forms: str) -> str:
    """Return the Content-Security-Policy of a page whose forms go to `forms` ('none' or 'self', quoted)."""
    own = (f"{kind}-src 'self'" for kind in ("script", "style", "img", "connect"))
    return "; ".join(("default-src 'none'", *own, "base-uri 'none'", f"form-action {forms}", "frame-ancestors 'none'"))
