// Signing up and in: tell the server which clock the person lives by, and let them see what they type.
const zone = document.querySelector("#id_time_zone");
if (zone) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";

for (const password of document.querySelectorAll("input[type=password]")) {
  const { show, hide } = password.form.dataset;
  const button = Object.assign(document.createElement("button"), {
    type: "button", className: "button button--quiet", textContent: show,
  });
  button.setAttribute("aria-controls", password.id);
  button.setAttribute("aria-pressed", "false");
  const frame = Object.assign(document.createElement("div"), { className: "password" });
  password.before(frame);
  frame.append(password, button);

  button.addEventListener("click", () => {
    const isShown = password.type === "text";
    password.type = isShown ? "password" : "text";
    button.textContent = isShown ? show : hide;
    button.setAttribute("aria-pressed", String(!isShown));
  });
}
