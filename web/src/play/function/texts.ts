// The words of the function room.
import type { Words } from "../words";

export const FUNCTION = {
  title: { en: "Function", pt: "Função" },
  formulas: { en: "Formulas", pt: "Fórmulas" },
  formula: { en: "Formula {n}", pt: "Fórmula {n}" },
  remove: { en: "Remove formula {n}", pt: "Remover a fórmula {n}" },
  choose: { en: "Study formula {n}", pt: "Estudar a fórmula {n}" },
  add: { en: "Add a formula", pt: "Acrescentar uma fórmula" },
  catalogue: { en: "From the catalogue …", pt: "Do catálogo …" },
  help: {
    en: "Any formula in x, such as x*tanh(softplus(x)), or a name such as elu(alpha=0.5). A parameter of your own: x*sigmoid(b*x); b=1.7",
    pt: "Qualquer fórmula em x, como x*tanh(softplus(x)), ou um nome como elu(alpha=0.5). Um parâmetro seu: x*sigmoid(b*x); b=1.7",
  },
  show: { en: "Draw", pt: "Desenhar" },
  reach: { en: "x from −{n} to {n}", pt: "x de −{n} a {n}" },
  sigma: { en: "Spread σ of the inputs: {n}", pt: "Dispersão σ das entradas: {n}" },
  picture: { en: "{what} of {names}, for x from {low} to {high}", pt: "{what} de {names}, para x de {low} a {high}" },
  span: { en: "{name} lies between {low} and {high}", pt: "{name} fica entre {low} e {high}" },
  breaks: { en: " and breaks at x = {at}", pt: " e é interrompida em x = {at}" },
  readings: { en: "Values where it is read", pt: "Valores no ponto lido" },
  tangent: { en: "Tangent of {name}: {line}", pt: "Tangente de {name}: {line}" },
  used: { en: "as used at the kink", pt: "a usada na quina" },
  legend: {
    en: "Shaded: where |f′| of the chosen formula is below 0.1, and darker below 0.01. At the foot: how the inputs N(0, σ²) are spread.",
    pt: "Sombreado: onde |f′| da fórmula escolhida é menor que 0,1, e mais escuro abaixo de 0,01. Na base: a distribuição das entradas N(0, σ²).",
  },
  profile: { en: "Profile of {name}", pt: "Perfil de {name}" },
  gated: {
    en: "A gated unit, f(W x) * (V x), where W and V are a layer's weights; all that is said here is said of f, {inner}.",
    pt: "Uma unidade com porta, f(W x) * (V x), em que W e V são pesos da camada; tudo o que se diz aqui se diz de f, {inner}.",
  },
  range: { en: "values of f", pt: "valores de f" },
  mean: { en: "mean E f(z)", pt: "média E f(z)" },
  gain: { en: "gain", pt: "ganho" },
  chi: { en: "χ₁", pt: "χ₁" },
  saturated: { en: "inputs with |f′| < {n}", pt: "entradas com |f′| < {n}" },
  kinks: { en: "kinks", pt: "quinas" },
  none: { en: "none", pt: "nenhuma" },
  kink: { en: "x = {x} (slope {slope} is used)", pt: "x = {x} (usa-se a derivada {slope})" },
  over: { en: "Expectations are over z ~ N(0, σ²), σ = {n}.", pt: "Os valores esperados são para z ~ N(0, σ²), σ = {n}." },
  gainHelp: {
    en: "The gain is σ / √E f(z)²: weights scaled by it keep the signal's size from layer to layer.",
    pt: "O ganho é σ / √E f(z)²: pesos multiplicados por ele mantêm o tamanho do sinal de camada em camada.",
  },
  chiGrows: {
    en: "With that gain a squared gradient is multiplied by χ₁ = {n} in each layer: it grows with depth.",
    pt: "Com esse ganho o quadrado do gradiente é multiplicado por χ₁ = {n} em cada camada: cresce com a profundidade.",
  },
  chiShrinks: {
    en: "With that gain a squared gradient is multiplied by χ₁ = {n} in each layer: it shrinks with depth.",
    pt: "Com esse ganho o quadrado do gradiente é multiplicado por χ₁ = {n} em cada camada: diminui com a profundidade.",
  },
  chiKeeps: {
    en: "With that gain a squared gradient keeps its size from layer to layer (χ₁ = {n}).",
    pt: "Com esse ganho o quadrado do gradiente mantém o tamanho de camada em camada (χ₁ = {n}).",
  },
  relatives: { en: "Relatives", pt: "Parentes" },
  is: { en: "It is the same function as {names}.", pt: "É a mesma função que {names}." },
  and: { en: "and", pt: "e" },
  near: {
    en: "Nearest of the catalogue: {name}, at most {n} apart on [−5, 5].",
    pt: "A mais próxima do catálogo: {name}, a no máximo {n} de distância em [−5, 5].",
  },
  nearSame: {
    en: "Nearest of the catalogue: {name}, the same on [−5, 5].",
    pt: "A mais próxima do catálogo: {name}, a mesma em [−5, 5].",
  },
  unlike: { en: "Nothing in the catalogue is like it.", pt: "Nada no catálogo se parece com ela." },
  looking: { en: "Looking …", pt: "Procurando …" },
  code: { en: "Copy as", pt: "Copiar como" },
  command: { en: "In a terminal:", pt: "Num terminal:" },
  alone: {
    en: "f alone, with these values of its parameters. With the slopes used at kinks, in a terminal: {command}",
    pt: "Só f, com estes valores dos parâmetros. Com as derivadas usadas nas quinas, num terminal: {command}",
  },
  copy: { en: "Copy", pt: "Copiar" },
  copied: { en: "Copied", pt: "Copiado" },
  otherwise: { en: "otherwise", pt: "c.c." }, // what actlab export writes
  asFormula: { en: "formula", pt: "fórmula" },
  also: { en: "also called {names}", pt: "também chamada {names}" },
  source: { en: "reference: {source}", pt: "referência: {source}" },
} satisfies Record<string, Words>;
