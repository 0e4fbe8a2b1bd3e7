"""HTTP at its edge: connections, whose turn it is, proxies in front, limits for each key."""
