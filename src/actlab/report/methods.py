"""A methods paragraph to paste into a paper, in English or Portuguese, whatever the program's own language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actlab.statistics.verdict import ALPHA, Comparison
from actlab.studies.judgement import Judgement
from actlab.studies.study import Study

_TEXTS = {
    "en": {
        "training": (
            "For each of {k} activations, {network} was trained on {data} with {optimizer} for {steps} steps of batch "
            "size {batch} with {initialisation} initialisation. A seed fixed the initial weights and the batch order, "
            "the same for all activations. "
        ),
        "one rate": "The learning rate was {lr:g} for all. ",
        "tuned": (
            "The learning rate of each activation was chosen from the same {grid} values between {low:g} and {high:g} "
            "by mean validation {metric} over {tuning} seeds, which were not used again. "
        ),
        "test": "Test data were read once, after the last step. ",
        "over seeds": (
            "{m} comparisons with the control ({control}) were made in {metric} ({direction}), paired by seed "
            "(n = {n} pairs). "
        ),
        "over data sets": (
            "{m} comparisons with the control ({control}) were made in {metric} ({direction}) across {n} data sets, "
            "with one mean over seeds per arm and data set. "
        ),
        "sign-flip": (
            "Mean differences are given with 95 % Student t intervals and were tested with the two-sided sign-flip "
            "permutation test (all sign vectors up to 16 pairs, 99,999 random ones above). "
        ),
        "signed-rank": (
            "Mean differences are given with 95 % Student t intervals and were tested with Wilcoxon's signed-rank "
            "test (two-sided, ranks of zeros split). "
        ),
        "e-process": (
            "Seeds were added until every comparison was decided or a maximum was reached; intervals and p values "
            "are anytime-valid (Gaussian mixture e-process, effect-size variance 1). "
        ),
        "correction": "P values were adjusted by Holm's method for {m} comparisons at a family-wise level of {alpha}. ",
        "margin": (
            "Two arms were called equivalent when the 95 % interval of their difference lay within ±{margin} "
            "(a two one-sided test at 2.5 % per comparison, not adjusted). "
        ),
        "no margin": "No equivalence margin was set, so that the absence of a difference was never concluded. ",
        "diverged": (
            "Diverged networks ({count}) counted in the tests as the worst value of their comparison, and were left "
            "out of means and intervals. "
        ),
        "power": (
            "For undecided comparisons we report the difference that the design detects with power 0.8 "
            "(Hedges-corrected dz as effect size). "
        ),
        "limits": "The conclusions hold for the data, settings and sources of randomness studied. ",
        "higher": "higher is better",
        "lower": "lower is better",
    },
    "pt": {
        "training": (
            "Para cada uma de {k} ativações, {network} foi treinada em {data} com {optimizer} por {steps} passos com "
            "lotes de {batch} e inicialização {initialisation}. Uma semente fixou os pesos iniciais e a ordem dos "
            "lotes, iguais para todas as ativações. "
        ),
        "one rate": "A taxa de aprendizado foi {lr:g} para todas. ",
        "tuned": (
            "A taxa de aprendizado de cada ativação foi escolhida entre os mesmos {grid} valores de {low:g} a {high:g} "
            "pela média de {metric} na validação com {tuning} sementes, que não foram usadas de novo. "
        ),
        "test": "Os dados de teste foram lidos uma só vez, após o último passo. ",
        "over seeds": (
            "Foram feitas {m} comparações com o controle ({control}) em {metric} ({direction}), pareadas por semente "
            "(n = {n} pares). "
        ),
        "over data sets": (
            "Foram feitas {m} comparações com o controle ({control}) em {metric} ({direction}) entre {n} conjuntos de "
            "dados, com uma média sobre as sementes por braço e conjunto. "
        ),
        "sign-flip": (
            "As diferenças médias são dadas com intervalos t de Student de 95 % e foram testadas com o teste bilateral "
            "de permutação por troca de sinais (todos os vetores de sinais até 16 pares, 99.999 aleatórios acima "
            "disso). "
        ),
        "signed-rank": (
            "As diferenças médias são dadas com intervalos t de Student de 95 % e foram testadas com o teste dos "
            "postos sinalizados de Wilcoxon (bilateral, postos dos zeros divididos). "
        ),
        "e-process": (
            "Sementes foram acrescentadas até que toda comparação estivesse decidida ou se atingisse um máximo; "
            "intervalos e valores p são válidos a qualquer momento (e-processo de mistura gaussiana, variância 1 para "
            "o tamanho de efeito). "
        ),
        "correction": (
            "Os valores p foram ajustados pelo método de Holm para {m} comparações, com erro da família de {alpha}. "
        ),
        "margin": (
            "Dois braços foram chamados de equivalentes quando o intervalo de 95 % da diferença ficou dentro de "
            "±{margin} (dois testes unilaterais a 2,5 % por comparação, sem ajuste). "
        ),
        "no margin": (
            "Nenhuma margem de equivalência foi fixada, de modo que nunca se concluiu pela ausência de diferença. "
        ),
        "diverged": (
            "Redes que divergiram ({count}) contaram nos testes como o pior valor da sua comparação e ficaram fora das "
            "médias e dos intervalos. "
        ),
        "power": (
            "Para comparações indefinidas informamos a diferença que o delineamento detecta com poder 0,8 (dz com "
            "correção de Hedges como tamanho de efeito). "
        ),
        "limits": "As conclusões valem para os dados, as configurações e as fontes de aleatoriedade estudadas. ",
        "higher": "maior é melhor",
        "lower": "menor é melhor",
    },
}


def methods(found: Judgement, language: str) -> str:
    """Return the methods paragraph of a judgement, in ``en`` or ``pt``."""
    return paragraph(
        found.comparisons,
        language,
        metric=found.columns.metric,
        higher_is_better=found.columns.higher_is_better,
        margin=f"{found.margin:g}" if found.margin else None,
    )


def study_methods(study: Study, language: str) -> str:
    """Return the methods paragraph of a study, in ``en`` or ``pt``; empty without a comparison."""
    plan, comparisons, texts = study.plan, study.verdicts, _TEXTS[language]
    if not comparisons:
        return ""
    keys = ["training", "tuned" if study.tuning else "one rate", *(["test"] if plan.curves_read != "test" else [])]
    fill = {**plan.model_dump(), "k": len(plan.activations), "metric": study.task.metric_name}
    if study.tuning:
        grid = study.tuning.grid
        fill |= {"grid": len(grid), "low": grid[0], "high": grid[-1], "tuning": plan.tuning_seeds}
    return paragraph(
        comparisons,
        language,
        metric=study.task.metric_name,
        higher_is_better=study.task.higher_is_better,
        margin=f"{plan.margin:g}",
        before="".join(texts[key] for key in keys).format(**fill),
    )


def paragraph(
    comparisons: Sequence[Comparison],
    language: str,
    *,
    metric: str,
    higher_is_better: bool,
    margin: str | None,
    before: str = "",
) -> str:
    """Return the paragraph on comparisons with one control; ``before`` describes what was trained."""
    texts, first = _TEXTS[language], comparisons[0]
    diverged = max(one.control_diverged for one in comparisons) + sum(one.diverged for one in comparisons)
    keys = ["over data sets" if first.test == "signed-rank" else "over seeds", first.test, "correction"]
    keys += ["margin" if margin else "no margin", *(["diverged"] if diverged else []), "power", "limits"]
    fill: dict[str, Any] = {
        "m": len(comparisons),
        "control": first.control,
        "metric": metric,
        "direction": texts["higher" if higher_is_better else "lower"],
        "n": _range([one.n for one in comparisons]),
        "alpha": ALPHA if language == "en" else str(ALPHA).replace(".", ","),
        "margin": margin if language == "en" or margin is None else margin.replace(".", ","),
        "count": diverged,
    }
    return (before + "".join(texts[key] for key in keys).format(**fill)).strip()


def _range(counts: Sequence[int]) -> str:
    low, high = min(counts), max(counts)
    return str(low) if low == high else f"{low}-{high}"
