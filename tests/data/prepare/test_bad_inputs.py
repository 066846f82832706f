"""What cannot be learnt from ends with status 2, one line that says what to do, and nothing written."""

import io
import os
import struct
import time
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.lib import format as npy

from actlab.cli import BAD_INPUT, run_command
from actlab.functions.arms import arms

ROWS = 40


def csv(path: Path, columns: dict[str, Sequence[object]]) -> None:
    lines = [",".join(columns), *(",".join(map(str, row)) for row in zip(*columns.values(), strict=True))]
    path.write_text("\n".join(lines) + "\n")


def numbers(n: int = ROWS) -> list[float]:
    return np.random.default_rng(0).normal(size=n).round(6).tolist()


def good(**more: Sequence[object]) -> dict[str, Sequence[object]]:
    """Return a table that is learnt from as it is: y is an amount."""
    return {"a": numbers(), "b": [n % 3 + 0.5 for n in range(ROWS)], "y": numbers()[::-1], **more}


def table(columns: dict[str, Sequence[object]]) -> Callable[[Path], None]:
    return lambda folder: csv(folder / "x.csv", columns)


def written(name: str, data: bytes | str) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())

    return write


def arrays(**held: np.ndarray) -> Callable[[Path], None]:
    return lambda folder: np.savez_compressed(folder / "x.npz", **held)  # type: ignore[arg-type]


