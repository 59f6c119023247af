#!/usr/bin/env node
// The one way in: installs what is missing, then builds, serves, tests or measures.
// Only Node's own modules, because it has to run before anything has been installed.

import { spawn, spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { homedir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const OLDEST_NODE = 20;
const TRUNK_VERSION = "0.21.14";
const WASM_TARGET = "wasm32-unknown-unknown";
const MISSING_PREREQUISITE = 2;
const INTERRUPTED = 130;

/** Something the person at the keyboard has to put right; printed without a stack. */
class Stop extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

const missing = (message) => new Stop(message, MISSING_PREREQUISITE);
const say = (message) => console.log(`loadline: ${message}`);
const read = (...path) => readFileSync(join(ROOT, ...path), "utf8");

// ---- running programs ------------------------------------------------------------------------

/** Directories put before PATH: the tools of exactly the versions this project is built with. */
const toolDirectories = [];

/** A machine that builds once has no use for what cargo keeps to build again faster: gigabytes of its disk. */
const once = process.env.CI ? { CARGO_INCREMENTAL: "0" } : {};

function environment(extra = {}) {
  return { ...once, ...process.env, ...extra, PATH: [...toolDirectories, process.env.PATH].join(delimiter) };
}

/** Output of a short command, or null where it is not there or fails. */
function ask(program, ...args) {
  const answer = spawnSync(program, args, { cwd: ROOT, env: environment(), encoding: "utf8" });
  return answer.status === 0 ? answer.stdout.trim() : null;
}

/** Runs a command to its end and returns its exit code; `onLine` also sees each line it prints. */
function run(program, args, { env, onLine, stdin = "ignore" } = {}) {
  return new Promise((done, reject) => {
    const child = spawn(program, args, {
      cwd: ROOT,
      env: environment(env),
      stdio: [stdin, onLine ? "pipe" : "inherit", "inherit"],
    });
    // Stopping this script stops what it started, also where only this process got the signal, or where npm was
    // ended without passing it on.
    let interrupted = false;
    const stop = (signal) => {
      interrupted = true;
      child.kill(signal);
    };
    process.on("SIGINT", stop).on("SIGTERM", stop);
    const parent = process.ppid;
    const orphaned = setInterval(() => process.ppid !== parent && stop("SIGTERM"), 1000);
    if (onLine) {
      let rest = "";
      child.stdout.setEncoding("utf8").on("data", (text) => {
        process.stdout.write(text);
        const lines = (rest + text).split("\n");
        rest = lines.pop();
        lines.forEach(onLine);
      });
    }
    child.on("error", (error) => {
      clearInterval(orphaned);
      reject(new Stop(`${program} could not be started: ${error.message}`));
    });
    child.on("close", (code, signal) => {
      clearInterval(orphaned);
      process.off("SIGINT", stop).off("SIGTERM", stop);
      if (interrupted) reject(new Stop("stopped.", INTERRUPTED));
      else if (signal) reject(new Stop(`${program} was ended by ${signal}.`));
      else done(code);
    });
  });
}

async function must(program, args, options) {
  const code = await run(program, args, options);
  if (code !== 0) throw new Stop(`\`${[program, ...args].join(" ")}\` failed with exit code ${code}.`, code);
}

// ---- what has to be there --------------------------------------------------------------------

function needNode() {
  if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
    throw missing(`Node ${OLDEST_NODE} or newer is needed, this is ${process.versions.node}. Get it from https://nodejs.org or your package manager.`);
  }
}

async function needRust() {
  // Not cargo: rustup may have no toolchain yet, the pinned one is installed below.
  if (!ask("rustup", "--version")) {
    throw missing("rustup is needed (it brings cargo and the pinned Rust). Get it from https://rustup.rs, open a new terminal, and try again.");
  }
  if (process.platform !== "win32" && !onPath("cc")) {
    throw missing("A C compiler is needed to link programs. On Debian: `sudo apt-get install build-essential`; on macOS: `xcode-select --install`.");
  }
  const pinned = read("rust-toolchain.toml");
  const channel = pinned.match(/^channel\s*=\s*"([^"]+)"/m)?.[1];
  if (!channel) throw new Stop("rust-toolchain.toml names no channel.");
  const installed = ask("rustup", "target", "list", "--installed", "--toolchain", channel) ?? "";
  const components = ask("rustup", "component", "list", "--installed", "--toolchain", channel) ?? "";
  const complete = installed.includes(WASM_TARGET) && ["clippy", "rustfmt"].every((name) => components.includes(name));
  if (complete) return;
  say(`installing Rust ${channel} with the target ${WASM_TARGET} (once, about a minute) …`);
  await must("rustup", [
    "toolchain", "install", channel, "--profile", "minimal",
    "--component", "clippy", "--component", "rustfmt", "--target", WASM_TARGET,
  ]);
}

