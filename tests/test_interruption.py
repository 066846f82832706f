"""Ctrl-C ends a study within seconds, however wide its networks are."""

import signal
import subprocess
import sys
import time
from pathlib import Path

PROMISED = 5.0  # seconds
BUSY = 2.0  # so much longer on a machine that does other things besides


COMMAND = ["compare", "relu", "tanh", "--data", "digits", "--network", "mlp(4096,4096)", "--seeds", "2"]


def test_ctrl_c_is_heard_at_once(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "actlab", *COMMAND]
    said = tmp_path / "said"
    with said.open("w") as file:
        process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=file)
        deadline = time.monotonic() + 300
        while "% done" not in said.read_text():
            assert time.monotonic() < deadline
            assert process.poll() is None, said.read_text()
            time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        begin = time.monotonic()
        assert process.wait(timeout=60) == 130
        assert time.monotonic() - begin < PROMISED * BUSY
    assert "Traceback" not in said.read_text()


def test_a_thread_that_is_left_behind_does_not_hold_up_the_end() -> None:
    code = (
        "import threading, time; from actlab.leaving import end, leave_behind; "
        "thread = threading.Thread(target=time.sleep, args=(600,)); thread.start(); "
        "leave_behind([thread]); print('all is said'); end(3)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (3, "all is said\n")


def test_ctrl_c_is_heard_where_python_can_only_say_it_aloud() -> None:
    code = (
        "import sys, time; from actlab.cli.main import _heard; sys.unraisablehook = _heard\n"
        "class Interrupted:\n"
        "    def __del__(self):\n"
        "        raise KeyboardInterrupt\n"
        "one = Interrupted()\n"
        "try:\n"
        "    del one\n"
        "    time.sleep(60)\n"
        "except KeyboardInterrupt:\n"
        "    print('heard')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=50)
    assert (done.returncode, done.stdout, done.stderr) == (0, "heard\n", "")
