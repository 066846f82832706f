"""The live page: its text, and the server that shows it to this machine alone."""
