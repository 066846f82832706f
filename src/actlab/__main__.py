"""``python -m actlab`` is ``actlab``."""

from actlab.cli import main

main()
