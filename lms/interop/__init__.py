"""Other systems: a read-only JSON API, and the keys that open it."""
