// What the live page computes with: the formula language, and the training of small networks. The page has its text in a
// script of its own, from which it also makes the workers that train.
import type { FromWorker, ToWorker } from "./race/protocol";
import { served } from "./race/worker";

export { bordersOf, expectation, gain, secondMoment } from "./analysis/gaussian";
export { Activation, hosted } from "./language/activation";
export { linspace } from "./language/arrays";
export { LIBRARY, NAMES, named } from "./language/catalogue";
export { limit } from "./language/ends";
export { erfc } from "./language/erf";
export { holds } from "./language/expression";
export { find } from "./language/find";
export { parse, read } from "./language/formula";
export { BESIDE, jumpsAt } from "./language/kinks";
export { look } from "./language/points";
export { candidates } from "./language/switches";
export { tables } from "./language/tables";
export { Refusal, said, sixDigits } from "./language/words";
export { dataOf, divided, NOISE } from "./race/data";
export { INITIALISATIONS } from "./race/initialise";
export { Chance, losses, mean } from "./race/loss";
export { Member } from "./race/member";
export { start, through } from "./race/network";
export { Random } from "./race/random";
export { Race, workersOf } from "./race/runner";
export { MOST } from "./statistics/sample";
export { ALPHA, compare, holm } from "./statistics/verdict";
export { WAYS } from "./statistics/ways";
export { studentCdf, studentQuantile } from "./statistics/student";
export { served };

/** What a worker has around it. */
interface Scope {
  importScripts?: unknown;
  postMessage(message: FromWorker): void;
  onmessage: (event: MessageEvent<ToWorker>) => void;
}

const scope = globalThis as unknown as Scope;
if (scope.importScripts) {
  const take = served((message) => scope.postMessage(message), (then, rest) => setTimeout(then, rest)); // prettier-ignore
  scope.onmessage = (event) => take(event.data);
}
