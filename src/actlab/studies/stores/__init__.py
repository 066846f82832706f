"""Where trials live: the protocol, in memory, and in one SQLite file per study."""
