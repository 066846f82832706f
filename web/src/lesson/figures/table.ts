// The table of live figures, by the names that the lesson's text has for them.
import type { ComponentType } from "preact";
import type { FigureText } from "../text";
import { ChainFigure } from "./chain";
import { DyingFigure } from "./dying";
import { FunctionFigure } from "./function";
import { MeansFigure } from "./means";
import { OutputFigure } from "./output";
import { RaceFigure } from "./race";
import { StartFigure } from "./start";
import { SurfaceFigure } from "./surface";

export const FIGURES: Readonly<Record<string, ComponentType<{ text: FigureText }>>> = {
  race: RaceFigure,
  function: FunctionFigure,
  chain: ChainFigure,
  dying: DyingFigure,
  start: StartFigure,
  means: MeansFigure,
  output: OutputFigure,
  surface: SurfaceFigure,
};
