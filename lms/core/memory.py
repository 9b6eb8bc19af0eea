"""How often Python looks for circular garbage."""

import gc


def collect_rarely() -> None:
    """Have this process look less often than Python does by itself, and not at what is loaded.

    A large file makes millions of values and hardly a circle; looking took a sixth of the time.
    For a server's or worker's start, before it divides itself: what is loaded stays shared.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
