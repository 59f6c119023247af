// Gives what a module imports short names: those that wasm-bindgen makes end in a hash, which no compression makes
// smaller, and each stands in the module and in its JavaScript. wasm-opt can do this for Emscripten's modules only.

const IMPORTS = 2;
const [FUNCTION, TABLE, MEMORY, GLOBAL, TAG] = [0, 1, 2, 3, 4];

/** A number of WebAssembly (unsigned LEB128) as bytes. */
function bytesOf(number) {
  const bytes = [];
  do {
    const rest = Math.floor(number / 128);
    bytes.push((number % 128) + (rest ? 128 : 0));
    number = rest;
  } while (number);
  return bytes;
}

/** Reads on from a place in a module. */
class Reader {
  constructor(bytes, at, end) {
    Object.assign(this, { bytes, at, end });
  }
  number() {
    let [value, scale, byte] = [0, 1, 0];
    do {
      byte = this.bytes[this.at++];
      value += (byte & 127) * scale;
      scale *= 128;
    } while (byte & 128);
    return value;
  }
  text() {
    const length = this.number();
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at).toString();
  }
  limits() {
    if (this.number() & 1) this.number();
    this.number();
  }
  /** What is imported, behind its name: its kind and type, as bytes. */
  description() {
    const from = this.at;
    const kind = this.number();
    if (kind === TABLE) this.number();
    if (kind === TABLE || kind === MEMORY) this.limits();
    else if (kind === GLOBAL || kind === TAG) this.at += 2;
    else if (kind === FUNCTION) this.number();
    else throw new Error(`an import of kind ${kind}, which this script does not know`);
    return this.bytes.subarray(from, this.at);
  }
}

/** The module with short names in place of `names`' keys, which are filled in on the way: long name to short one. */
export function shortened(module, names) {
  const parts = [module.subarray(0, 8)];
  const sections = new Reader(module, 8, module.length);
  while (sections.at < sections.end) {
    const from = sections.at;
    const kind = sections.number();
    const length = sections.number();
    const inner = new Reader(module, sections.at, sections.at + length);
    sections.at += length;
    if (kind !== IMPORTS) {
      parts.push(module.subarray(from, sections.at));
      continue;
    }
    const count = inner.number();
    const content = [Buffer.from(bytesOf(count))];
    for (let place = 0; place < count; place++) {
      const from = Buffer.from(inner.text());
      const long = inner.text();
      if (!names.has(long)) names.set(long, `i${names.size.toString(36)}`);
      const name = Buffer.from(names.get(long));
      content.push(Buffer.from(bytesOf(from.length)), from, Buffer.from(bytesOf(name.length)), name, inner.description());
    }
    const size = content.reduce((sum, part) => sum + part.length, 0);
    parts.push(Buffer.from([kind, ...bytesOf(size)]), ...content);
  }
  return Buffer.concat(parts);
}
