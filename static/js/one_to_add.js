// What has been answered "Didn't" comes first in the list to pick from. Without this script the server sees to it
// once the page is saved.
const list = document.querySelector("#id_one_to_add");
const [none, ...items] = list.options;

list.form.addEventListener("change", ({ target }) => {
  if (!target.name.startsWith("item_")) return;
  const answers = new FormData(list.form);
  const isOpen = (option) => answers.get(`item_${option.value}`) === "didnt";
  const picked = list.value;
  list.append(none, ...items.filter(isOpen), ...items.filter((option) => !isOpen(option)));
  list.value = picked;
});
