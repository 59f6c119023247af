// What Trunk runs once a release build is complete, before it is put in place: takes white space, comments and long
// names out of the JavaScript. Trunk's own minifier does not know the syntax that wasm-bindgen writes.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { env, exit } from "node:process";

if (env.TRUNK_PROFILE !== "release") exit(0);
const { minify } = await import("terser");
const folder = env.TRUNK_STAGING_DIR;
for (const name of readdirSync(folder).filter((name) => name.endsWith(".js"))) {
  const path = join(folder, name);
  // boot.js is a plain script; it defines nothing global, so all of its names are its own as well.
  const { code } = await minify(readFileSync(path, "utf8"), { module: name !== "boot.js", toplevel: true });
  writeFileSync(path, code);
}
