// What of the catalogue a formula is, looked for a little at a time so that the page goes on.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Activation } from "../../language/activation";
import { relatives, type Relatives } from "../../analysis/relatives";
import { figure, say } from "../words";
import { FUNCTION } from "./texts";

const PATIENCE = 400; // milliseconds after a change, as while a slider moves
const SLICE = 8; // milliseconds of looking at a time
const SHOWN = 4;
const SAME = 1e-9; // on [-5, 5], where it is the same and not so elsewhere

export function Kin({ activation }: { activation: Activation }) {
  const found = useSignal<Relatives | undefined>(undefined);
  useEffect(() => {
    found.value = undefined;
    const asked = relatives(activation);
    let timer = setTimeout(look, PATIENCE);
    function look(): void {
      const until = performance.now() + SLICE;
      while (performance.now() < until) {
        const { done, value } = asked.next();
        if (!done) continue;
        found.value = value;
        return;
      }
      timer = setTimeout(look);
    }
    return () => clearTimeout(timer);
  }, [activation]);
  return (
    <>
      <h3>{say(FUNCTION.relatives)}</h3>
      <p class="kin">{found.value ? words(found.value) : say(FUNCTION.looking)}</p>
    </>
  );
}

function words({ same, nearest }: Relatives): string {
  if (same.length) return say(FUNCTION.is, { name: same.slice(0, SHOWN).join(" = ") });
  if (nearest && nearest.distance < SAME) return say(FUNCTION.nearSame, { name: nearest.name });
  if (nearest) return say(FUNCTION.near, { name: nearest.name, n: figure(nearest.distance, 3) });
  return say(FUNCTION.unlike);
}
