// What a meeting needs of the browser: a store for scenarios, files saved and opened, the share sheet, paper, the whole
// screen. It is loaded once the page can be used. Not a figure is made here: what is to be said is asked of the page, which
// passes it on to the worker ("ask"); what is kept is handed to the page as it is stored ("shelf").

const page = document.documentElement;

const element = (tag, properties, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};

/** What the worker answers to a question about the scenario shown. */
const ask = (kind, rest = "") => new Promise((hear, refuse) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => {
    port1.close();
    if (data.startsWith("+")) hear(data.slice(1));
    else refuse(new Error(data.slice(1)));
  };
  dispatchEvent(new MessageEvent("ask", { data: `${kind}\n${rest}`, ports: [port2] }));
});

/** The page's address without the scenario. */
const base = () => `${location.origin === "null" ? `${location.protocol}//` : location.origin}${location.pathname}`;

// ---- what became of it -----------------------------------------------------------------------

const status = element("p", { id: "meet-status", className: "note" });
status.setAttribute("role", "status");
document.querySelector(".tools")?.after(status);
let fading = 0;
const say = (words) => {
  clearTimeout(fading);
  status.textContent = words;
  fading = setTimeout(() => (status.textContent = ""), 8000);
};

// ---- scenarios kept --------------------------------------------------------------------------

const STORE = "loadline.scenarios";
/** What is kept, as the worker writes it: entries with "|" between, those with "!" only to be said. */
let shelf = "";
/** The same without what a link has brought. */
let own = "";
let trouble = "";
/** The link whose comparison stands on the shelf and in no store yet. */
let brought = "";
/** Such links by their place among the page's entries in the history. */
let links = [];

const readStore = () => {
  try {
    shelf = own = localStorage.getItem(STORE) ?? "";
    trouble = "";
  } catch {
    trouble = "This browser stores nothing for this page: what is kept is gone when the page is closed. Save it as a file.";
  }
};
const showShelf = () => {
  const said = trouble ? `!${encodeURIComponent(trouble)}` : "";
  dispatchEvent(new MessageEvent("shelf", { data: [shelf, said].filter(Boolean).join("|") }));
};
const keep = (news) => {
  shelf = own = news;
  brought = "";
  links = [];
  try {
    localStorage.setItem(STORE, news.split("|").filter((entry) => !entry.startsWith("!")).join("|"));
    trouble = "";
  } catch {
    trouble = "The browser's store is full or switched off, so this change is on the screen only. Save the scenarios as a file.";
  }
  showShelf();
};
const act = async (wish, more = "") => {
  // Another tab may have kept something meanwhile; what could not be stored is known here alone.
  if (!trouble && !brought) readStore();
  keep(await ask(`shelf: ${wish}`, more ? `${shelf}\n${more}` : shelf));
};
addEventListener("storage", ({ key }) => {
  if (key !== STORE && key !== null) return;
  readStore();
  if (brought) attempt(bring);
  else showShelf();
});

// ---- files -----------------------------------------------------------------------------------

