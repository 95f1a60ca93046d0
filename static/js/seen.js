// A tip that was open for a while is not suggested again this week. Fetching a page changes nothing, so it is said
// in a request of its own; if that gets lost, a tip comes up once more.
const form = document.querySelector("form[data-seen]");
const LONG_ENOUGH = 5000; // milliseconds

const say = () => fetch(form.dataset.seen, { method: "POST", body: new URLSearchParams(new FormData(form)) }).catch(() => {});
if (form) setTimeout(() => document.visibilityState === "visible" && say(), LONG_ENOUGH);
