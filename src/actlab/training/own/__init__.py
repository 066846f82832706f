"""Training that is the user's own: a command of any language, or a function in Python."""