const save = (name, blob) => {
  const link = element("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  // Long after the browser has begun to read it.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  say(`${name} is saved.`);
};

/** A file as the worker answers it: name and media type on the first line. */
const fileOf = (answer) => {
  const end = answer.indexOf("\n");
  const [name, type] = answer.slice(0, end).split("\t");
  return { name, type, content: answer.slice(end + 1) };
};
const saveFile = async (kind) => {
  const { name, type, content } = fileOf(await ask(kind, kind.startsWith("shelf") ? shelf : base()));
  save(name, new Blob([content], { type }));
};

/** An SVG as a picture of pixels, twice as fine as it is drawn. */
const savePicture = async (kind) => {
  const { name, type, content } = fileOf(await ask(kind, base()));
  const source = URL.createObjectURL(new Blob([content], { type }));
  try {
    const picture = new Image();
    picture.src = source;
    await picture.decode();
    const canvas = element("canvas", { width: picture.naturalWidth * 2, height: picture.naturalHeight * 2 });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const pixels = await new Promise((done) => canvas.toBlob(done, "image/png"));
    if (!pixels) throw new Error("The browser could not make a picture of it.");
    save(name.replace(/\.svg$/, ".png"), pixels);
  } finally {
    URL.revokeObjectURL(source);
  }
};

/** Files are read whole, so a slip with a film must not fill the memory. */
const MOST_BYTES = 5_000_000;
const openFile = async (input) => {
  const file = input.files[0];
  if (!file) return;
  // The same file again is a change as well.
  const text = file.size > MOST_BYTES ? null : await file.text();
  input.value = "";
  if (text === null) {
    say(`${file.name} has ${Math.round(file.size / 1e6)} MB; at most 5 MB are read, and nothing was changed.`);
  } else if (input.dataset.open.startsWith("shelf: ")) {
    await act(input.dataset.open.slice("shelf: ".length), text);
  } else {
    // The link of the scenario to go on with, then what is to be said.
    const [link, ...notices] = (await ask(input.dataset.open, text)).split("\n");
    location.hash = link;
    say([`${file.name} is read.`, ...notices].join(" "));
  }
};

// ---- sharing ---------------------------------------------------------------------------------

/** What can be chosen about a link, by the worker's words. */
const CHOICES = { private: "Leave out own prices", compare: "With the scenarios compared" };

const share = async () => {
  const chosen = new Set();
  const askLink = async () => (await ask(chosen.size ? `share: ${[...chosen].join(" ")}` : "share", `${base()}\n${shelf}`)).split("\n");
  const [link, words, choices, ...picture] = await askLink();
  const dialog = element("dialog", { id: "share-dialog", className: "meet-dialog" });
  dialog.setAttribute("aria-label", "Share this scenario");
  const source = (lines) => `data:image/svg+xml,${encodeURIComponent(lines.join("\n"))}`;
  // A long comparison fits in none.
  const draw = (lines) => Object.assign(code, { src: source(lines), hidden: !lines.join("") });
  const code = element("img", { alt: "QR code of the link" });
  draw(picture);
  const note = element("p", { className: "note" }, words);
  const field = element("input", { id: "shared-link", type: "text", readOnly: true, value: link });
  const copied = element("span", { className: "note" });
  copied.setAttribute("role", "status");
  const copy = element("button", { type: "button", className: "primary" }, "Copy link");
  copy.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      copied.textContent = "Copied.";
    } catch {
      copied.textContent = "The link is selected: copy it by keyboard.";
    }
  });
  const buttons = element("p", { className: "row" }, copy);
  if (navigator.share) {
    const send = element("button", { type: "button", id: "share-sheet" }, "Send …");
    send.addEventListener("click", () => navigator.share({ title: document.title, url: field.value }).catch(() => {}));
    buttons.append(send);
  }
  const close = element("button", { type: "button" }, "Close");
  close.addEventListener("click", () => dialog.close());
  buttons.append(close, copied);
  const boxes = choices.split(" ").filter((word) => word in CHOICES).map((word) => {
    const box = element("input", { type: "checkbox", id: `share-${word}` });
    box.addEventListener("change", () => attempt(async () => {
      if (box.checked) chosen.add(word);
      else chosen.delete(word);
      const [changed, said, , ...drawn] = await askLink();
      [field.value, note.textContent, copied.textContent] = [changed, said, ""];
      draw(drawn);
    }));
    return element("label", { className: "row" }, box, CHOICES[word]);
  });
  dialog.append(element("h2", {}, "Share this scenario"), code, element("label", {}, "Link ", field), note, ...boxes, buttons);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
};

// ---- presenting ------------------------------------------------------------------------------

/** One question a screen; which panels answer it stands in meet.css under the same names. */
const SLIDES = [
  ["workload", "What has to be served?"],
  ["topology", "What does it run on?"],
  ["cost", "What does it cost, and where does that turn?"],
  ["limits", "What was ruled out?"],
  ["advice", "What do we recommend?"],
  ["watch", "What do we watch next?"],
];
let left = null;

const slide = () => SLIDES.findIndex(([name]) => name === page.dataset.slide);

const bar = element("nav", { id: "present-bar" });
bar.setAttribute("aria-label", "Presentation");
const place = element("strong", { id: "present-place" });
place.setAttribute("role", "status");
for (const [id, words, press] of [
  ["present-back", "←", () => show(slide() - 1)],
  ["present-next", "→", () => show(slide() + 1)],
  ["present-whole", "Full screen", () => (document.fullscreenElement ? document.exitFullscreen() : page.requestFullscreen()).catch(() => {})],
  ["present-end", "End", () => end()],
]) {
  const button = element("button", { type: "button", id }, words);
  button.addEventListener("click", press);
  bar.append(button);
}
bar.firstChild.setAttribute("aria-label", "Previous screen");
bar.children[1].setAttribute("aria-label", "Next screen");
bar.children[1].after(place);

/** The address says which screen is shown, so that a link can open straight on it. */
const address = (at) => {
  const url = new URL(location.href);
  if (at === null) url.searchParams.delete("present");
  else url.searchParams.set("present", at + 1);
  history.replaceState(history.state, "", url);
};

const show = (at) => {
  if (at < 0 || at >= SLIDES.length) return;
  if (!left) {
    left = { scroll: scrollY, focus: document.activeElement };
    document.querySelector(".head")?.after(bar);
  }
  const [name, question] = SLIDES[at];
  page.dataset.slide = name;
  place.textContent = `${at + 1} of ${SLIDES.length}: ${question}`;
  for (const [button, edge] of [[bar.firstChild, 0], [bar.children[1], SLIDES.length - 1]]) {
    button.setAttribute("aria-disabled", at === edge);
  }
  address(at);
  scrollTo(0, 0);
};

