// The words of the lesson's figures and of what stands around them; the lesson itself is in lesson.json.
import type { Words } from "../play/words";

export const LESSON_WORDS = {
  title: { en: "Lesson", pt: "Aula" },
  steps: { en: "Steps of the lesson", pt: "Passos da aula" },
  think: { en: "Think, then open", pt: "Pense e depois abra" },
  numbers: { en: "The numbers below are printed by", pt: "Os números abaixo são de" },
  others: { en: "the figure's networks are others, made in the page.", pt: "as redes da figura são outras, feitas na própria página." },
  openFunction: { en: "Open in the function room", pt: "Abrir na sala das funções" },
  openRace: { en: "Open in the race", pt: "Abrir na corrida" },
} satisfies Record<string, Words>;

export const CHAIN = {
  title: { en: "Gradient in each layer over that of layer {n}: power of ten", pt: "Gradiente em cada camada em relação ao da camada {n}: potência de dez" },
  weights: { en: "Initial weights", pt: "Pesos iniciais" },
  again: { en: "Draw other weights", pt: "Sortear outros pesos" },
  layer: { en: "layer", pt: "camada" },
  first: { en: "in layer 1", pt: "na camada 1" },
  shrinks: { en: "{n} times smaller", pt: "{n} vezes menor" },
  grows: { en: "{n} times larger", pt: "{n} vezes maior" },
  keeps: { en: "as large", pt: "do mesmo tamanho" },
  tutorial: { en: "of the tutorial (SD 1)", pt: "do tutorial (DP 1)" },
} satisfies Record<string, Words>;

export const DYING = {
  title: { en: "Units of the last hidden layer", pt: "Unidades da última camada oculta" },
  rate: { en: "Learning rate: {n}", pt: "Taxa de aprendizado: {n}" },
  dead: { en: "{n} of {all} dead", pt: "{n} de {all} mortas" },
  one: { en: "1 of {all} dead", pt: "1 de {all} morta" },
  diverged: { en: "diverged: its loss is no number any more", pt: "divergiu: seu custo já não é um número" },
  steps: { en: "after {n} steps on the circle", pt: "depois de {n} passos no círculo" },
} satisfies Record<string, Words>;

export const START = {
  weights: { en: "weights", pt: "pesos" },
  change: { en: "change since the start", pt: "mudança desde o início" },
  step: { en: "Take a step", pt: "Dar um passo" },
  reset: { en: "Back to the start", pt: "Voltar ao início" },
  other: { en: "Another seed", pt: "Outra semente" },
  now: { en: "Seed {seed}, after {n} steps", pt: "Semente {seed}, depois de {n} passos" },
  nowOne: { en: "Seed {seed}, after 1 step", pt: "Semente {seed}, depois de 1 passo" },
  same: { en: "All five have the same weights.", pt: "As cinco têm os mesmos pesos." },
  apart: { en: "No two have the same weights.", pt: "Não há duas com os mesmos pesos." },
  below: { en: "Below: how each has changed since the start.", pt: "Embaixo: o quanto cada uma mudou desde o início." },
  digest: { en: "digest", pt: "resumo" },
} satisfies Record<string, Words>;

export const MEANS = {
  title: { en: "Mean test accuracy (%), and its 95 % interval", pt: "Acurácia média de teste (%) e seu intervalo de 95%" },
  zoom: { en: "Zoom in on the best three", pt: "Ampliar as três melhores" },
  one: { en: "{name}: {mean}, from {low} to {high}", pt: "{name}: {mean}, de {low} a {high}" },
} satisfies Record<string, Words>;

export const OUTPUT = {
  title: { en: "|∂loss/∂z| for the target 1", pt: "|∂custo/∂z| para o alvo 1" },
  entropy: { en: "cross-entropy", pt: "entropia cruzada" },
  squared: { en: "squared error", pt: "erro quadrático" },
  sum: { en: "Sum z: {n}", pt: "Soma z: {n}" },
  answer: { en: "The network answers {n}; right would be 1.", pt: "A rede responde {n}; o certo seria 1." },
} satisfies Record<string, Words>;

export const SURFACE = {
  title: { en: "Cost on the way from one trained network (0) to another (1)", pt: "Custo no caminho de uma rede treinada (0) a outra (1)" },
  regression: { en: "no hidden layer", pt: "sem camada oculta" },
  identity: { en: "hidden layer, no activation", pt: "camada oculta, sem ativação" },
  hidden: { en: "hidden layer, {name}", pt: "camada oculta, {name}" },
  hill: { en: "a hill, {n} above the straight line", pt: "um morro, {n} acima da reta" },
  none: { en: "no hill", pt: "sem morro" },
  again: { en: "Train from other starts", pt: "Treinar a partir de outros inícios" },
} satisfies Record<string, Words>;
