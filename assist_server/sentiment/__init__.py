"""The customer's mood, how it went, and what to look out for."""

from __future__ import annotations

from assist_server.sentiment.heads import Head, MoodHead, NullHead, load_head
from assist_server.sentiment.mood import read_sentiment
from assist_server.sentiment.turns import Turn

__all__ = ["Head", "MoodHead", "NullHead", "Turn", "load_head", "read_sentiment"]