const present = (at = 0) => {
  show(at);
  // Browsers grant it after a click only; without it the window is filled.
  page.requestFullscreen?.().catch(() => {});
  bar.children[1].focus();
};

const end = () => {
  if (!left) return;
  const { scroll, focus } = left;
  left = null;
  delete page.dataset.slide;
  bar.remove();
  address(null);
  if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
  scrollTo(0, scroll);
  focus?.focus?.({ preventScroll: true });
};

// Escape leaves the whole screen before any script hears of it.
document.addEventListener("fullscreenchange", () => {
  if (!document.fullscreenElement && left?.isWhole) end();
  else if (left) left.isWhole = Boolean(document.fullscreenElement);
});

addEventListener("keydown", (event) => {
  const isTyping = event.target.closest?.("input:not([type=range]), select, textarea");
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !isTyping) {
    const key = event.key.toLowerCase();
    const steps = key === "y" || (key === "z" && event.shiftKey) ? "1" : key === "z" ? "-1" : "";
    if (steps) {
      event.preventDefault();
      document.querySelector(`[data-step="${steps}"]`)?.click();
    }
    return;
  }
  if (!left || document.querySelector("dialog[open]") || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "Escape") {
    end();
    return;
  }
  // A slider, list or chart with the focus keeps its own keys.
  const isOwn = isTyping || event.target.closest?.("input, canvas");
  const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1, PageDown: 1, PageUp: -1 }[event.key];
  if (!steps || (isOwn && event.key.startsWith("Arrow"))) return;
  event.preventDefault();
  show(slide() + steps);
});

// ---- who is heard ----------------------------------------------------------------------------

const goTo = async (id) => {
  const title = document.getElementById(id);
  // What is passed on the way takes up its true room only once it has been in sight.
  for (let round = 0; round < 3; round += 1) {
    title?.scrollIntoView({ block: "start" });
    await new Promise(requestAnimationFrame);
  }
  title?.setAttribute("tabindex", "-1");
  title?.focus({ preventScroll: true });
};

const TOOLS = {
  Keep: async () => {
    await act("keep");
    const said = shelf.split("|").findLast((entry) => entry.startsWith("!"));
    say(trouble || (said ? decodeURIComponent(said.slice(1)) : "Kept."));
  },
  Compare: () => goTo("compare-title"),
  Export: () => goTo("exports-title"),
  Share: share,
  Print: () => print(),
  Present: () => present(),
};

/** Whoever is asked may refuse, and that is said. */
const attempt = async (task) => {
  try {
    await task();
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
  }
};

document.addEventListener("click", ({ target, ctrlKey, metaKey, shiftKey }) => {
  // What a link compares is to be seen, unless it opens elsewhere.
  if (target.closest?.("a[href*='|']") && !ctrlKey && !metaKey && !shiftKey) attempt(TOOLS.Compare);
  const button = target.closest?.("[data-meet], [data-shelf], [data-save], [data-picture]");
  if (!button || button.matches("input")) return;
  const { meet, shelf: wish, save: kind, picture } = button.dataset;
  attempt(() => (meet ? TOOLS[meet]?.() : wish ? act(wish) : kind ? saveFile(kind) : savePicture(picture)));
});
document.addEventListener("change", ({ target }) => {
  if (target.dataset?.open) attempt(() => openFile(target));
  else if (target.dataset?.shelf) {
    const [before, after = ""] = target.dataset.shelf.split("{}");
    attempt(() => act(before + target.value.replace(/\s+/g, " ") + after));
  }
});

/** A link may bring scenarios to compare; they are stored once something is done with them. A step back behind it is one
 * to what was compared before. */
const takeLink = async () => {
  const place = history.state ?? 0;
  // Some programs that pass links on escape the bar.
  if (/\||%7c/i.test(location.hash)) links[place] = location.hash;
  else delete links[place];
  const link = links.slice(0, place + 1).findLast(Boolean) ?? "";
  if (link === brought) return;
  brought = link;
  shelf = own;
  if (brought) await bring();
  else showShelf();
};
const bring = async () => {
  shelf = await ask("shelf: link", `${shelf}\n${brought}`);
  showShelf();
};
addEventListener("hashchange", () => attempt(takeLink));

// Dialogs toggle as folds do, but have none of the texts that the first fold fetches.
addEventListener("toggle", (event) => event.target.matches("dialog") && event.stopPropagation(), true);

readStore();
attempt(takeLink);
if (shelf || trouble) showShelf();
const asked = Number(new URLSearchParams(location.search).get("present"));
if (asked >= 1 && asked <= SLIDES.length) show(Math.floor(asked) - 1);
