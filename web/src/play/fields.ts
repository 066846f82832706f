// The fields of a link, read one by one: what is not allowed there is a bad link.

export class BadLink extends Error {
  constructor(readonly part: string) {
    super(part);
  }
}

export class Fields {
  private readonly asked = new Set<string>();

  constructor(private readonly pairs: readonly (readonly [key: string, value: string])[]) {}

  /** Return all values of a key. */
  all(key: string): string[] {
    this.asked.add(key);
    return this.pairs.filter(([name]) => name === key).map(([, value]) => value);
  }

  /** Return the one value of a key. */
  text(key: string): string | undefined {
    const found = this.all(key);
    if (found.length > 1) throw new BadLink(`${key}=${found[1]}`);
    return found[0];
  }

  /** Return one of the values that are allowed. */
  choice<T extends string>(key: string, allowed: readonly T[], usual: T): T {
    const given = this.text(key);
    if (given === undefined) return usual;
    const found = allowed.find((one) => one === given);
    if (found === undefined) throw new BadLink(`${key}=${given}`);
    return found;
  }

  /** Return a number within ends, whole where it has to be. */
  number(key: string, low: number, high: number, usual: number, whole = false): number {
    const given = this.text(key);
    if (given === undefined) return usual;
    return numberOf(given, low, high, whole, key);
  }

  /** Refuse what nobody has asked for. */
  end(): void {
    for (const [key, value] of this.pairs) if (!this.asked.has(key)) throw new BadLink(`${key}=${value}`);
  }
}

/** Return a number of a link; `key` names it where it is none. */
export function numberOf(given: string, low: number, high: number, whole: boolean, key: string): number {
  const value = /^-?\d+(\.\d+)?(e-?\d+)?$/.test(given) ? Number(given) : NaN;
  if (!(value >= low && value <= high) || (whole && !Number.isInteger(value))) throw new BadLink(`${key}=${given}`);
  return value;
}
