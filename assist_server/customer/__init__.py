"""The customer so far: earlier tickets, how often they got in touch, and what they were promised."""

from __future__ import annotations

from assist_server.customer.so_far import so_far

__all__ = ["so_far"]
