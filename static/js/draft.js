// Nothing typed is lost. The page saves what is being typed, as it is, one second after a pause and when it is
// hidden; says so only once the server has said so; and keeps the words in its fields whatever goes wrong.
const form = document.querySelector("form[data-draft]");
const status = form.querySelector("[data-status]");
const say = form.dataset;
const field = (name) => form.elements.namedItem(name);

const PAUSE = 1000; // milliseconds after the last key
const PATIENCE = 8000; // how long a save may take before it is tried again
const RETRY = [1000, 2000, 4000]; // the last is repeated

let isDirty = false;
let isLeaving = false;
let isStopped = false; // a conflict: from here on only the button decides
let inFlight = null;
let isUnreachable = false; // no answer to the last save, or none worth the name
let failures = 0;
let timer = 0;
let unanswered = []; // writes that have had no reply, any of which may have arrived all the same
const REMEMBERED = 40; // of those; the server reads as many

const later = (wait) => {
  clearTimeout(timer);
  timer = setTimeout(save, wait);
};

const tell = (text, { isWaiting = false, link = null } = {}) => {
  if (status.textContent === text) return;
  status.textContent = text;
  status.classList.toggle("is-waiting", isWaiting);
  if (link) {
    const a = Object.assign(document.createElement("a"), { href: link, target: "_blank", textContent: say.signinLink });
    status.append(" ", a);
  }
};

form.addEventListener("input", (event) => {
  count(event.target);
  isDirty = true;
  if (isStopped) return;
  if (!failures) tell(say.typing);
  later(PAUSE);
});

async function save({ keepalive = false } = {}) {
  if (!isDirty || isStopped || isLeaving || (inFlight && !keepalive)) return;
  if (inFlight) inFlight.abort();
  const body = new URLSearchParams(new FormData(form));
  const operation = newOperation();
  body.set("operation", operation);
  // Writes whose reply got lost have to be known to the next one, or they would look like somebody else's.
  unanswered.push(operation);
  if (unanswered.length > REMEMBERED) unanswered.splice(REMEMBERED / 2, 1);
  field("pending").value = unanswered.join(" ");
  const mine = new AbortController();
  inFlight = mine;
  const patience = setTimeout(() => mine.abort(), PATIENCE);
  isDirty = false;
  if (!failures) tell(say.saving);
  try {
    const response = await fetch(say.draft, {
      method: "POST", body, keepalive: keepalive && body.toString().length < 60000, redirect: "error",
      headers: { Accept: "application/json" }, signal: mine.signal,
    });
    const reply = await response.json().catch(() => ({}));
    inFlight = null;
    if (reply.saved) {
      field("version").value = reply.version;
      unanswered = [];
      failures = 0;
      isUnreachable = false;
      if (isDirty) later(PAUSE);
      else tell(`${say.saved} ${reply.at}`);
    } else if (response.status === 409) {
      isStopped = true;
      tell(reply.message ? say.conflict : say.trouble, { isWaiting: true });
    } else if (response.status === 413) {
      tell(reply.message, { isWaiting: true });
    } else if (response.status === 404 && reply.message) {
      isDirty = isUnreachable = true; // deleted elsewhere: going on would leave the words behind
      tell(reply.message, { isWaiting: true });
    } else {
      again(response.status);
    }
  } catch {
    if (inFlight !== mine) return; // a newer save took over
    inFlight = null;
    again(0);
  } finally {
    clearTimeout(patience);
  }
}

function again(code) {
  isDirty = true;
  isUnreachable = code === 0 || code >= 500;
  if (isLeaving) return;
  if (code === 401) tell(say.signedOut, { isWaiting: true, link: `${say.signin}?next=${encodeURIComponent("/")}` });
  else tell(navigator.onLine ? say.trouble : say.offline, { isWaiting: true });
  if (code === 403) refreshToken();
  later(RETRY[Math.min(failures++, RETRY.length - 1)]);
}

// Signing in again makes the page's token stale: fetch the same page and take its token, nothing else.
async function refreshToken() {
  const page = await fetch(location.href, { redirect: "error" }).then((r) => r.text()).catch(() => "");
  const fresh = new DOMParser().parseFromString(page, "text/html").querySelector("[name=csrfmiddlewaretoken]");
  if (fresh) field("csrfmiddlewaretoken").value = fresh.value;
}

function newOperation() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

// How much room is left, in the last fifth of it.
function count(input) {
  const limit = Number(input.dataset?.limit);
  if (!limit) return;
  const left = limit - [...input.value.trim()].length;
  let note = input.nextElementSibling;
  if (!note?.classList.contains("left")) {
    if (left > limit / 5) return;
    note = Object.assign(document.createElement("span"), { className: "left" });
    input.after(note);
  }
  note.hidden = left > limit / 5;
  note.classList.toggle("is-over", left < 0);
  note.textContent = (left < 0 ? say.over : say.left).replace("%n", Math.abs(left));
}

async function settle() {
  clearTimeout(timer);
  while (inFlight) await new Promise((resolve) => setTimeout(resolve, 50));
  await save();
}

// Another sheet of this page would otherwise be opened before what is being typed here has arrived.
form.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-sheet]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || isStopped || !(isDirty || inFlight)) return;
  event.preventDefault();
  await settle();
  if (!isUnreachable) location.assign(link.href);
});

// A page load on a dead network would take the words with it, so they are saved first.
form.addEventListener("submit", async (event) => {
  if (event.submitter?.dataset.stays !== undefined) return; // a file: the page stays
  if (!isLeaving && isDirty && !isStopped) {
    event.preventDefault();
    await settle();
    if (isUnreachable) return;
    isLeaving = true;
    form.requestSubmit(event.submitter);
    return;
  }
  isLeaving = true;
  clearTimeout(timer);
  inFlight?.abort();
});
// A word after so many minutes on the page. It stops nobody.
const pause = form.querySelector("[data-after]");
if (pause) setTimeout(() => { pause.textContent = pause.dataset.words; }, pause.dataset.after * 60000);

addEventListener("online", () => later(0));
addEventListener("offline", () => isDirty && tell(say.offline, { isWaiting: true }));
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") save({ keepalive: true });
  else if (failures) later(0);
});
// A page out of the browser's memory may be older than what is saved, or belong to somebody signed out.
addEventListener("pageshow", (event) => event.persisted && location.reload());
