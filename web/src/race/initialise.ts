// The scale of each layer's initial weights; the draws are the same for all activations. Follows networks/initialise.py.
import type { Activation } from "../language/activation";
import { gain } from "../analysis/gaussian";

// The standard deviation of a standard normal truncated at +-2
const TRUNCATED = 0.8796256610342398;

export type Initialisation = "tutorial" | "glorot" | "he" | "lecun" | "matched";
export const INITIALISATIONS: readonly Initialisation[] = ["tutorial", "glorot", "he", "lecun", "matched"];

/** Return the factor by which a layer's truncated draws are multiplied; the first layer sees data, not the activation. */
export function scale(how: Initialisation, fanIn: number, fanOut: number, first: boolean, of: Activation): number {
  switch (how) {
    case "tutorial":
      return 1;
    case "glorot":
      return Math.sqrt(2 / (fanIn + fanOut)) / TRUNCATED;
    case "he":
      return Math.sqrt(2 / fanIn) / TRUNCATED;
    case "lecun":
      return Math.sqrt(1 / fanIn) / TRUNCATED;
    case "matched":
      return (first ? 1 : gain(of)) / Math.sqrt(fanIn) / TRUNCATED;
  }
}
