"""The Flask kit: guard, sessions, transaction, headers, layout. Knows no room."""
