"""Which way is better: known from the name of a metric, or not known; never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from actlab.studies.judging.names import plain

# What decides by itself
_HIGHER = frozenset({
    "accuracy", "acc", "accuracies", "auc", "auroc", "roc", "rocauc", "aucroc", "auprc", "aupr", "ap", "map", "f1",
    "f2", "fscore", "fbeta", "fmeasure", "precision", "recall", "sensitivity", "specificity", "r2", "rsquared",
    "explainedvariance", "bleu", "rouge", "meteor", "cider", "iou", "miou", "dice", "jaccard", "kappa", "mcc",
    "psnr", "ssim", "reward", "rewards", "return", "returns", "win", "winrate", "ndcg", "mrr", "correlation",
    "pearson", "spearman", "throughput", "fps", "likelihood", "loglikelihood", "elbo", "success", "exactmatch",
    "silhouette", "ari", "nmi", "ami", "homogeneity", "completeness", "truepositive", "truenegative", "acuracia",
    "precisao", "revocacao", "genauigkeit", "exactitude",
})  # fmt: skip
_LOWER = frozenset({
    "loss", "losses", "logloss", "error", "errors", "err", "mse", "rmse", "mae", "nll", "perplexity", "ppl", "rank",
    "seconds", "rmsle", "msle", "medae", "wer", "cer", "eer", "fid", "kid", "mape", "smape", "nrmse", "nmse",
    "nmae", "mase", "wape", "rae", "rse", "sse", "mre", "crossentropy", "xent", "bce", "bpc", "bpb", "bpd", "brier",
    "ece", "mce", "hamming", "rell1", "rell2", "relativel2", "relativeerror", "l1", "l2", "latency", "regret",
    "time", "runtime", "duration", "divergence", "kl", "wasserstein", "emd", "deviance", "lpips", "cost", "risk",
    "distance", "miss", "fpr", "fnr", "far", "frr", "falsepositive", "falsenegative", "residual", "drop",
    "degradation", "custo", "erro", "erros", "perda", "fehler", "verlust",
})  # fmt: skip
# What decides where nothing else does: an error rate of the first choice, a Brier score
_WEAKLY_HIGHER = frozenset({
    "score", "scores", "top1", "top3", "top5", "hit", "hits", "test_score",
})  # fmt: skip
_PART = r"(?:test|tst|valid|validation|val|dev|train|eval|final|best|mean|avg)"
_AGGREGATE = re.compile(rf"{_PART}|average|last|max|min|median|std|split[0-9]*")


def higher_is_better(metric: str) -> bool | None:
    """Return whether higher is better; None where the name does not say.

    Words of the name count, those inside CamelCase and behind ``test`` and the like as well; ``neg`` before all turns
    the direction round, as in the names of scikit-learn. A name that says both says nothing.

    >>> [higher_is_better(name) for name in ("test_accuracy", "valLoss", "RMSLE", "neg_log_loss", "value")]
    [True, False, False, True, None]
    """
    words = list(_words(metric))
    high, low = not _HIGHER.isdisjoint(words), not _LOWER.isdisjoint(words)
    if high and low:
        return None
    found = True if high else False if low else True if not _WEAKLY_HIGHER.isdisjoint(words) else None
    return not found if found is not None and _negated(metric) else found


def _words(metric: str) -> Iterator[str]:
    """Yield the words of a name, joined by twos as well, with and without what is written before them."""
    bare = metric.replace("²", "2").replace("^", "")
    camel, flat = plain(bare).split("_"), plain(bare.lower()).split("_")
    for words in (camel, flat):
        kept = [word for word in words if not _AGGREGATE.fullmatch(word)]
        for word in (*kept, *(a + b for a, b in pairwise(kept)), "".join(kept)):
            yield word
            yield re.sub(rf"^{_PART}", "", word)


def _negated(metric: str) -> bool:
    words = [word for word in plain(metric).split("_") if not _AGGREGATE.fullmatch(word)]
    return bool(words) and words[0] in ("neg", "negative") and words[:2] != ["negative", "rate"]
