// Handing a note over: copy, share and print where the browser can, and a mail link that follows the words.
const form = document.querySelector("form[data-draft]");
const handOver = form.querySelector("#hand_over");
const mail = handOver.querySelector("[data-mail]");
const told = handOver.querySelector("[data-told]");
const printed = document.querySelector("[data-printed]");
const body = form.elements.namedItem("body");
const words = () => body.value.trim();

function follow() {
  const subject = mail.href.split("&body=")[0];
  const whole = `${subject}&body=${encodeURIComponent(words().replaceAll("\n", "\r\n"))}`;
  const fits = whole.length <= Number(handOver.dataset.most);
  mail.href = fits ? whole : subject;
  handOver.querySelector("[data-too-long]").hidden = fits;
  printed.textContent = words();
}

const changed = form.querySelector("[data-changed]");
form.addEventListener("input", ({ target }) => {
  if (target !== body) {
    if (changed && target.type !== "hidden") changed.textContent = changed.dataset.changed;
    return;
  }
  told.textContent = "";
  follow();
});
follow();

const ways = {
  copy: navigator.clipboard && (() => navigator.clipboard.writeText(words())),
  share: navigator.share && (() => navigator.share({ text: words() })),
  print: () => window.print(),
};
const after = { copy: handOver.dataset.copied, share: handOver.dataset.shared, print: "" };
for (const [name, go] of Object.entries(ways)) {
  if (!go) continue;
  const button = handOver.querySelector(`[data-by=${name}]`);
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await go();
      told.textContent = after[name];
    } catch (error) {
      if (error.name !== "AbortError") told.textContent = handOver.dataset.failed; // closing the sheet is no fault
    }
  });
}

// What may be better said otherwise, fetched once the page is at rest; until then, and where somebody saves data,
// the buttons ask the server.
const QUIET = 1500; // milliseconds after the last key
const noticed = form.querySelector("[data-noticed]");
const whenIdle = window.requestIdleCallback ?? ((then) => setTimeout(then, 200));

async function notice() {
  const [{ checker, put }, data] = await Promise.all([import(noticed.dataset.by), fetch(noticed.dataset.from).then((reply) => reply.json())]);
  const { suggestions } = checker(data);
  const blank = form.querySelector("[data-suggestion]").content.firstElementChild;
  const field = (name) => form.elements.namedItem(name);
  const kept = () => field("kept").value.split(" ");
  const found = () => {
    const situation = field("situation").value;
    const typed = { name: field("name").value, specific: field("specific").value, isAfterNo: situation === "told_no" };
    return situation === "no_contact" ? [] : suggestions(words(), { ...JSON.parse(noticed.dataset.known), ...typed, kept: kept() });
  };

  const shows = (section, { id, said, kinder }) =>
    section.dataset.id === id && section.querySelector("q").textContent === said && section.querySelector(".suggestion__kinder > span").textContent === kinder;
  function make({ id, said, why, kinder, instead }) {
    const section = blank.cloneNode(true);
    const [quote, reason, , words, brackets] = section.querySelectorAll("q, span, p + p, small");
    const [use, keep] = section.querySelectorAll("button");
    section.dataset.id = id;
    [quote.textContent, reason.textContent, words.textContent] = [said, why, kinder];
    [quote.hidden, brackets.hidden, use.hidden] = [!said, !/\[.+\]/.test(instead ?? ""), instead === null];
    [use.value, keep.value] = [`use_${id}`, `keep_${id}`];
    return section;
  }
  function show() {
    const all = found();
    for (const section of [...noticed.children]) if (!all.some((one) => shows(section, one))) section.remove();
    all.forEach((one, n) => {
      if (!noticed.children[n] || !shows(noticed.children[n], one)) noticed.insertBefore(make(one), noticed.children[n] ?? null);
    });
  }

  // As if typed, so that the browser can undo it. What is to be filled in is selected.
  function replace(one) {
    const [before, after] = [body.value, put(words(), one)];
    let [start, end] = [0, 0];
    while (start < after.length && before[start] === after[start]) start++;
    while (end < Math.min(before.length, after.length) - start && before.at(-1 - end) === after.at(-1 - end)) end++;
    const middle = after.slice(start, after.length - end);
    body.focus();
    body.setSelectionRange(start, before.length - end);
    if (!document.execCommand(middle ? "insertText" : "delete", false, middle)) {
      body.setRangeText(middle);
      body.dispatchEvent(new Event("input", { bubbles: true }));
    }
    const gap = /\[[^\][]+\]/.exec(one.instead);
    const at = gap ? after.indexOf(gap[0], Math.max(0, start - one.instead.length)) : -1;
    if (at >= 0) body.setSelectionRange(at, at + gap[0].length);
  }

  noticed.addEventListener("click", (event) => {
    const [verb, ...id] = (event.target.closest("button")?.value ?? "").split("_");
    const one = found().find((each) => each.id === id.join("_"));
    if (!one) return;
    event.preventDefault();
    if (verb === "use") replace(one);
    else {
      field("kept").value = [...kept(), one.id].join(" ").trim();
      field("kept").dispatchEvent(new Event("input", { bubbles: true }));
      body.focus();
    }
    show();
  });

  let timer = 0;
  function later() {
    clearTimeout(timer);
    timer = setTimeout(show, QUIET);
  }
  form.addEventListener("input", later);
  if (body.value !== body.defaultValue) later(); // typed while the data was on its way
}

if (noticed && !navigator.connection?.saveData) whenIdle(() => notice().catch(() => {}));
