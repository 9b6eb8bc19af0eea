"""Training done elsewhere or earlier, recognised by two people."""
