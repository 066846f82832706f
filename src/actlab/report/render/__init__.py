"""How a document is shown: one file per form, all found in one table."""
