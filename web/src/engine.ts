// What the live page computes with: the formula language, and the training of small networks.
export { Activation } from "./language/activation";
export { LIBRARY, NAMES, named } from "./language/catalogue";
export { find } from "./language/find";
export { read } from "./language/formula";
export { Refusal, said } from "./language/words";
export { tables } from "./language/tables";