def members(**held: bytes) -> bytes:
    """Return an archive of these bytes."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, data in held.items():
            opened.writestr(f"{name}.npy", data)
    return whole.getvalue()


def header(shape: str, kind: str = "<f8") -> bytes:
    """Return an NPY file of 118 bytes or a little more that is nothing but its header."""
    words = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}".ljust(107) + "\n"
    return npy.MAGIC_PREFIX + bytes((1, 0)) + struct.pack("<H", len(words)) + words.encode()


def saved(array: np.ndarray) -> bytes:
    found = io.BytesIO()
    np.save(found, array)
    return found.getvalue()


def bomb(folder: Path) -> None:
    """Write an archive whose x says that it unpacks to 2 GB."""
    data = members(x=saved(np.zeros((100, 2))), y=saved(np.arange(100) % 2))
    place = data.index(b"PK\x01\x02")  # the directory's first entry, that of x
    size = struct.pack("<I", 2**31)
    (folder / "x.npz").write_bytes(data[: place + 24] + size + data[place + 28 :])


def inflating(folder: Path) -> None:
    """Write an archive whose x holds more than it says: what is more is not read."""
    data = members(x=header("(60, 2)") + bytes(2**20), y=saved(np.arange(50) % 2))
    (folder / "x.npz").write_bytes(data)


def pictures(folder: Path, classes: int = 2, each: int = 12) -> None:
    from PIL import Image

    draw = np.random.default_rng(0)
    for one in range(classes):
        (folder / "photos" / f"c{one}").mkdir(parents=True)
        for place in range(each):
            pixels = draw.integers(0, 255, (8, 8), np.uint8)
            Image.fromarray(pixels).save(folder / "photos" / f"c{one}" / f"{place}.png")


def with_text(folder: Path) -> None:
    pictures(folder)
    (folder / "photos" / "c1" / "text.png").write_text("I am no image\n")


def with_cut_image(folder: Path) -> None:
    pictures(folder)
    whole = (folder / "photos" / "c1" / "0.png").read_bytes()
    (folder / "photos" / "c1" / "cut.png").write_bytes(whole[:60])


def with_large_image(folder: Path) -> None:
    """Write an image whose header says that it has 10^10 pixels."""
    pictures(folder)
    whole = bytearray((folder / "photos" / "c1" / "0.png").read_bytes())
    whole[16:24] = struct.pack(">II", 100_000, 100_000)
    whole[29:33] = struct.pack(">I", zlib.crc32(whole[12:29]))
    (folder / "photos" / "c1" / "large.png").write_bytes(whole)


def with_pipe_image(folder: Path) -> None:
    pictures(folder)
    os.mkfifo(folder / "photos" / "c1" / "pipe.png")


def with_loop_image(folder: Path) -> None:
    pictures(folder)
    (folder / "photos" / "c1" / "loop.png").symlink_to("loop.png")


def loop(folder: Path) -> None:
    (folder / "x.csv").symlink_to("other.csv")
    (folder / "other.csv").symlink_to("x.csv")


def pipe(folder: Path) -> None:
    os.mkfifo(folder / "x.csv")


Y = ["--target", "y"]
X = ["--data", "x.csv"]
NPZ = ["--data", "x.npz"]
PHOTOS = ["--data", "photos"]

CASES: dict[str, tuple[Callable[[Path], None], list[str], list[str]]] = {
    "no such file": (lambda _folder: None, ["--data", "x.csv", *Y], ["no such file or folder", "digits", ".csv"]),
    "a name that is nearly one": (lambda _folder: None, ["--data", "mnits"], ["Did you mean mnist"]),
    "no target": (table(good()), X, ["x.csv", "predicted", "--target y"]),
    "no such target": (
        table(good(price=numbers())),
        [*X, "--target", "prise"],
        ["no column 'prise'", "--target price"],
    ),
    "no such column to drop": (table(good()), [*X, *Y, "--drop", "c"], ["drop", "no column 'c'", "a, b, y"]),
    "no such group": (table(good()), [*X, *Y, "--group", "c"], ["group", "no column 'c'"]),
    "target all missing": (table(good() | {"y": [""] * ROWS}), [*X, *Y], ["no value in any of the 40 rows"]),
    "target missing in some": (
        table(good() | {"y": ["", *numbers()[:-2], "NA"]}),
        [*X, *Y],
        ["missing in 2 of 40 rows", "rows 1, 40"],
    ),
    "one class": (table(good() | {"y": ["same"] * ROWS}), [*X, *Y], ["one class only (same)"]),
    "one amount": (
        table(good() | {"y": [1.5] * ROWS}),
        [*X, *Y, "--task", "regression"],
        ["the same value (1.5) in every row"],
    ),
    "two rows": (table({"a": [1, 2], "y": [0.5, 0.7]}), [*X, *Y], ["2 rows", "at least 20"]),
    "a rare class": (table(good() | {"y": ["p"] * 38 + ["q"] * 2}), [*X, *Y], ["'q'", "2 of the rows", "needs 5"]),
    "too many classes": (
        table(good() | {"y": [f"k{n}" for n in range(ROWS)]}),
        [*X, *Y],
        ["40 classes in 40 rows"],
    ),
    "classes or amounts": (
        table(good() | {"y": [n % 5 for n in range(ROWS)]}),
        [*X, *Y],
        ["5 different whole numbers", "--task classification"],
    ),
    "another task": (table(good()), [*X, *Y, "--task", "ranking"], ["ranking", "--task classification"]),
    "amounts of words": (
        table(good() | {"y": ["p", "q"] * 20}),
        [*X, *Y, "--task", "regression"],
        ["no numbers", "--task classification"],
    ),
    "10,000 levels": (
        lambda folder: csv(
            folder / "x.csv",
            {
                "a": [n % 7 for n in range(12_000)],
                "k": [f"level{n % 10_000}" for n in range(12_000)],
                "y": numbers(12_000),
            },
        ),
        [*X, *Y],
        ["k is an identifier or free text: 10000 different texts", "--drop k"],
    ),
    "free text": (
        table(good(note=[f"a word and {n}" for n in range(ROWS)])),
        [*X, *Y],
        ["note", "free text", "--drop note"],
    ),
    "a number of the row": (table(good(no=range(1, ROWS + 1))), [*X, *Y], ["no", "numbers the rows", "--drop no"]),
    "an identifier": (
        table(good(user_id=[7 * n * n + 13 for n in range(ROWS)])),
        [*X, *Y],
        ["user_id", "identifier", "--drop user_id"],
    ),
    "inf": (table(good() | {"a": [*numbers()[1:], "inf"]}), [*X, *Y], ["a is infinite", "row 40", "--drop a"]),
    "a target of inf": (table(good() | {"y": [*numbers()[1:], "-inf"]}), [*X, *Y], ["y is infinite", "row 40"]),
    "1e999": (table(good() | {"a": [*numbers()[1:], "1e999"]}), [*X, *Y], ["a is infinite or beyond", "row 40"]),
    "mixed types": (
        table(good() | {"a": [*numbers()[1:], "unknown"]}),
        [*X, *Y],
        ["a mixes numbers and words ('unknown' in row 40)", "--drop a"],
    ),
    "a day that is none": (
        table(good(day=["2024-01-01"] * 39 + ["2024-02-31"])),
        [*X, *Y],
        ["day holds no date in row 40", "--drop day"],
    ),
    "dates in doubt": (table(good(day=["01/02/2024", "03/02/2024"] * 20)), [*X, *Y], ["day and month", "2024-12-31"]),
    "duplicate names": (written("x.csv", "a,a,y\n1,2,3\n"), [*X, *Y], ["'a' occurs twice"]),
    "nothing to learn from": (table({"y": numbers()}), [*X, *Y], ["x.csv"]),
    "nothing but constants": (table({"a": [1] * ROWS, "y": numbers()}), [*X, *Y], ["the same in all training rows"]),
    "all columns dropped": (table(good()), [*X, *Y, "--drop", "a", "--drop", "b"], ["no column beside the target"]),
    "the target dropped": (table(good()), [*X, *Y, "--drop", "y"], ["'y' is asked to be two things"]),
    "two groups": (table(good(g=["p", "q"] * 20)), [*X, *Y, "--group", "g"], ["2 groups", "at least 3"]),
    "a group that is missing": (table(good(g=["p", "q", "r", ""] * 10)), [*X, *Y, "--group", "g"], ["missing in 10"]),
    "a time of words": (table(good(t=["p", "q"] * 20)), [*X, *Y, "--time", "t"], ["t holds neither dates nor"]),
    "one moment": (table(good(t=[2024] * ROWS)), [*X, *Y, "--time", "t"], ["too few different moments"]),
    "a class that is not learnt from": (
        table(good(t=range(ROWS)) | {"y": ["p"] * 20 + ["q"] * 20}),
        [*X, *Y, "--time", "t"],
        ["no row of the class 'p'"],
    ),
    "negative weights": (table(good(w=[-1.0, 1.0] * 20)), [*X, *Y, "--weights", "w"], ["weights", "w"]),
    "an empty file": (written("x.csv", ""), [*X, *Y], ["x.csv", "empty"]),
    "a heading only": (written("x.csv", "a,y\n"), [*X, *Y], ["x.csv", "no row below its heading"]),
    "an ending that is none": (written("x.pkl", "a,y\n1,2\n"), ["--data", "x.pkl", *Y], [".csv", ".parquet"]),
    "a Parquet that is none": (
        written("x.parquet", "a,y\n1,2\n"),
        ["--data", "x.parquet", *Y],
        ["not what its ending"],
    ),
    "JSON cut off": (written("x.jsonl", '{"a": 1'), ["--data", "x.jsonl", *Y], ["no valid JSON"]),
    "a link in a circle": (loop, [*X, *Y], ["neither a file nor a folder"]),
    "a pipe": (pipe, [*X, *Y], ["neither a file nor a folder"]),
    "a target of a named data set": (
        lambda _folder: None,
        ["--data", "digits", *Y],
        ["target", "digits has no columns"],
    ),
    "an empty folder": (
        lambda folder: (folder / "photos").mkdir(),
        PHOTOS,
        ["photos/ holds no images", "one folder for"],
    ),
    "one class of images": (lambda folder: pictures(folder, 1), PHOTOS, ["1 folder with images"]),
    "few images": (lambda folder: pictures(folder, 2, 5), PHOTOS, ["10 rows", "at least 20"]),
    "a target of images": (pictures, [*PHOTOS, *Y], ["target", "photos/ has no columns"]),
    "a text named .png": (with_text, PHOTOS, ["photos/c1/text.png", "cannot be read as PNG"]),
    "an image cut off": (with_cut_image, PHOTOS, ["photos/c1/cut.png", "cannot be read as PNG"]),
    "an image too large": (with_large_image, PHOTOS, ["photos/c1/large.png", "more than 50000000 pixels"]),
    "an image that is a pipe": (with_pipe_image, PHOTOS, ["photos/c1/pipe.png is no file"]),
    "an image that is a circle": (with_loop_image, PHOTOS, ["photos/c1/loop.png is no file"]),
    "an archive that is none": (written("x.npz", "a,y\n"), NPZ, ["x.npz", "cannot be read as NPZ"]),
    "other arrays": (arrays(a=np.zeros(3)), NPZ, ["it holds a", "x and y"]),
    "an array of objects": (
        written("x.npz", members(x=saved(np.array([{}] * 30, object)), y=saved(np.arange(30) % 2))),
        NPZ,
        ["x.npy", "objects of Python"],
    ),
    "a header that asks for 7 TiB": (
        written("x.npz", members(x=header("(962072674304,)"), y=saved(np.arange(30) % 2))),
        NPZ,
        ["x.npy", "larger than it is (7340032 MB)"],
    ),
    "a header that is none": (
        written("x.npz", members(x=b"\x93NUMPY\x01\x00\x05\x00abcde", y=saved(np.arange(30) % 2))),
        NPZ,
        ["x.npy", "no array of NumPy"],
    ),
    "a zip bomb": (bomb, NPZ, ["x.npy", "unpacks to more than 1024 MB"]),
    "arrays of two lengths": (inflating, NPZ, ["x has the shape (60, 2) and y (50,)"]),
    "arrays that are not finite": (
        arrays(x=np.full((30, 2, 2), np.nan), y=np.arange(30) % 2),
        NPZ,
        ["not finite in 30 rows"],
    ),
    "targets of two columns": (arrays(x=np.zeros((30, 2)), y=np.zeros((30, 2))), NPZ, ["y has the shape (30, 2)"]),
    "another split": (
        arrays(x=np.arange(60.0).reshape(30, 2), y=np.arange(30) % 2, split=np.array(["learn"] * 30)),
        NPZ,
        ["train, validation and test"],
    ),
    "a split without test": (
        arrays(x=np.arange(60.0).reshape(30, 2), y=np.arange(30) % 2, split=np.array([0, 1] * 15)),
        NPZ,
        ["no row for test"],
    ),
}


@pytest.fixture(scope="module")
def awake() -> None:
    """Load what is loaded once in a process, and find what is known of the activations."""
    for arm in arms(["relu", "tanh"]):
        assert arm.activation.digest
    assert run_command(["compare", "relu", "--seeds", "0"]) == BAD_INPUT


@pytest.mark.usefixtures("awake")
@pytest.mark.parametrize(("make", "arguments", "words"), CASES.values(), ids=CASES)
def test_bad_data_are_one_line_and_status_two(
    make: Callable[[Path], None],
    arguments: list[str],
    words: list[str],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    make(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    begun = time.process_time()  # which does not count what else the machine does
    assert run_command(["compare", "relu", "tanh", *arguments]) == BAD_INPUT
    assert time.process_time() - begun < 3
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("actlab: ")
    assert captured.err.count("\n") == 1
    for word in words:
        assert word in captured.err
    assert sorted(tmp_path.rglob("*")) == before
