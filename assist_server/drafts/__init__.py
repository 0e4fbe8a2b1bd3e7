"""A draft read before it is sent, under the five headings customers judge by. No language model, nothing kept."""

from __future__ import annotations

from assist_server.drafts.check import check_draft

__all__ = ["check_draft"]