/** The version of a crate in Cargo.lock, so that it is written down in one place only. */
function lockedVersion(crate) {
  const version = read("Cargo.lock").match(new RegExp(`name = "${crate}"\\nversion = "([^"]+)"`))?.[1];
  if (!version) throw new Stop(`Cargo.lock does not name ${crate}; the page depends on it, so app/Cargo.toml has lost it.`);
  return version;
}

/** A cargo-installed tool in the per-user folder, one directory a version; built on first need. */
async function needCargoTool(crate, program, version, minutes, flags) {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  const home = process.env.LOADLINE_TOOLS || join(cache, "loadline");
  const root = join(home, `${crate}-${version}`);
  const binary = join(root, "bin", program);
  if (!ask(binary, "--version")?.includes(version)) {
    say(`building ${crate} ${version} into ${root} (once per user; ${minutes} minutes on two cores) …`);
    await must("cargo", ["install", crate, "--version", version, "--root", root, ...flags]);
  }
  toolDirectories.unshift(join(root, "bin"));
}

/** node_modules is as package-lock.json says, or is made so. */
async function needNodePackages() {
  const { packages } = JSON.parse(read("package-lock.json"));
  const upToDate = Object.entries(packages).every(([path, { version }]) => {
    const manifest = join(ROOT, path, "package.json");
    return existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).version === version;
  });
  if (!upToDate) {
    say("installing the npm packages: wasm-opt, a minifier and the accessibility checker (a few seconds) …");
    await must("npm", ["ci", "--no-audit", "--no-fund"]);
  }
  toolDirectories.unshift(join(ROOT, "node_modules", ".bin"));
}

function onPath(...names) {
  for (const directory of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of names) {
      const path = join(directory, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // Not here; the next directory may have it.
      }
    }
  }
  return null;
}

