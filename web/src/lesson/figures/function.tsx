// The curves of some formulas, as in the function room.
import { useMemo } from "preact/hooks";
import { functionModel } from "../../play/function/model";
import { FunctionView } from "../../play/function/view";
import { say } from "../../play/words";
import type { FigureText } from "../text";
import { LESSON_WORDS } from "../texts";

export function FunctionFigure({ text }: { text: FigureText }) {
  const { shown = [], settings = {} } = text;
  const model = useMemo(() => {
    const orders = [...(settings["orders"] ?? "01")].map(Number);
    return functionModel({ formulas: shown, orders, at: Number(settings["at"] ?? 1) });
  }, [text]);
  const link = `#function&${shown.map((one) => `f=${encodeURIComponent(one)}`).join("&")}`;
  return (
    <div>
      <FunctionView model={model} />
      <p><a href={link}>{say(LESSON_WORDS.openFunction)}</a></p>
    </div>
  );
}
