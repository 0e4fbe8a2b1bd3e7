"""A text cut into passages. (stand-in)"""
def split_passages(text: str, *, title: str = "", max_chars: int = 600, limit: int = 40) -> list[str]:
    body=[p for p in text.split("\n\n") if p.strip()]
    return [f"{title}\n{p[:max_chars]}".strip() for p in body[:limit]]
