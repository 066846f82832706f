"""Who has networks trained: threads on this machine, or the workers of a cluster."""
