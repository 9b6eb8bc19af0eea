// Saves a chosen answer at once. Without this script the page's button saves it.
//
// <form data-autosave="address" data-autosave-key="attempt and question"> with a hidden "sequence";
// [data-save-status] carries every sentence that may be shown, in the reader's language.
// The server answers {saved_at, sequence}; 409 {message}: answered elsewhere; 422: not complete yet.
// What could not be sent waits in localStorage under the key, and goes out by itself later.

const PREFIX = "lantoa-answer:";
const KEPT_HOURS = 12;
const TYPING_MS = 1500;
const TIMEOUT_MS = 8000;
const RETRY_MS = [2000, 4000, 8000, 10000];

const form = document.querySelector("form[data-autosave]");
const status = document.querySelector("[data-save-status]");
const key = form?.dataset.autosaveKey;

let typing = 0; // timer: a pause in typing
let retry = 0; // timer: the next try
let failures = 0;
let busy = false; // a request is on its way
let dirty = false; // the form holds something the server has not acknowledged
let leaving = false; // the button was pressed meanwhile
let closed = false; // answered elsewhere: this page saves nothing more

function say(state, sentence) {
  status.dataset.state = state;
  status.textContent = sentence ?? status.dataset[state] ?? "";
}

function fields() {
  return new URLSearchParams(new FormData(form));
}

function remember() {
  if (!key) return;
  const body = fields();
  body.delete("csrf_token");
  const entry = { url: form.dataset.autosave, body: body.toString(), at: Date.now() };
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(entry));
  } catch {
    // no room or not allowed: the page itself still holds the answer
  }
}

function forget(name) {
  try {
    localStorage.removeItem(name);
  } catch {
    // not allowed: then nothing was kept either
  }
}

function kept() {
  const found = [];
  try {
    for (const name of Object.keys(localStorage)) {
      if (!name.startsWith(PREFIX)) continue;
      const entry = JSON.parse(localStorage.getItem(name));
      if (Date.now() - entry.at > KEPT_HOURS * 3600 * 1000) forget(name);
      else found.push([name, entry]);
    }
  } catch {
    // not allowed, or not ours
  }
  return found;
}

// `keepalive`: an answer on its way arrives even if the reader has gone on to another page.
function post(url, body) {
  const headers = { Accept: "application/json" };
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  return fetch(url, { method: "POST", headers, body, signal, keepalive: true });
}

// After a new sign-in in another window the form's token is another one: fetch it from this page.
async function renewToken() {
  const answer = await fetch(location.href, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!answer.ok || answer.redirected) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("form[data-autosave] input[name=csrf_token]");
  if (!fresh) return false;
  for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = fresh.value;
  return true;
}

async function send(url, body) {
  const answer = await post(url, body);
  if (answer.status !== 400 && answer.status !== 401) return answer;
  if (!(await renewToken())) return answer;
  body.set("csrf_token", form.elements.csrf_token.value);
  return post(url, body);
}

async function save() {
  if (busy || closed || !dirty) return;
  clearTimeout(typing);
  clearTimeout(retry);
  busy = true;
  dirty = false;
  if (failures === 0) say("saving");
  let outcome;
  try {
    outcome = await settle(await send(form.dataset.autosave, fields()));
  } catch {
    outcome = "offline";
  }
  busy = false;
  if (outcome === "offline" || outcome === "expired") {
    dirty = true;
    say(outcome);
    retry = setTimeout(save, RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]);
    failures += 1;
    return;
  }
  failures = 0;
  if (leaving) form.submit();
  else if (dirty) save();
}

async function settle(answer) {
  if (answer.status === 401 || answer.status === 400) return "expired";
  if (answer.status === 422) {
    say("incomplete");
    return "incomplete";
  }
  if (answer.status >= 500 || answer.status === 429) return "offline";
  if (!answer.ok) {
    const told = await answer.json().catch(() => ({}));
    closed = true;
    forget(PREFIX + key);
    say("conflict", told.message);
    return "conflict";
  }
  const { saved_at: time, sequence } = await answer.json();
  form.elements.sequence.value = sequence;
  if (!dirty) forget(PREFIX + key);
  say("saved", status.dataset.saved.replace("{time}", time));
  return "saved";
}

function changed(event) {
  if (closed || event.target.type === "hidden") return;
  dirty = true;
  remember();
  clearTimeout(typing);
  typing = setTimeout(save, event.type === "input" ? TYPING_MS : 0);
}

function submitted(event) {
  if (closed || (!busy && failures === 0 && navigator.onLine)) return;
  // The answer on its way must arrive first, or the two would look like two windows.
  event.preventDefault();
  leaving = true;
  dirty = dirty || !busy;
  save();
}

// Answers that waited since an earlier visit: this page's own goes back into the form.
async function sendKept() {
  for (const [name, entry] of kept()) {
    const body = new URLSearchParams(entry.body);
    if (name === PREFIX + key) {
      restore(body);
      dirty = true;
      continue;
    }
    body.set("csrf_token", form.elements.csrf_token.value);
    try {
      const answer = await send(entry.url, body);
      if (answer.status < 500 && answer.status !== 401) forget(name);
    } catch {
      return; // still no connection: the next page tries again
    }
  }
  save();
}

function restore(body) {
  form.elements.sequence.value = body.get("sequence"); // a newer answer from elsewhere stays newer
  for (const field of form.elements) {
    if (!field.name || field.type === "hidden") continue;
    const values = body.getAll(field.name);
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
    else if (values.length) field.value = values[0];
  }
}

if (form && status) {
  form.addEventListener("change", changed);
  form.addEventListener("input", (event) => {
    if (event.target.matches("input[type=text], input:not([type]), textarea")) changed(event);
  });
  form.addEventListener("submit", submitted);
  window.addEventListener("offline", () => say("offline"));
  window.addEventListener("online", () => {
    failures = 0;
    if (dirty) save();
    else if (!busy) say(closed ? "conflict" : "online");
  });
  window.addEventListener("pagehide", () => {
    if (dirty && !busy && !closed) post(form.dataset.autosave, fields());
  });
  sendKept();
}
