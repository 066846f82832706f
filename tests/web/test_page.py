"""The live page as one file: it names no place, and nothing runs in it but its own two scripts."""

import json
import re
import zlib
from base64 import b64decode, b64encode
from hashlib import sha256

import numpy as np

from actlab.data.sources.images import IMAGES
from actlab.play.page import page

SCRIPT = re.compile(r'<script(?: id="engine")?>(.*?)</script>', re.S)


def test_its_policy_allows_what_it_brings_and_nothing_else() -> None:
    text = page()
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    scripts, styles = SCRIPT.findall(text), re.findall(r"<style>(.*?)</style>", text, re.S)
    assert [len(scripts), len(styles)] == [2, 1]
    own = [f"'sha256-{b64encode(sha256(one.encode()).digest()).decode()}'" for one in (*styles, *scripts)]
    wanted = f"default-src 'none'; style-src {own[0]}; script-src {own[1]} {own[2]}; worker-src blob:"
    assert policy[1] == f"{wanted}; base-uri 'none'; form-action 'none'"
    rest = re.sub(r"<script.*?</script>", "", text, flags=re.S)
    assert not re.search(r"https?:|//[a-z]|src=|href=|@import|url\(", rest)


def test_it_is_made_of_nothing_that_changes() -> None:
    assert page() == page()


def test_the_digits_are_those_of_the_package() -> None:
    found = re.search(r'<script type="application/json" id="digits">(.*?)</script>', page())
    assert found
    stored = json.loads(found[1])
    raw = np.frombuffer(zlib.decompress(b64decode(stored["packed"])), np.uint8)
    splits = next(one for one in IMAGES if one.name == "digits").read()
    pixels = np.concatenate([part.inputs for part in (splits.train, splits.validation, splits.test)])
    classes = np.concatenate([part.targets for part in (splits.train, splits.validation, splits.test)])
    assert (stored["rows"], stored["test"]) == (1797, 400)
    assert (raw[: 1797 * 64].reshape(1797, 64) == pixels).all()
    assert (raw[1797 * 64 :] == classes).all()
