// Rows that can be added without a round trip. Without this script the same buttons ask the server.
for (const list of document.querySelectorAll("[data-rows]")) {
  const name = list.dataset.rows;
  const total = list.querySelector(`[name="${name}-TOTAL_FORMS"]`);
  const template = list.querySelector("template");
  const button = list.querySelector("[data-add]");
  const most = Number(list.dataset.most);
  const hideWhenFull = () => (button.hidden = Number(total.value) >= most);
  hideWhenFull();

  button.addEventListener("click", (event) => {
    event.preventDefault();
    const index = Number(total.value);
    if (index >= most) return;
    const row = template.innerHTML.replaceAll("__prefix__", index).replaceAll("__number__", index + 1);
    template.insertAdjacentHTML("beforebegin", row);
    total.value = index + 1;
    hideWhenFull();
    template.previousElementSibling.querySelector("input:not([type=hidden]), textarea").focus();
    list.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
