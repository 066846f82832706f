"""Which way is better: known by name, or asked for."""

from __future__ import annotations

import pytest

from actlab.errors import InvalidInput
from actlab.studies.judging.direction import higher_is_better
from tests.studies.judging.conftest import Judge
from tests.studies.judging.tables import long, wide

LOWER = (
    "logloss, testloss, valLoss, RMSLE, MedAE, WER, CER, EER, FID, MAPE, SMAPE, NRMSE, NMSE, cross_entropy, bpc, "
    "brier, ece, hamming, rel_l2, latency_ms, regret, time, test_error, Test Loss, val/loss, CrossEntropyLoss, "
    "nll, negative_log_likelihood, brier_score, hamming_loss, top1_error, false_positive_rate, ppl, rank, Erro"
)
HIGHER = (
    "neg_mean_squared_error, mean_test_neg_log_loss, neg_brier_score, neg_root_mean_squared_error, accuracy, test_acc, "
    "valAcc, Test Accuracy (%), TestAccuracy, metrics.val_acc, balanced_accuracy, R2, r², f1_macro, F1Score, roc_auc, "
    "mAP, mIoU, nDCG@10, Acc@1, recall@5, top-5 accuracy, explained_variance, log_likelihood, score, win rate, Acurácia"
)
UNKNOWN = "value, metric, objective, result, fitness, accuracy_loss, accuracy drop, x, relu"


@pytest.mark.parametrize(
    ("names", "known"), [(LOWER, False), (HIGHER, True), (UNKNOWN, None)], ids=["lower", "higher", "unknown"]
)
def test_names(names: str, known: bool | None) -> None:
    found = {name: higher_is_better(name) for name in names.split(", ")}
    assert {name: way for name, way in found.items() if way is not known} == {}


def test_an_unknown_name_is_asked_for(judged: Judge) -> None:
    content = long("activation,seed,fitness")
    with pytest.raises(
        InvalidInput, match=r"fitness: the name does not say which way is better.*lower_is_better=False"
    ):
        judged(content)
    assert judged(content, lower_is_better=False).findings.headline.better == ("gelu",)
    assert judged(content, lower_is_better=True).findings.headline.worse == ("gelu",)


def test_a_wide_table_is_asked_what_its_numbers_are(judged: Judge) -> None:
    with pytest.raises(InvalidInput, match="the columns relu, gelu are taken for variants"):
        judged(wide())
    assert judged(wide(), metric="error rate").findings.headline.worse == ("gelu",)
    assert judged(wide(), metric="accuracy").findings.measure.name == "accuracy"
    with pytest.raises(InvalidInput, match="fitness: the name does not say"):
        judged(wide(), metric="fitness")
