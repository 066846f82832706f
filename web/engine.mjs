// Builds what the live page computes with into a folder: engine.js for a page, engine.mjs for those who import it.
import { build } from "esbuild";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const [, , folder] = process.argv;
const common = {
  entryPoints: [here("src/engine.ts")],
  bundle: true,
  minify: true,
  charset: "utf8",
  target: "es2022",
  logLevel: "warning",
};
await build({ ...common, format: "iife", globalName: "actlabEngine", outfile: `${folder}/engine.js` });
await build({ ...common, format: "esm", outfile: `${folder}/engine.mjs` });
