"""Files that are looked for: found, read and refused, and fetched from a server on this machine."""

import gzip
import hashlib
import io
import lzma
import os
import socket
import struct
import tarfile
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from actlab.data.sources import SOURCES, download
from actlab.data.sources.cifar import RECORD, read_cifar
from actlab.data.sources.contents import contents
from actlab.data.sources.download import fetch
from actlab.data.sources.idx import read_emnist, read_kept
from actlab.data.sources.kept import DataFile, Kept, home
from actlab.errors import ActlabError, InvalidInput

KEPT = {name: source.kept for name, source in SOURCES.items() if source.kept}
DRAW = np.random.Generator(np.random.PCG64(3))


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACTLAB_DATA", str(tmp_path / "data"))
    monkeypatch.setattr("actlab.data.sources.kept.SYSTEM", tmp_path / "system")


def idx(array: np.ndarray) -> bytes:
    head = bytes([0, 0, 8, array.ndim]) + b"".join(struct.pack(">I", size) for size in array.shape)
    return gzip.compress(head + array.astype(np.uint8).tobytes())


def sha256(raw: bytes) -> str:
    return "sha256:" + hashlib.sha256(raw).hexdigest()


def record(name: str, raw: bytes, url: str = "") -> DataFile:
    return DataFile(name, len(raw), sha256(raw), url)


