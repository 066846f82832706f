"""JAX starts once per process: two devices, so that the tests of the population see what users see."""

import os

os.environ.setdefault("JAX_NUM_CPU_DEVICES", "2")
