// What all bundles have in common, and how a script finds the engine, which a page has in a script of its own.
import { readFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const source = fileURLToPath(new URL("src", import.meta.url));
const OF_ENGINE = /^(engine|language\/|race\/|statistics\/|analysis\/gaussian)/;

export const shared = {
  bundle: true,
  minify: true,
  charset: "utf8",
  target: "es2022",
  legalComments: "none", // an address would stand in them; the licences themselves are in the banner
  logLevel: "warning",
};

/** Return the names that the engine offers. */
function offered() {
  const text = readFileSync(`${source}/engine.ts`, "utf8").replace(/\btype\s+\w+,?/g, "");
  const lists = [...text.matchAll(/^export \{([^}]*)\}/gm)].map((found) => found[1].split(","));
  return lists.flat().map((one) => one.trim()).filter(Boolean); // prettier-ignore
}

/** Takes whatever stands in the engine from the one that is in the page already. */
export const engine = {
  name: "engine",
  setup(build) {
    build.onResolve({ filter: /^\.{1,2}\// }, ({ path, resolveDir }) =>
      OF_ENGINE.test(relative(source, resolve(resolveDir, path))) ? { path: "engine", namespace: "engine" } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: "engine" }, () => ({
      contents: `export const { ${offered().join(", ")} } = actlabEngine;`,
    }));
  },
};
