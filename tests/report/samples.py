"""A document with every part, and charts with every mark; its words are texts of the package."""

import math

from actlab.functions.formula import parse
from actlab.report.document.charts import (
    Axis,
    Bars,
    Chart,
    HeatMap,
    Interval,
    Intervals,
    Line,
    Note,
    Panel,
    Points,
    Rank,
    RankDiagram,
    Rule,
    Shade,
    Tick,
    single,
)
from actlab.report.document.parts import (
    Card,
    Code,
    Column,
    Document,
    Facts,
    Formula,
    Heading,
    NamedChart,
    Paragraph,
    Picture,
    Table,
)
from actlab.words import _, plural

CURVES = single(
    _("Expected validation performance"),
    Panel(
        (
            Line((0.0, 1.0, 2.0), (0.0, 1.0, 4.0), "relu", "#0072B2", low=(-1.0, 0.0, 3.0), high=(1.0, 2.0, 5.0)),
            Line((0.0, 1.0, 2.0), (1.0, math.nan, 3.0), "a$b$", "#E69F00", dash="--", marker="."),
            Points((1.0,), (0.02,), "", "#0072B2", marker="x", foot=True),
            Points((2.0,), (4.0,), "", "#0072B2", size=10, hollow=True),
            Shade(0.0, 0.5, _("mean")),
            Rule(1.5, "x", label=_("ratio")),
        ),
        x=Axis(_("learning rate"), low=0.0, high=2.0),
        y=Axis("f(x)"),
        legend="upper left",
    ),
)
GRID = Chart(
    _("Signal and gradient through depth"),
    (
        (
            Panel((Line((1.0, 2.0), (10.0, 0.1), "tanh"),), y=Axis(_("variance of z"), scale="log"), title=_("layer")),
            Panel((Line((1.0, 2.0), (1.0, 0.5), "tanh"),), y=Axis(scale="log")),
        ),
        (
            Panel((Bars((1.0, 2.0), (3.0, 1.0), 0.4, "v", low=(2.0, 1.0), high=(4.0, 1.5)),), y=Axis(reach=7.0)),
            Panel((Note(_("exploded:\nnot finite")),), x=Axis(ticks=()), y=Axis(ticks=()), frame="box", grid="none"),
        ),
    ),
    size=(7.0, 5.0),
    heights=(1.4, 1.0),
    share_x=True,
    share_y=False,
    legend=5,
)
FOREST = single(
    _("green: margin"),
    Panel(
        (
            Intervals(
                (
                    Interval("gelu", 0.5, (0.1, 0.9), (-0.1, 1.1), _("better"), "#0072B2"),
                    Interval("tanh", None, None, None, _("undecided"), "#4D4D4D"),
                )
            ),
            Rule(0.0, "x"),
            Shade(-0.2, 0.2, colour="#009E73"),
        ),
        x=Axis(_("ratio"), ticks=(Tick(0.0, "0"), Tick(1.0, _("mean")))),
        grid="x",
    ),
    size=(8.0, 2.5),
)
RANKS = RankDiagram(
    _("Gradient norms at birth, layers 1 to 5:"),
    (Rank("gelu", 1.2), Rank("relu", 2.0), Rank("tanh", 2.8)),
    ((1.2, 2.0),),
    1.1,
    _("critical difference {cd}").format(cd="1.10"),
    (8.0, 2.7),
)
MAP = Chart(
    _("The cost between networks that were trained from different starts"),
    (
        (
            Panel(
                (
                    HeatMap(
                        (0.0, 1.0, 2.0),
                        (0.0, 0.5),
                        ((0.0, 1.0, math.nan), (2.0, 3.0, 9.0)),
                        0.0,
                        3.0,
                        _("cost"),
                        ("#0072B2", "#FFFFFF", "#D55E00"),
                    ),
                    Points((1.0,), (0.5,), colour="black"),
                ),
                Axis(_("way from A to B"), margin=0.0),
                Axis(_("way from A to C"), margin=0.0),
                title=_("no hidden layer"),
                grid="none",
            ),
        ),
    ),
    (5.0, 4.0),
)
DOCUMENT = Document(
    (
        Heading(_("Table"), 2),
        Paragraph(_("fewest: {n}").format(n=plural("{n} seed", "{n} seeds", 3))),
        Facts((("f(x)", "where(x > 0, x, alpha * x)"), (_("mean"), _("increasing")))),
        Table(
            (
                Column(_("activation"), wrap="fold", least=10),
                Column(_("verdict"), wrap="never"),
                Column("n", align="right", wrap="never"),
            ),
            (("a_name_that_is_longer_than_its_column_has_room", _("better"), "8"), ("[red] x*tanh(x) | x", "-", "10")),
            title=_("ratio"),
            tight=True,
        ),
        Code("print('x')\n", "python"),
        Picture("curves"),
        Card(
            _("undecided"),
            (
                Formula("f(x)", "max(0.5 * x, 0)", parse("max(0.5 * x, 0)")),
                Picture("grid"),
                Code("import torch\n", "python", title=_("worse")),
            ),
        ),
    ),
    tuple(
        NamedChart(name, chart)
        for name, chart in (("curves", CURVES), ("grid", GRID), ("forest", FOREST), ("ranks", RANKS), ("map", MAP))
    ),
)
