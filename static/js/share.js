// Passing a link on: the device's own way where the browser has one, else copying the link. Without scripts, or with
// neither, nothing is offered: the address bar, or the page, has the link.
const place = document.querySelector("[data-share]");
const [button, told] = place.children;
const url = place.dataset.url ?? location.origin + location.pathname;

const way = navigator.share
  ? { label: place.dataset.share, go: () => navigator.share({ title: place.dataset.title, url }), after: "" }
  : { label: place.dataset.copy, go: () => navigator.clipboard.writeText(url), after: place.dataset.copied };

button.textContent = way.label;
place.hidden = !(navigator.share || navigator.clipboard);
button.addEventListener("click", async () => {
  told.textContent = "";
  try {
    await way.go();
    told.textContent = way.after;
  } catch (error) {
    if (error.name !== "AbortError") told.textContent = `${place.dataset.failed} ${url}`; // closing the sheet is no fault
  }
});
