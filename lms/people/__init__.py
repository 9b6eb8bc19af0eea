"""People: persons and the posts they hold, on two time axes."""
