"""What is said, as plain data: words, tables and charts; nothing here draws or knows a language."""
