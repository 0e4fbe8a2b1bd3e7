"""Pages for people: the demo inbox."""