const findChromium = () => process.env.CHROMIUM || onPath("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
const findChromedriver = () => process.env.CHROMEDRIVER || onPath("chromedriver");

/** The browser of the tests and its driver, as environment variables for the tests package. */
async function needBrowser() {
  if (!findChromium() || !findChromedriver()) {
    const isRoot = process.getuid?.() === 0;
    if (!isRoot || !onPath("apt-get")) {
      throw missing(
        "The browser tests need Chromium and chromedriver of the same version. On Debian: `sudo apt-get install chromium chromium-driver`. "
        + "Elsewhere put both on PATH, or name them in the variables CHROMIUM and CHROMEDRIVER.",
      );
    }
    say("installing Chromium and its driver with apt (once, about a minute) …");
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    await must("apt-get", ["update", "-q"], { env });
    await must("apt-get", ["install", "-y", "-q", "--no-install-recommends", "chromium", "chromium-driver", "fonts-liberation"], { env });
  }
  const found = { CHROMIUM: findChromium(), CHROMEDRIVER: findChromedriver() };
  for (const [name, path] of Object.entries(found)) {
    if (!path || !ask(path, "--version")) throw missing(`${name.toLowerCase()} does not start (${path ?? "not found"}). Install it again, or name a working one in the variable ${name}.`);
  }
  return found;
}

/** Everything a build takes. `locked` where a stale Cargo.lock is an error, not something to bring up to date. */
async function needBuildTools({ locked = false } = {}) {
  needNode();
  await needRust();
  // Trunk is told to stay off the network and passes that on to cargo, so the crates have to be here before it runs.
  await must("cargo", ["fetch", "--quiet", ...(locked ? ["--locked"] : [])]);
  await needNodePackages();
  await needCargoTool("trunk", "trunk", TRUNK_VERSION, "6 to 11", ["--locked"]);
  // Without --locked: the lock file in this crate's package names a version that not every mirror has.
  await needCargoTool("wasm-bindgen-cli", "wasm-bindgen", lockedVersion("wasm-bindgen"), "4 to 6", []);
}

// ---- verbs -----------------------------------------------------------------------------------

async function tools() {
  await needBuildTools();
  await needBrowser();
  say("everything is installed.");
}

/** Builds dist/ and returns the exit code. */
async function release({ locked = false } = {}) {
  // File names carry a hash of the sources, not of the result: start clean so that no old file is deployed.
  // Trunk also copies what wasm-bindgen left behind in earlier runs.
  for (const stale of ["dist", join(process.env.CARGO_TARGET_DIR || "target", "wasm-bindgen")]) {
    rmSync(resolve(ROOT, stale), { recursive: true, force: true });
  }
  return run("trunk", ["build", "--release", ...(locked ? ["--locked"] : [])]);
}

async function mustRelease() {
  const code = await release();
  if (code !== 0) throw new Stop("the release build failed.", code);
}

async function build() {
  await needBuildTools();
  await mustRelease();
  say("dist/ is ready: copy it to any static host, at any path.");
}

function portIsFree(port) {
  return new Promise((answer) => {
    const probe = createServer();
    probe.once("error", () => answer(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => answer(true)));
  });
}

/** Says where the page is as soon as it is built; gives up silently when the server has ended. */
async function announce(url, ended) {
  while (!ended()) {
    await new Promise((tick) => setTimeout(tick, 500));
    const page = await fetch(url).then((response) => response.text(), () => "");
    if (page.includes("data-wasm=")) {
      say(`the page is at ${url} (rebuilt when a source changes, reload to see it; Ctrl-C stops)`);
      return;
    }
  }
}

async function start(args) {
  const port = Number(process.env.PORT || 8080);
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw missing(`PORT is ${process.env.PORT}; it has to be a number from 1 to 65535.`);
  await needBuildTools();
  if (!(await portIsFree(port))) throw missing(`Port ${port} on 127.0.0.1 is taken. Choose another: PORT=${port === 8080 ? 8081 : 8080} npm start`);
  // The optimised build by default: people judge the page by how it follows their hand.
  const profile = args.includes("--debug") ? [] : ["--release"];
  const url = `http://127.0.0.1:${port}/`;
  say(`building (the first time takes some minutes), then serving ${url} …`);
  // What an earlier run left there would be announced as if it were this build.
  rmSync(join(ROOT, "target", "serve"), { recursive: true, force: true });
  let ended = false;
  announce(url, () => ended);
  try {
    await must("trunk", ["serve", ...profile, "--port", String(port), "--dist", "target/serve"], { stdin: "inherit" });
  } finally {
    ended = true;
  }
}

/** The steps of `npm test` in order: cheap ones first. `cargoTest` steps report their own counts. */
const STEPS = {
  format: { run: () => run("cargo", ["fmt", "--all", "--check"]) },
  lint: { run: () => run("cargo", ["clippy", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"]) },
  "lint-wasm": { run: () => run("cargo", ["clippy", "--locked", "-p", "loadline-app", "-p", "loadline-worker", "--target", WASM_TARGET, "--", "-D", "warnings"]) },
  native: { cargoTest: ["--workspace", "--exclude", "loadline-tests"] },
  // The same scenarios hashed in wasm: the planner's results are the same bits everywhere.
  wasm: { cargoTest: ["-p", "loadline-core", "--target", WASM_TARGET, "--test", "same_bits"] },
  build: { run: () => release({ locked: true }) },
  browser: { cargoTest: ["-p", "loadline-tests"], after: "build" },
};

async function test(args) {
  const began = Date.now();
  const chosen = args.length ? args : Object.keys(STEPS);
  const unknown = chosen.find((name) => !(name in STEPS));
  if (unknown) throw missing(`There is no test step “${unknown}”. The steps are: ${Object.keys(STEPS).join(", ")}.`);
  await needBuildTools({ locked: true });
  const browser = await needBrowser();

  const total = { passed: 0, failed: 0, ignored: 0 };
  const outcome = new Map();
  for (const name of chosen) {
    const step = STEPS[name];
    if (outcome.get(step.after) === "FAILED") {
      outcome.set(name, `not run, because ${step.after} failed`);
      total.failed += 1;
      continue;
    }
    console.log(`\n== ${name}`);
    const counted = { passed: 0, failed: 0, ignored: 0 };
    const count = (line) => {
      const found = line.match(/^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored/);
      if (found) ["passed", "failed", "ignored"].forEach((key, index) => (counted[key] += Number(found[index + 1])));
    };
    const code = step.cargoTest
      ? await run("cargo", ["test", "--locked", "--no-fail-fast", ...step.cargoTest], { env: browser, onLine: count })
      : await step.run();
    // A step without tests of its own counts as one; so does one that failed before it could count.
    if (code === 0 && !step.cargoTest) counted.passed = 1;
    if (code !== 0 && counted.failed === 0) counted.failed = 1;
    for (const key of Object.keys(total)) total[key] += counted[key];
    outcome.set(name, code === 0 ? "ok" : "FAILED");
  }

  console.log("\n== summary");
  for (const [name, result] of outcome) console.log(`${name.padEnd(10)} ${result}`);
  const verdict = total.failed === 0 ? "ok" : "FAILED";
  const seconds = ((Date.now() - began) / 1000).toFixed(2);
  console.log(`\ntest result: ${verdict}. ${total.passed} passed; ${total.failed} failed; ${total.ignored} ignored; 0 measured; 0 filtered out; finished in ${seconds}s`);
  return total.failed === 0 ? 0 : 1;
}

/** Damaged links, files and stores: how many, and from which seed, which LOADLINE_FUZZ_SEED states as well. */
async function fuzz(args) {
  const [count = "1000000", seed = process.env.LOADLINE_FUZZ_SEED ?? "1"] = args;
  const isNumber = (text, least) => /^\d+$/.test(text) && BigInt(text) >= least && BigInt(text) < 1n << 64n;
  if (args.length > 2 || !isNumber(count, 1n) || !isNumber(seed, 0n)) {
    throw missing(`“${args.join(" ")}” with seed ${seed}: how many inputs, then the seed, both whole numbers, as in: npm run fuzz -- 1000000 2`);
  }
  needNode();
  await needRust();
  const began = Date.now();
  const env = { LOADLINE_FUZZ: count, LOADLINE_FUZZ_SEED: seed };
  const code = await run("cargo", ["test", "--locked", "-p", "loadline-core", "--test", "fuzz", "--", "--nocapture"], { env });
  say(`${count} inputs from seed ${seed}: ${code === 0 ? "nothing found" : "FAILED"} after ${Math.round((Date.now() - began) / 1000)} s.`);
  return code;
}

async function bench() {
  await needBuildTools();
  const browser = await needBrowser();
  say("native benchmarks of the planner …");
  await must("cargo", ["bench", "-p", "loadline-core"]);
  await mustRelease();
  say("the page in the browser: about three minutes; leave the machine alone meanwhile …");
  await must("cargo", ["run", "-p", "loadline-tests", "--bin", "bench"], { env: browser });
}

async function shots(args) {
  await needBuildTools();
  const browser = await needBrowser();
  if (!existsSync(join(ROOT, "dist", "index.html"))) await mustRelease();
  await must("cargo", ["run", "-p", "loadline-tests", "--bin", "shots", "--", ...args], { env: browser });
}

const VERBS = {
  tools: [tools, "install everything that is missing"],
  start: [start, "build and serve the page on 127.0.0.1 (PORT, default 8080; --debug builds faster, runs slower)"],
  test: [test, `all tests, or the named steps: ${Object.keys(STEPS).join(" ")}`],
  build: [build, "the release build in dist/"],
  fuzz: [fuzz, "a million damaged links, files and stores, or as many as said; a second number is the seed"],
  bench: [bench, "the benchmarks; writes the tables in README.md"],
  shots: [shots, "screenshots of dist/ into target/screenshots"],
};

const [verb, ...rest] = process.argv.slice(2);
try {
  if (!(verb in VERBS)) {
    const list = Object.entries(VERBS).map(([name, [, help]]) => `  npm run ${name.padEnd(6)} ${help}`);
    throw missing(`which verb?\n${list.join("\n")}`);
  }
  process.exitCode = (await VERBS[verb][0](rest)) ?? 0;
} catch (error) {
  if (!(error instanceof Stop)) throw error;
  console.error(`loadline: ${error.message}`);
  process.exitCode = error.exitCode;
}
