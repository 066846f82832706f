// How activations are told apart, in any order of the same kinds: colours of Okabe and Ito (2008), and dashes.

/** The class that gives a colour in light and dark, and the dash that tells lines apart without colour. */
export interface Look {
  name: string;
  dash: string;
}

const DASHES = ["", "9 4", "2 3", "9 3 2 3", "14 4", "5 2 2 2 2 2"];

export function lookOf(place: number): Look {
  return { name: `arm arm${place % DASHES.length}`, dash: DASHES[place % DASHES.length] as string };
}

/** A short line as the curve of an activation looks. */
export function Swatch({ place }: { place: number }) {
  const { name, dash } = lookOf(place);
  return (
    <svg class={`swatch ${name}`} viewBox="0 0 30 10" aria-hidden="true">
      <path d="M1 5H29" stroke-dasharray={dash} />
    </svg>
  );
}
