// Says what the page's function room makes of activations: where curves break, profiles, relatives.
import { build } from "esbuild";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const contents = `
  export { breaks } from "./analysis/breaks";
  export { profile } from "./analysis/profile";
  export { relatives } from "./analysis/relatives";
  export { reachOf, rewritten } from "./play/function/rewrite";
  export { curveOf, spanOf } from "./play/function/curve";
  export { pythonOf } from "./play/function/python";
  export { latexOf } from "./play/function/latex";
  export { find } from "./language/find";
`;
const resolveDir = fileURLToPath(new URL("../src", import.meta.url));
const built = await build({ stdin: { contents, resolveDir, loader: "ts" }, bundle: true, format: "esm", write: false });
const { breaks, curveOf, find, latexOf, profile, pythonOf, reachOf, relatives, rewritten, spanOf } = await import(
  `data:text/javascript;base64,${Buffer.from(built.outputFiles[0].contents).toString("base64")}`
);

const plain = (value) => (typeof value === "number" && !Number.isFinite(value) ? String(value) : value);

const QUESTIONS = {
  profile({ activation, sigma }) {
    const { saturation, ...rest } = profile(find(activation).activation, sigma);
    const found = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, plain(value)]));
    return { ...found, shares: saturation.map((one) => one.share), intervals: saturation.map((one) => one.intervals.map((ends) => ends.map(plain))) };
  },
  breaks({ activation }) {
    return { breaks: [0, 1, 2].map((order) => breaks(find(activation).activation, order)) };
  },
  python({ activation, library }) {
    return { code: pythonOf(find(activation).activation, library) ?? "" };
  },
  latex({ activation }) {
    return { latex: latexOf(find(activation).activation) };
  },
  /** What each slider writes at its ends, and what is read from that. */
  sliders({ activation }) {
    const { activation: found } = find(activation);
    const state = (one) => one.parameters.map(({ name, value, learn }) => [name, value, learn]);
    const moves = found.parameters.flatMap((parameter) => {
      const [low, high, step] = reachOf(found, parameter);
      return [low, high].map((value) => {
        const text = rewritten(found, parameter.name, value);
        return { name: parameter.name, value, step, text, read: state(find(text).activation) };
      });
    });
    return { before: state(found), moves };
  },
  /** The pieces of a curve and its marks. */
  curve({ activation, order }) {
    const { pieces, ends } = curveOf(find(activation).activation, order, 5);
    return { pieces: pieces.map((one) => [one[0], one.at(-1)]), ends, low: plain(spanOf(pieces)[0]) };
  },
  relatives({ activation }) {
    const asked = relatives(find(activation).activation);
    for (;;) {
      const { done, value } = asked.next();
      if (done) return value;
    }
  },
};

const questions = JSON.parse(readFileSync(0, "utf8"));
const answers = questions.map((one) => {
  try {
    return QUESTIONS[one.question](one);
  } catch (error) {
    return { broken: `${JSON.stringify(one)}: ${error.message}` };
  }
});
process.stdout.write(JSON.stringify(answers));
