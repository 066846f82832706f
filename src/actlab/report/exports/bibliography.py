"""What a study's table and methods paragraph cite, as BibTeX: where activations come from, and the tests."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from itertools import count

from actlab.functions.records import Reference
from actlab.report.exports.latex_text import escaped
from actlab.statistics.inference import E_PROCESS, SIGN_FLIP
from actlab.studies.study import Study

_HALL = Reference(
    "Hall, P.",
    1992,
    "On the removal of skewness by transformation",
    "Journal of the Royal Statistical Society, Series B 54(1), pages 221-228",
)
_PERMUTATIONS = Reference(
    "Phipson, B., Smyth, G. K.",
    2010,
    "Permutation p-values should never be zero",
    "Statistical Applications in Genetics and Molecular Biology 9(1), article 39",
)
_ANYTIME = Reference(
    "Wang, H., Ramdas, A.",
    2025,
    "Anytime-valid t-tests and confidence sequences for Gaussian means with unknown variance",
    "Sequential Analysis 44(1), pages 56-110",
)
_HOLM = Reference(
    "Holm, S.",
    1979,
    "A simple sequentially rejective multiple test procedure",
    "Scandinavian Journal of Statistics 6(2), pages 65-70",
)
_SHARES = Reference(
    "Clopper, C. J., Pearson, E. S.",
    1934,
    "The use of confidence or fiducial limits illustrated in the case of the binomial",
    "Biometrika 26(4), pages 404-413",
)
_MCNEMAR = Reference(
    "McNemar, Q.",
    1947,
    "Note on the sampling error of the difference between correlated proportions or percentages",
    "Psychometrika 12(2), pages 153-157",
)
_CROSSED = Reference(
    "Cornfield, J., Tukey, J. W.",
    1956,
    "Average values of mean squares in factorials",
    "Annals of Mathematical Statistics 27(4), pages 907-949",
)
_TESTS: Mapping[str, Sequence[Reference]] = {SIGN_FLIP.name: (_PERMUTATIONS, _HALL), E_PROCESS.name: (_ANYTIME,)}


def text(study: Study) -> bytes:
    """Return the entries of all that a study cites."""
    return "\n".join(map(_entry, keys(study).items())).encode()


def keys(study: Study) -> dict[str, Reference]:
    """Return what is cited by the keys of the entries: a name, the year, and a letter where two have both."""
    found: dict[str, Reference] = {}
    for reference in dict.fromkeys([*study.provenance.references.values(), *_of_methods(study)]):
        stem = f"{_ascii(reference.authors.partition(',')[0])}{reference.year}"
        names = (stem if number == 0 else f"{stem}{chr(97 + number)}" for number in count())
        found[next(name for name in names if name not in found)] = reference
    return found


def _of_methods(study: Study) -> list[Reference]:
    """Return what the methods paragraph names."""
    if not study.verdicts:
        return []
    found = [*_TESTS.get(study.verdicts[0].test, ())]
    if study.verdicts[0].comparisons > 1:
        found.append(_HOLM)
    if any(one.failures.arm or one.failures.control for one in study.verdicts):
        found += [_SHARES, _MCNEMAR]
    if any(one.examples_interval for one in study.verdicts):
        found.append(_CROSSED)
    return found


def _entry(entry: tuple[str, Reference]) -> str:
    key, reference = entry
    lines = {
        "author": authors(reference),
        "year": str(reference.year),
        "title": f"{{{escaped(reference.title)}}}",
        **_place(reference.identifier),
    }
    return f"@misc{{{key},\n" + "".join(f"  {name} = {{{value}}},\n" for name, value in lines.items()) + "}\n"


def authors(reference: Reference) -> str:
    """Return authors as BibTeX separates them.

    >>> authors(Reference("Roth, P. M., Kung, S.-Y., et al.", 2018, "", ""))
    'Roth, P. M. and Kung, S.-Y. and others'
    """
    parts = reference.authors.split(", ")
    others = parts[-1] == "et al."
    named = parts[:-1] if others else parts
    pairs = [", ".join(map(escaped, named[start : start + 2])) for start in range(0, len(named), 2)]
    return " and ".join([*pairs, *(["others"] if others else [])])


def _place(identifier: str) -> dict[str, str]:
    scheme, _colon, rest = identifier.partition(":")
    if scheme == "arXiv":
        return {"eprint": rest, "archivePrefix": "arXiv"}
    if scheme == "doi":
        return {"doi": rest}
    return {"url": identifier} if scheme == "https" else {"howpublished": escaped(identifier)}


def _ascii(name: str) -> str:
    return re.sub("[^a-z]", "", unicodedata.normalize("NFKD", name).lower())
