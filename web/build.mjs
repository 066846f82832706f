// Bundles the page's script and the style of its charts into the package, or into the folder that is named.
import { build } from "esbuild";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const target = process.argv[2] ?? here("../src/actlab/report/render/page");
const licence = readFileSync(here("node_modules/uplot/LICENSE"), "utf8").trim();
const version = JSON.parse(readFileSync(here("node_modules/uplot/package.json"), "utf8")).version;

mkdirSync(target, { recursive: true });
await build({
  entryPoints: { report: here("src/main.ts"), charts: here("src/charts.css") },
  outdir: target,
  bundle: true,
  minify: true,
  charset: "utf8",
  format: "iife",
  target: "es2022",
  legalComments: "none", // an address would stand in them; the licence itself is below
  banner: { js: `/*! The report of actlab, Apache-2.0. In it: uPlot ${version}\n\n${licence}\n*/` },
  logLevel: "warning",
});
writeFileSync(`${target}/uPlot.LICENSE.txt`, `${licence}\n`);
