"""Cleaning, quoted text and signatures, language, redaction, the answer in an agent's reply."""
