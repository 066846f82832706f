// How to take a formula along: as it is written, in LaTeX, or the command that writes it for a framework.
import { useSignal } from "@preact/signals";
import type { Activation } from "../../language/activation";
import { announce } from "../announce";
import { say } from "../words";
import { latexOf } from "./latex";
import { pythonOf, type Library } from "./python";
import { FUNCTION } from "./texts";

const FRAMEWORKS: Record<string, string> = { PyTorch: "torch", JAX: "jax", NumPy: "numpy", Keras: "keras" };

export function Code({ activation, text }: { activation: Activation; text: string }) {
  const form = useSignal("LaTeX");
  const copied = useSignal("");
  const names = [say(FUNCTION.asFormula), "LaTeX", ...Object.keys(FRAMEWORKS)];
  const target = FRAMEWORKS[form.value];
  const command = `actlab export ${quoted(text)} --to ${target}`;
  const written = target && form.value !== "Keras" ? pythonOf(activation, form.value as Library) : undefined;
  const code = target ? (written ?? command) : form.value === "LaTeX" ? latexOf(activation) : text;
  const copy = (): void => {
    const done = (): void => {
      copied.value = code;
      announce(say(FUNCTION.copied));
    };
    (navigator.clipboard?.writeText(code) ?? Promise.reject(new Error())).then(done, () => select("code"));
  };
  return (
    <div class="code">
      <div class="row" role="group" aria-label={say(FUNCTION.code)}>
        <span class="help">{say(FUNCTION.code)}</span>
        {names.map((name, place) => {
          const value = place ? name : "formula";
          return <button key={value} type="button" aria-pressed={form.value === value} onClick={() => (form.value = value)}>{name}</button>;
        })}
      </div>
      {target ? <p class="help">{written ? say(FUNCTION.alone, { command }) : say(FUNCTION.command)}</p> : null}
      <div class="row">
        <pre id="code" tabIndex={0}>{code}</pre>
        <button type="button" onClick={copy}>{say(copied.value === code ? FUNCTION.copied : FUNCTION.copy)}</button>
      </div>
    </div>
  );
}

/** Select what cannot be copied, as where a browser keeps its clipboard closed. */
function select(id: string): void {
  const found = document.getElementById(id);
  if (found) getSelection()?.selectAllChildren(found);
}

/** Return words as one word of a command line. */
function quoted(text: string): string {
  return /^\w+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
