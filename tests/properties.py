"""How many examples of a property are drawn."""

from __future__ import annotations

from hypothesis import settings

EXAMPLES = 100
"""Where a property says nothing else, by hypothesis itself."""
QUICK = 5
"""How many times fewer `make quick` draws."""

NO_CLOCK = "no clock"
"""The profile in which no busy computer fails a property by how long an example takes."""
settings.register_profile(NO_CLOCK, deadline=None)
settings.register_profile("quick", deadline=None, max_examples=EXAMPLES // QUICK)


def up_to(examples: int) -> int:
    """Return how many of a property's own number of examples this run draws."""
    quick = settings.get_current_profile_name() == "quick"
    return max(examples // QUICK, 1) if quick else examples