def put(folder: Path, **files: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, raw in files.items():
        (folder / name).write_bytes(raw)


def four(images: int = 20, tests: int = 4, first: int = 0) -> dict[str, bytes]:
    arrays = {
        "a.gz": DRAW.integers(0, 256, (images, 28, 28)),
        "b.gz": first + np.arange(images) % 3,
        "c.gz": DRAW.integers(0, 256, (tests, 28, 28)),
        "d.gz": first + np.arange(tests) % 3,
    }
    return {name: idx(array) for name, array in arrays.items()}


def kept(files: dict[str, bytes], **more: object) -> Kept:
    made = tuple(record(name, raw) for name, raw in files.items())
    return replace(Kept("four", made, "https://example.org/four"), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", KEPT)
def test_every_record_says_all_that_is_needed(name: str) -> None:
    one = KEPT[name]
    for file in (*one.files, *one.published):
        kind, _colon, digits = file.checksum.partition(":")
        assert len(digits) == {"md5": 32, "sha256": 64}[kind]
        assert set(digits) <= set("0123456789abcdef")
        assert 0 < file.size < 2**30
    for file in one.published:
        assert file.url.startswith("https://")
        assert file.url.endswith(file.name)
        assert file.checksum.startswith("sha256:")
    source = SOURCES[name]
    assert sum(source.rows) in (60_000, 70_000, 131_600, 145_600, 280_000)


def test_checksums_are_of_different_files() -> None:
    found = {file.checksum: file for one in KEPT.values() for file in one.files}
    assert len(found) == 4 + 4 + 12 + 6


@pytest.mark.skipif(not Path("/usr/share/datasets/fashion-mnist").is_dir(), reason="Debian's package is not here")
def test_fashion_mnist_of_debian(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("actlab.data.sources.kept.SYSTEM", Path("/usr/share/datasets"))
    data = SOURCES["fashion-mnist"].dataset()
    assert data.shape == SOURCES["fashion-mnist"].shape
    assert tuple(map(len, data.splits)) == SOURCES["fashion-mnist"].rows


def test_images_like_mnist(tmp_path: Path) -> None:
    files = four(5010)
    put(tmp_path / "data" / "four", **files)
    splits = read_kept(kept(files))
    assert [split.inputs.shape for split in splits] == [(10, 28, 28, 1), (5000, 28, 28, 1), (4, 28, 28, 1)]
    raw = np.frombuffer(gzip.decompress(files["a.gz"])[16:], np.uint8).reshape(-1, 28, 28)
    np.testing.assert_array_equal(splits.train.inputs[..., 0], raw[5000:])
    np.testing.assert_array_equal(splits.validation.inputs[..., 0], raw[:5000])
    assert splits.test.targets.tolist() == [0, 1, 2, 0]


def test_emnist_stands_upright_and_counts_from_zero(tmp_path: Path) -> None:
    files = four(first=1)
    put(tmp_path / "data" / "four", **files)
    splits = read_emnist(kept(files), 1)
    assert [len(split) for split in splits] == [16, 4, 4]
    raw = np.frombuffer(gzip.decompress(files["a.gz"])[16:], np.uint8).reshape(-1, 28, 28)
    np.testing.assert_array_equal(splits.train.inputs[5, :, :, 0], raw[5].T)
    np.testing.assert_array_equal(splits.validation.inputs[0, :, :, 0], raw[16].T)
    assert splits.train.targets.tolist()[:4] == [0, 1, 2, 0]


def cifar() -> dict[str, bytes]:
    images = DRAW.integers(0, 256, (60_000, RECORD), np.uint8)
    images[:, 0] = np.arange(60_000) % 10
    return {f"{place}.bin": part.tobytes() for place, part in enumerate(np.split(images, 6))}


def test_cifar_has_its_colours_last(tmp_path: Path) -> None:
    files = cifar()
    put(tmp_path / "data" / "four" / "inside", **files)
    splits = read_cifar(kept(files, inside="inside"))
    assert [split.inputs.shape for split in splits] == [(n, 32, 32, 3) for n in (45_000, 5_000, 10_000)]
    image = np.frombuffer(files["5.bin"], np.uint8)[1:RECORD].reshape(3, 32, 32)
    for colour in range(3):
        np.testing.assert_array_equal(splits.test.inputs[0, :, :, colour], image[colour])
    assert splits.validation.targets[0] == 45_000 % 10
    np.testing.assert_array_equal(splits.validation.inputs[-1, 0, 0, 0], files["4.bin"][-RECORD + 1])


def zipped(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, raw in files.items():
            archive.writestr(f"inside/{name}", raw)
    return stream.getvalue()


def tarred(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for name, raw in reversed(files.items()):
            member = tarfile.TarInfo(f"inside/{name}")
            member.size = len(raw)
            archive.addfile(member, io.BytesIO(raw))
    return stream.getvalue()


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_an_archive_does_as_well_and_is_not_unpacked(tmp_path: Path, pack) -> None:  # type: ignore[no-untyped-def]
    files = four()
    raw = pack(files)
    one = kept(files, archive=record("all", raw), inside="inside")
    put(tmp_path / "data" / "four", all=raw)
    assert contents(one) == tuple(gzip.decompress(file) for file in files.values())
    assert [path.name for path in (tmp_path / "data" / "four").iterdir()] == ["all"]
    damaged = kept({**files, "b.gz": files["b.gz"] + b"!"}, archive=one.archive, inside="inside")
    with pytest.raises(InvalidInput, match=r"all/b\.gz is damaged or another file"):
        contents(damaged)
    other = kept({**files, "e.gz": b"-"}, archive=one.archive, inside="inside")
    with pytest.raises(InvalidInput, match="all cannot be decompressed"):
        contents(other)
    put(tmp_path / "data" / "four", all=raw[: len(raw) // 2])
    with pytest.raises(InvalidInput, match="all cannot be decompressed"):
        contents(one)


def test_every_damage_is_noticed(tmp_path: Path) -> None:
    files, folder = four(), tmp_path / "data" / "four"
    put(folder, **files)
    (folder / "c.gz").write_bytes(files["c.gz"][:-1])
    with pytest.raises(InvalidInput, match=r"c\.gz is damaged or another file: \d+ bytes instead of \d+"):
        contents(kept(files))
    (folder / "c.gz").write_bytes(files["c.gz"][:-1] + b"!")
    with pytest.raises(InvalidInput, match=r"c\.gz is damaged or another file: SHA-256 "):
        contents(kept(files))
    (folder / "c.gz").unlink()
    os.mkfifo(folder / "c.gz")
    with pytest.raises(InvalidInput, match=r"^c\.gz was not found\. Put it into one of: .*/data/four, .*/system/four"):
        contents(kept(files))


def test_the_same_content_may_be_compressed_otherwise(tmp_path: Path) -> None:
    raw = gzip.decompress(four()["b.gz"])
    file = DataFile("b.gz", 1, "md5:0", content=hashlib.sha256(raw).hexdigest())
    one, folder = Kept("four", (file,), ""), tmp_path / "system" / "four"
    for name, packed in {"b.xz": lzma.compress(raw), "b.gz": gzip.compress(raw, 1), "b": raw}.items():
        put(folder, **{name: packed})
        assert contents(one) == (raw,)
        (folder / name).unlink()
    put(folder, **{"b.gz": b"not compressed"})
    with pytest.raises(InvalidInput, match=r"b\.gz cannot be decompressed"):
        contents(one)


def test_a_bomb_is_not_decompressed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("actlab.data.sources.contents.LARGEST", 1000)
    put(tmp_path / "system" / "four", **{"b.gz": gzip.compress(bytes(1001))})
    with pytest.raises(InvalidInput, match="holds more than 1,000 bytes"):
        contents(Kept("four", (DataFile("b.gz", 1, "md5:0", content="0"),), ""))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\x00\x08",
        bytes(100),
        b"\x00\x00\x08\x03",
        b"\x00\x00\x0d\x01\x00\x00\x00\x00",
        b"\x00\x00\x08\x01\x00\x00\x00\x05abc",
        b"\x00\x00\x08\x04" + b"\xff" * 16,
        b"\x00\x00\x08\xff" + bytes(2000),
    ],
)
def test_what_is_no_idx_file_is_refused(tmp_path: Path, raw: bytes) -> None:
    files = {**four(), "c.gz": gzip.compress(raw)}
    put(tmp_path / "data" / "four", **files)
    with pytest.raises(InvalidInput, match=r"c\.gz is no IDX file of bytes"):
        read_kept(kept(files))


def test_the_home_of_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACTLAB_DATA", "~/somewhere")
    assert home() == Path.home() / "somewhere"
    monkeypatch.delenv("ACTLAB_DATA")
    monkeypatch.setenv("XDG_DATA_HOME", "/srv/data")
    assert home() == Path("/srv/data/actlab")
    monkeypatch.delenv("XDG_DATA_HOME")
    assert home() == Path.home() / ".local" / "share" / "actlab"


class Server(BaseHTTPRequestHandler):
    """Gives files, and misbehaves as its paths say."""

    files: dict[str, bytes] = {}  # noqa: RUF012

    def do_GET(self) -> None:
        name = self.path.strip("/")
        if name.startswith("to-"):
            self.send_response(302)
            self.send_header(
                "Location", {"to-file": "file:///etc/passwd", "to-a": "/a.gz", "to-ftp": "ftp://127.0.0.1/a.gz"}[name]
            )
            self.end_headers()
            return
        if name not in self.files:
            self.send_error(404)
            return
        raw = self.files[name]
        self.send_response(200)
        self.send_header("Content-Length", str(len(raw) + (name == "short.gz")))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_words: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    made = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{made.server_port}/"
    made.shutdown()
    made.server_close()
    thread.join()


def served(files: dict[str, bytes], server: str, *paths: str) -> Kept:
    Server.files = files
    addresses = paths or tuple(files)
    made = [record(name, raw, server + path) for (name, raw), path in zip(files.items(), addresses, strict=True)]
    return Kept("four", tuple(made), "https://example.org/four")


def test_files_are_fetched_whole(tmp_path: Path, server: str) -> None:
    files, told = four(2000), []
    one = served(files, server)
    put(tmp_path / "data" / "four", **{"b.gz": files["b.gz"]})
    assert [file.name for file in one.missing] == ["a.gz", "c.gz", "d.gz"]
    found = fetch(one, lambda file, done: told.append((file.name, done)), ("http",))
    assert [path.name for path in found] == ["a.gz", "c.gz", "d.gz"]  # what is there is not fetched again
    assert {path.name: path.read_bytes() for path in (tmp_path / "data" / "four").iterdir()} == files
    assert told[-1] == ("d.gz", len(files["d.gz"]))
    assert [done for name, done in told if name == "a.gz"][-1] == len(files["a.gz"])
    assert fetch(one, schemes=("http",)) == ()
    assert len(contents(one)) == 4


def left(tmp_path: Path) -> list[str]:
    folder = tmp_path / "data" / "four"
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda file: replace(file, url=file.url + "x"), r"cannot be fetched: 404"),
        (lambda file: replace(file, size=file.size - 1), "gives another file than"),
        (lambda file: replace(file, size=file.size + 1), "gives another file than"),
        (lambda file: replace(file, checksum="sha256:" + "0" * 64), "gives another file than"),
        (
            lambda file: replace(file, url=file.url.replace("a.gz", "to-file")),
            "cannot be fetched: 302",
        ),
        (lambda file: replace(file, url=file.url.replace("a.gz", "to-ftp")), "unknown url type: ftp"),
        (lambda file: replace(file, url="http://127.0.0.1:9/a.gz"), "cannot be fetched: .*refused"),
        (lambda file: replace(file, url="http://nowhere.invalid/a.gz"), "cannot be fetched: "),
        (lambda file: replace(file, size=2**60), "has room for "),
    ],
)
def test_nothing_is_left_of_what_fails(tmp_path: Path, server: str, change, words: str) -> None:  # type: ignore[no-untyped-def]
    one = served({"a.gz": four()["a.gz"]}, server)
    broken = replace(one, files=(change(one.files[0]),))
    with pytest.raises(ActlabError, match=words):
        fetch(broken, schemes=("http",))
    assert left(tmp_path) == []


def test_a_file_that_breaks_off_is_no_file(tmp_path: Path, server: str) -> None:
    one = served({"short.gz": four()["a.gz"]}, server)
    with pytest.raises(ActlabError, match=r"cannot be fetched|gives another"):
        fetch(replace(one, files=(replace(one.files[0], size=one.files[0].size + 1),)), schemes=("http",))
    assert left(tmp_path) == []


def test_a_redirection_within_what_is_allowed_is_followed(tmp_path: Path, server: str) -> None:
    fetch(served({"a.gz": four()["a.gz"]}, server, "to-a"), schemes=("http",))
    assert left(tmp_path) == ["a.gz"]


def test_no_other_addresses_than_https(tmp_path: Path, server: str) -> None:
    one = served({"a.gz": four()["a.gz"]}, server)
    for url in (one.files[0].url, "file:///etc/passwd", "ftp://example.org/a.gz", ""):
        with pytest.raises(InvalidInput, match=r"a\.gz cannot be fetched: its address is not one of https"):
            fetch(replace(one, files=(replace(one.files[0], url=url),)))
    assert left(tmp_path) == []


def test_ctrl_c_leaves_nothing(tmp_path: Path, server: str) -> None:
    def interrupt(file: DataFile, done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(served({"a.gz": four()["a.gz"]}, server), interrupt, ("http",))
    assert left(tmp_path) == []


def test_a_server_that_is_silent_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        one = served({"a.gz": b"1234"}, f"http://127.0.0.1:{silent.getsockname()[1]}/")
        with pytest.raises(ActlabError, match="no answer within"):
            fetch(one, schemes=("http",))
    assert left(tmp_path) == []
