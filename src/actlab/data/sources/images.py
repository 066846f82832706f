"""The image data sets in IDX files: those of the package, and those that are looked for."""

from __future__ import annotations

from functools import partial

from actlab.data.sources.idx import read_digits, read_embedded, read_emnist, read_kept
from actlab.data.sources.kept import DataFile, Kept
from actlab.data.sources.source import Source
from actlab.data.tasks import CLASSIFICATION
from actlab.words import Text, _

_LIKE_MNIST = (55_000, 5_000, 10_000)

# Sizes and SHA-256 of the files as published: TensorFlow Datasets, url_checksums/fashion_mnist.txt and kmnist.txt. The
# contents of Fashion-MNIST have theirs too, because Debian's package compresses them anew.
_FASHION = Kept(
    "fashion-mnist",
    tuple(
        DataFile(
            name,
            size,
            f"sha256:{checksum}",
            f"https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/{name}",
            content,
        )
        for name, size, checksum, content in (
            (
                "train-images-idx3-ubyte.gz",
                26_421_880,
                "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
                "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
            ),
            (
                "train-labels-idx1-ubyte.gz",
                29_515,
                "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
                "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
            ),
            (
                "t10k-images-idx3-ubyte.gz",
                4_422_102,
                "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
                "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
            ),
            (
                "t10k-labels-idx1-ubyte.gz",
                5_148,
                "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
                "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
            ),
        )
    ),
    page="https://github.com/zalandoresearch/fashion-mnist",
)

_KMNIST = Kept(
    "kmnist",
    tuple(
        DataFile(name, size, f"sha256:{checksum}", f"https://codh.rois.ac.jp/kmnist/dataset/kmnist/{name}")
        for name, size, checksum in (
            (
                "train-images-idx3-ubyte.gz",
                18_165_135,
                "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4",
            ),
            (
                "train-labels-idx1-ubyte.gz",
                29_497,
                "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17",
            ),
            (
                "t10k-images-idx3-ubyte.gz",
                3_041_136,
                "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5",
            ),
            ("t10k-labels-idx1-ubyte.gz", 5_120, "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c"),
        )
    ),
    page="http://codh.rois.ac.jp/kmnist/",
)

# The archive: TensorFlow Datasets, url_checksums/emnist.txt. Its files: three independent copies agree on them, that
# of aurelienduarte/emnist (Git LFS), of Connor Olding's mnists, and of a study that took them out of NIST's archive.
_EMNIST_ARCHIVE = DataFile(
    "gzip.zip",
    561_753_746,
    "sha256:fb9bb67e33772a9cc0b895e4ecf36d2cf35be8b709693c3564cea2a019fcda8e",
    "https://biometrics.nist.gov/cs_links/EMNIST/gzip.zip",
)
_EMNIST_FILES = {
    "letters": (
        (30_804_864, "6288f418a917e007bf5fddb823a2dc7a5c6a35031401b93292a539cb12bd881f"),
        (79_283, "9759af91ea6bccdf07a6040fd085861f2ec88e37f7c3f5760f6feb57106fbe5c"),
        (5_039_157, "50f0e93d75b99b463e9760b8345866f22587fa2c2fba472730a5ba09c693412d"),
        (144, "924955c31fe7fd809b7303b5c0141282955f4b8390c74cdfd5d80435e0f4b4cb"),
    ),
    "balanced": (
        (28_207_740, "74295e75e4e9fa2c102147460ee7eb763653d5132d883a84fb88932bfb8d2db4"),
        (80_618, "b46d41e5156a0a8aaaa4d18979fdd1588850fa8571018acffd5d93b325a7d6ed"),
        (4_714_707, "117fc12b015e37ea98bfb2cbba3f77c3782c056cdbd219b87abfc8661d7135db"),
        (13_504, "a67cac948379b67270b9a4d0a01c8ec661598accf2f2b1964340b7c83cb175cd"),
    ),
    "digits": (
        (59_515_779, "f7c95004d14d81af89522e67d8f0c781dfb3bd544181c81bfe1eb6b41c35b726"),
        (113_859, "6638a6ff5fe2eefd9cca2471995b46c82986b8e4b2a70d2f5ce8e05d7edb319e"),
        (9_908_519, "20ebe43509264f7639d37c835a3f0b009e90b29e00a099a03101abe1644a3f63"),
        (19_960, "bad1834c45d5988e270b99d43b13edc3fd898f658ffbc2caf2846ef27f7b05b0"),
    ),
}


