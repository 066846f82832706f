"""Who has networks trained: threads on this machine."""
