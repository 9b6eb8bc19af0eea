"""When two names may be one person's: values in, values out."""

SHORTEST = 8  # letters of a name for which one slip of the fingers is likely


def is_near(one: str, other: str) -> bool:
    """Tell whether two folded names are equal, or differ by one letter more, less or other.

    Tone and vowel marks do not count: folding took them away. Short names must be equal.
    """
    if one == other:
        return True
    if abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < SHORTEST:
        return False
    if len(one) > len(other):
        one, other = other, one
    start = 0
    while start < len(one) and one[start] == other[start]:
        start += 1
    rest = one[start:] if len(one) < len(other) else one[start + 1 :]
    return rest == other[start + 1 :]
