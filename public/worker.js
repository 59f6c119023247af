// The worker: loads its program on the first request and answers in text, "+" and the answer or "-" and why there is
// none. The last line of every request is today's date, for the program has no clock. A file of its own because a module has to be one. What follows the question mark belongs to one build of the
// page, so that no cache mixes two.
const version = self.location.search;

const program = (async () => {
  const { default: init, answer } = await import(`./loadline-worker.js${version}`);
  await init({ module_or_path: new URL(`./loadline-worker_bg.wasm${version}`, self.location.href) });
  return answer;
})();

self.onmessage = async ({ data }) => {
  try {
    const answer = await program;
    self.postMessage(`+${answer(`${data}\n${new Date().toISOString().slice(0, 10)}`)}`);
  } catch (error) {
    self.postMessage(`-${error instanceof Error ? error.message : error}`);
  }
};
