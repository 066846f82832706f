// Bundles what runs in browsers into the package, or into the folder that is named: the report's script with the style of
// its charts, and the live page's script and style with the engine that it computes with.
import { build } from "esbuild";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { engine, shared } from "./bundles.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const target = process.argv[2] ?? here("../src/actlab");
const [report, play] = [join(target, "report/render/page"), join(target, "play/page")];

const TITLES = { uplot: "uPlot" };

/** Return a package's licence, under its name and version. */
function licence(name) {
  const version = JSON.parse(readFileSync(here(`node_modules/${name}/package.json`), "utf8")).version;
  return { title: TITLES[name] ?? name, version, text: readFileSync(here(`node_modules/${name}/LICENSE`), "utf8").trim() };
}

/** Return what stands at the head of a script: what is in it, by whose licence. */
function banner(title, names) {
  const found = names.map(licence).map(({ title, version, text }) => `In it: ${title} ${version}\n\n${text}`);
  return { js: `/*! ${title} of actlab, Apache-2.0. ${found.join("\n\n")}\n*/` };
}

for (const folder of [report, play]) mkdirSync(folder, { recursive: true });
await build({
  ...shared,
  entryPoints: { report: here("src/main.ts"), charts: here("src/charts.css") },
  outdir: report,
  format: "iife",
  banner: banner("The report", ["uplot"]),
});
writeFileSync(`${report}/uPlot.LICENSE.txt`, `${licence("uplot").text}\n`);
await build({ ...shared, entryPoints: [here("src/engine.ts")], format: "iife", globalName: "actlabEngine", outfile: `${play}/engine.js` });
await build({
  ...shared,
  entryPoints: { play: here("src/play/main.tsx"), style: here("src/play/style.css") },
  outdir: play,
  format: "iife",
  jsx: "automatic",
  jsxImportSource: "preact",
  plugins: [engine],
  banner: banner("The live page", ["preact", "@preact/signals", "@preact/signals-core"]),
});
