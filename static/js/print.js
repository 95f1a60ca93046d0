// A button in place of the sentence that says how to print.
const how = document.querySelector("[data-print]");
const button = Object.assign(document.createElement("button"), {
  type: "button", className: "button button--quiet", textContent: how.dataset.print,
});
button.addEventListener("click", () => print());
how.replaceWith(button);
