// What a figure shows: the activations that its text names.
import type { Activation } from "../../language/activation";
import { find } from "../../language/find";
import type { FigureText } from "../text";

export interface Named {
  name: string;
  activation: Activation;
}

export function activationsOf({ shown = [] }: FigureText): Named[] {
  return shown.map((name) => ({ name, activation: find(name).activation }));
}
