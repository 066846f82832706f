"""Plans, protocols, and what comes of running them."""
