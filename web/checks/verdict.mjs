// Says what the page makes of families of pairs, and of Student's t.
import { readFileSync } from "node:fs";

const { compare, holm, WAYS, studentCdf, studentQuantile } = await import(process.argv[2]);

function answer({ family, rules, freedom, t, p, values, comparisons }) {
  try {
    if (values) return { holm: holm(values), fewest: Object.values(WAYS).map((way) => way.fewest(comparisons, 0.05)) };
    if (freedom) return { cdf: t.map((one) => studentCdf(freedom, one)), quantile: p.map((one) => studentQuantile(freedom, one)) };
    const numbers = (all) => all.map((one) => one ?? NaN); // JSON has no NaN
    return { found: compare(family.map(({ arm, control }) => ({ arm: numbers(arm), control: numbers(control) })), rules) };
  } catch (error) {
    return error instanceof RangeError ? { refused: error.message } : { broken: error.stack };
  }
}

const asked = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(asked.map(answer)));
