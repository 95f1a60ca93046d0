// Let someone in: ready words follow the answer above them, and the links carry the message as it is typed.
// A message that was changed stays; the ready words are shown beside it, and one button puts them in.
const form = document.querySelector("form[data-draft]");
const message = form.elements.namedItem("message");
const ready = form.querySelector("[data-ready]");
const passOn = form.querySelector("#pass_on");
const told = passOn.querySelector("[role=status]");

const wordsOf = new Map(
  [...ready.querySelectorAll("template")].map((one) => [one.dataset.need, one.content.textContent]),
);
const readyWords = () => wordsOf.get(form.elements.namedItem("need").value) ?? "";
const typed = () => message.value.trim();

function write(words) {
  message.value = words;
  message.dispatchEvent(new Event("input", { bubbles: true })); // so that it is saved like what is typed
}

function show() {
  ready.hidden = typed() === readyWords();
  const shown = ready.querySelector(".ready__words");
  shown.hidden = false;
  shown.textContent = readyWords();
  for (const link of passOn.querySelectorAll("a")) {
    const lines = link.protocol === "mailto:" ? typed().replaceAll("\n", "\r\n") : typed();
    link.href = link.href.replace(/body=.*/, `body=${encodeURIComponent(lines)}`);
  }
  told.textContent = "";
}

form.addEventListener("input", ({ target }) => {
  const isUntouched = !typed() || [...wordsOf.values()].includes(typed());
  if (target.name === "need" && isUntouched) write(readyWords());
  else show();
});

ready.querySelector("button").addEventListener("click", (event) => {
  event.preventDefault();
  write(readyWords());
  message.focus();
});

// Share and Copy are offered where the browser can do them.
const ways = {
  share: navigator.share && (() => navigator.share({ text: typed() })),
  copy: navigator.clipboard && (() => navigator.clipboard.writeText(typed())),
};
for (const [name, go] of Object.entries(ways)) {
  if (!go) continue;
  form.classList.add(`can-${name}`);
  const button = passOn.querySelector(`[data-by=${name}]`);
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await go();
      told.textContent = name === "share" ? told.dataset.shared : told.dataset.copied;
    } catch (error) {
      if (error.name !== "AbortError") told.textContent = told.dataset.failed; // closing the sheet is no fault
    }
  });
}
show();
