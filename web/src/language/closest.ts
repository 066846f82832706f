// Which names are most like one, as Python's difflib finds them: Ratcliff, Obershelp (1988).

const LIKE = 0.6; // names that are less alike are not shown

/** Return at most n of the names, the most alike first. */
export function closest(name: string, names: readonly string[], n: number, like = LIKE): string[] {
  const rated = names.map((other) => [ratio(other, name), other] as const).filter(([rate]) => rate >= like);
  rated.sort(([one, a], [other, b]) => other - one || (a < b ? 1 : -1));
  return rated.slice(0, n).map(([, other]) => other);
}

function ratio(a: string, b: string): number {
  return (2 * matching(a, b)) / (a.length + b.length || 1);
}

/** Return how many letters lie in the longest common piece, and in those on either side of it. */
function matching(a: string, b: string): number {
  let [length, from, to] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < b.length; j++) {
      let k = 0;
      while (i + k < a.length && a[i + k] === b[j + k]) k++;
      if (k > length) [length, from, to] = [k, i, j];
    }
  }
  if (!length) return 0;
  const after = matching(a.slice(from + length), b.slice(to + length));
  return matching(a.slice(0, from), b.slice(0, to)) + length + after;
}
