"""Texts to vectors to neighbours. Knows nothing of tickets, Flask or SQL."""
