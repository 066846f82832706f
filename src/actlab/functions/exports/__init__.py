"""Source code of an activation for other frameworks, which keeps the value and every slope."""
