// Some activations on the same weights and batches, as in the race.
import { useEffect, useMemo } from "preact/hooks";
import type { DataName } from "../../play/race/model";
import { raceModel, reset } from "../../play/race/model";
import { RaceView } from "../../play/race/view";
import { say } from "../../play/words";
import type { FigureText } from "../text";
import { LESSON_WORDS } from "../texts";

export function RaceFigure({ text }: { text: FigureText }) {
  const { shown = [], settings = {} } = text;
  const data = (settings["data"] ?? "circle") as DataName;
  const seeds = Number(settings["seeds"] ?? 8);
  const model = useMemo(() => raceModel({ arms: shown, data, seeds }), [text]);
  useEffect(() => () => reset(model), [model]); // whose workers would go on
  const link = `#race&${shown.map((one) => `a=${encodeURIComponent(one)}`).join("&")}&data=${data}&seeds=${seeds}`;
  return (
    <div>
      <RaceView model={model} compact />
      <p><a href={link}>{say(LESSON_WORDS.openRace)}</a></p>
    </div>
  );
}
