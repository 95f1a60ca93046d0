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
    if (changed) changed.textContent = changed.dataset.changed;
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
