"""Letters as their reader sees them."""
