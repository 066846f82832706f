// Trains networks as the page does, and says what became of them: numbers for an oracle, or digests of all bits.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const { dataOf, find, gain, Member, named, Random, Refusal, served } = await import(process.argv[2]);

const plain = (array) => [...array].map((one) => (Number.isFinite(one) ? one : String(one)));
const arraysOf = (layers) => layers.map(({ weight, bias, learnt }) => [weight, bias, ...learnt].map(plain));

const QUESTIONS = {
  /** All numbers of a training. */
  train({ activation, recipe, data, seed, steps }) {
    const member = new Member(find(activation).activation, recipe, dataOf(data), seed);
    const start = arraysOf(member.layers);
    const taken = Array.from({ length: steps }, () => member.shown());
    return {
      start,
      end: arraysOf(member.layers),
      inputs: plain(member.data.train.inputs),
      targets: plain(member.data.train.targets),
      rows: taken.map((one) => [...one.rows]),
      losses: plain(taken.map((one) => one.loss)),
      gradients: taken.map((one) => plain(one.gradients)),
      worth: member.worth(),
      first: taken[0].layers.map(({ passed, delta, slope, gradient, before, after }) => ({
        z: plain(passed.z),
        a: plain(passed.a),
        delta: plain(delta),
        slope: plain(slope),
        gradient: arraysOf([gradient])[0],
        before: arraysOf([before])[0],
        after: arraysOf([after])[0],
      })),
    };
  },

  /** The digest of all that a worker says, which runs slice by slice and is paused, or told to run again, where asked to. */
  worker({ task, pauses, runs = [] }) {
    const said = [];
    const waiting = [];
    const digest = createHash("sha256");
    const take = served((message) => {
      said.push(message.kind);
      const { worth, grid, ...rest } = message;
      digest.update(JSON.stringify(rest));
      if (worth) digest.update(JSON.stringify(worth));
      if (grid) digest.update(new Uint8Array(grid.buffer));
    }, (then) => waiting.push(then));
    take({ kind: "start", task });
    take({ kind: "run", rest: 0 });
    for (let slice = 0; waiting.length; slice++) {
      if (pauses.includes(slice)) {
        take({ kind: "pause" });
        waiting.splice(0).forEach((then) => then());
        take({ kind: "run", rest: 0 });
      }
      if (runs.includes(slice)) take({ kind: "run", rest: 0 });
      waiting.shift()?.();
    }
    return { digest: digest.digest("hex"), said };
  },

  /** What single steps and slices leave of the same seed. */
  stepped({ task }) {
    const points = [];
    const waiting = [];
    const take = served((message) => message.kind === "point" && points.push(message.loss), (then) => waiting.push(then));
    take({ kind: "start", task });
    for (let step = 0; step < 5; step++) take({ kind: "step" });
    take({ kind: "run", rest: 0 });
    while (waiting.length) waiting.shift()();
    return { losses: plain(points) };
  },

  random({ seeds, count }) {
    const random = new Random(...seeds);
    return {
      bits: Array.from({ length: count }, () => random.bits()),
      truncated: Array.from({ length: count }, () => random.truncated()),
      uniform: Array.from({ length: count }, () => random.uniform()),
      order: [...random.permutation(100)],
    };
  },

  data({ data }) {
    const { train, test } = dataOf(data);
    return { train: [plain(train.inputs), plain(train.targets)], test: [plain(test.inputs), plain(test.targets)] };
  },

  gain({ activation }) {
    try {
      return { gain: gain(named(activation) ?? find(activation).activation) };
    } catch (error) {
      if (error instanceof Refusal) return { refused: error.message };
      throw error;
    }
  },
};

function answer({ question, ...asked }) {
  try {
    return QUESTIONS[question](asked);
  } catch (error) {
    return { broken: `${JSON.stringify(asked).slice(0, 200)}: ${error.stack}` };
  }
}

const asked = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(asked.map(answer)));
