"""The page."""


def page() -> str:
    """Return the page."""
    return "<!doctype html><title>actlab</title>"
