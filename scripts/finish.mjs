// What Trunk runs once a build is complete, before it is put in place.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { env } from "node:process";
import { pathToFileURL } from "node:url";
import { shortened } from "./shorten.mjs";

const folder = env.TRUNK_STAGING_DIR;

// The long texts, which the page carries apart: the worker has them, and writes them as it would answer the page.
const scratch = mkdtempSync(join(tmpdir(), "loadline-"));
try {
  const program = join(scratch, "worker.mjs");
  writeFileSync(program, readFileSync(join(folder, "loadline-worker.js")));
  const { default: init, answer } = await import(pathToFileURL(program).href);
  await init({ module_or_path: readFileSync(join(folder, "loadline-worker_bg.wasm")) });
  writeFileSync(join(folder, "texts.tsv"), answer("texts"));
} finally {
  rmSync(scratch, { recursive: true });
}

// Takes white space, comments and long names out of the JavaScript. Trunk's own minifier does not know the syntax that
// wasm-bindgen writes.
if (env.TRUNK_PROFILE === "release") {
  const { minify } = await import("terser");
  for (const name of readdirSync(folder).filter((name) => name.endsWith(".js"))) {
    const path = join(folder, name);
    // boot.js is a plain script; it defines nothing global, so all of its names are its own as well.
    const { code } = await minify(readFileSync(path, "utf8"), { module: name !== "boot.js", toplevel: true });
    writeFileSync(path, code);
  }
  for (const name of readdirSync(folder).filter((name) => name.endsWith("_bg.wasm"))) {
    const module = join(folder, name);
    const script = module.replace("_bg.wasm", ".js");
    const names = new Map();
    writeFileSync(module, shortened(readFileSync(module), names));
    // What wasm-bindgen imports it names nowhere but where it is defined.
    writeFileSync(script, readFileSync(script, "utf8").replace(/\b__wb[a-z]+_\w+/g, (long) => names.get(long) ?? long));
  }
}
