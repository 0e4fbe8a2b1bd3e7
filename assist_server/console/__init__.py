"""Pages for people: the demo inbox, and the admin's console."""