def _emnist(part: str, title: Text, rows: tuple[int, int, int], first: int = 0) -> Source:
    stems = ("train-images-idx3", "train-labels-idx1", "test-images-idx3", "test-labels-idx1")
    files = tuple(
        DataFile(f"emnist-{part}-{stem}-ubyte.gz", size, f"sha256:{checksum}")
        for stem, (size, checksum) in zip(stems, _EMNIST_FILES[part], strict=True)
    )
    page = "https://www.nist.gov/itl/products-and-services/emnist-dataset"
    kept = Kept("emnist", files, page, _EMNIST_ARCHIVE, inside="gzip")
    return Source(
        f"emnist-{part}",
        title,
        _("not stated"),
        CLASSIFICATION,
        unit=255.0,
        read=partial(read_emnist, kept, first),
        decisions=(_("the images are turned upright"), _("the last training images are the validation data")),
        image=(28, 28, 1),
        shape=(28, 28, 1),
        rows=rows,
        kept=kept,
    )


IMAGES = (
    Source(
        "mnist",
        _("MNIST, 70,000 handwritten digits of 28x28 pixels (LeCun, Cortes, Burges)"),
        "CC BY-SA 3.0",
        CLASSIFICATION,
        unit=255.0,
        read=partial(
            read_embedded,
            {
                "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
                "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
                "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
                "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
            },
        ),
        image=(28, 28, 1),
        shape=(784,),
        rows=_LIKE_MNIST,
    ),
    Source(
        "digits",
        _("1,797 handwritten digits of 8x8 pixels (Alpaydin, Kaynak; scikit-learn's copy)"),
        "CC BY 4.0",
        CLASSIFICATION,
        unit=16.0,
        read=read_digits,
        image=(8, 8, 1),
        shape=(64,),
        rows=(1197, 200, 400),
    ),
    Source(
        "fashion-mnist",
        _("Fashion-MNIST, 70,000 articles of clothing of 28x28 pixels (Xiao, Rasul, Vollgraf 2017)"),
        "MIT",
        CLASSIFICATION,
        unit=255.0,
        read=partial(read_kept, _FASHION, pixels=True),
        image=(28, 28, 1),
        shape=(784,),
        rows=_LIKE_MNIST,
        kept=_FASHION,
    ),
    Source(
        "kmnist",
        _("KMNIST, 70,000 cursive Japanese characters of 28x28 pixels in 10 classes (Clanuwat and others 2018)"),
        "CC BY-SA 4.0",
        CLASSIFICATION,
        unit=255.0,
        read=partial(read_kept, _KMNIST),
        image=(28, 28, 1),
        shape=(28, 28, 1),
        rows=_LIKE_MNIST,
        kept=_KMNIST,
    ),
    _emnist(
        "letters",
        _("EMNIST letters, 145,600 handwritten letters of 28x28 pixels in 26 classes (Cohen and others 2017)"),
        (104_000, 20_800, 20_800),
        first=1,
    ),
    _emnist(
        "balanced",
        _("EMNIST balanced, 131,600 digits and letters of 28x28 pixels in 47 classes (Cohen and others 2017)"),
        (94_000, 18_800, 18_800),
    ),
    _emnist(
        "digits",
        _("EMNIST digits, 280,000 handwritten digits of 28x28 pixels (Cohen and others 2017)"),
        (200_000, 40_000, 40_000),
    ),
)
