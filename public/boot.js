// Starts the program, and says so plainly when it cannot start.
// A file of its own because the content policy allows no inline script. Defines nothing global.
(() => {
  "use strict";

  const script = document.currentScript;
  const shell = document.getElementById("shell");
  const status = document.getElementById("shell-status");
  if (status) status.textContent = "Loading the planner …";

  const element = (tag, properties, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };

  const showFailure = (reason) => {
    if (status) status.textContent = "";
    // A panic while the page was being built has its own, better panel.
    if (document.getElementById("crash")) return;
    const address = element("input", { id: "boot-address", type: "text", readOnly: true, value: location.href });
    const copied = element("span", { role: "status" });
    const copy = element("button", { type: "button" }, "Copy the address");
    copy.addEventListener("click", async () => {
      address.select();
      try {
        await navigator.clipboard.writeText(address.value);
        copied.textContent = " Copied.";
      } catch {
        copied.textContent = " The address is selected: copy it by keyboard.";
      }
    });
    const reload = element("button", { type: "button" }, "Reload");
    reload.addEventListener("click", () => location.reload());

    const panel = element(
      "div",
      { id: "boot-failure", className: "shell-panel" },
      element("h2", {}, "Loadline could not start"),
      element("p", {}, reason),
      element("p", {}, "Your scenario is safe in this address:"),
      element("p", {}, element("label", { htmlFor: "boot-address" }, "Address of this scenario"), address),
      element("p", {}, copy, " ", reload, copied),
    );
    panel.setAttribute("role", "alert");
    const main = shell?.querySelector("main");
    if (main) main.before(panel);
    else document.body.append(panel);
  };

  // Sources, notes and help are fetched when something is first unfolded; the page hears of them as a message, which is
  // empty where they could not be had. What follows the question mark belongs to one build of the page.
  const fetchTexts = async () => {
    let data = "";
    try {
      const answer = await fetch(new URL(`texts.tsv?${script.dataset.wasm}`, document.baseURI));
      if (answer.ok) data = await answer.text();
    } catch {
      // The message says it.
    }
    if (!data) awaitUnfolding();
    dispatchEvent(new MessageEvent("texts", { data }));
  };
  const awaitUnfolding = () => document.addEventListener("toggle", fetchTexts, { capture: true, once: true });
  awaitUnfolding();

  const start = async () => {
    if (typeof WebAssembly !== "object") {
      showFailure("This browser has WebAssembly switched off or does not know it. Loadline needs it to compute the plan.");
      return;
    }
    const absolute = (path) => new URL(path, document.baseURI).href;
    try {
      const { default: init } = await import(absolute(script.dataset.js));
      // The program takes the shell away itself, in the same breath in which its page appears.
      await init({ module_or_path: absolute(script.dataset.wasm) });
      // From here on the page can be used: what it asks for later, nobody waits for.
      performance.mark("ready");
      const late = (name) => `${absolute(name)}?${script.dataset.wasm}`;
      document.head.append(element("link", { rel: "stylesheet", href: late("meet.css") }));
      // Without it all but the tools of meetings work, and their next load tries again.
      import(late("meet.js")).catch(() => {});
    } catch (error) {
      showFailure(`A file could not be loaded or run (${error instanceof Error ? error.message : error}). This is often a broken connection or an old copy in the cache: reloading usually helps.`);
      throw error;
    }
  };

  start();
})();
