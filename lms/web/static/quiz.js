// Saves an answer as it is chosen. While there is no connection the newest answer waits in this
// browser and goes out by itself when the connection is back. Every word shown comes from the page.
const form = document.querySelector("form[data-autosave]");
const RETRY_MS = 5000;
const TYPING_MS = 800;

if (form) {
  const status = form.querySelector("[data-save-status]");
  const sequence = form.elements.namedItem("sequence");
  const key = `answer ${form.dataset.autosave}`;
  let timer = 0;
  let sending = false;
  let again = false;

  const say = (text) => {
    status.textContent = text;
  };

  const fields = () => {
    const sent = new URLSearchParams(new FormData(form));
    sent.delete("csrf_token");
    sent.delete("sequence");
    return sent.toString();
  };

  const later = (delay) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(save, delay);
  };

  const accept = async (answer) => {
    const saved = await answer.json();
    sequence.value = saved.sequence;
    window.localStorage.removeItem(key);
    say(status.dataset.saved.replace("{time}", saved.saved_at));
  };

  async function save() {
    if (sending) {
      again = true;
      return;
    }
    sending = true;
    say(status.dataset.saving);
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams(new FormData(form)),
      });
      if (answer.ok) {
        await accept(answer);
      } else if (answer.status === 409) {
        window.localStorage.removeItem(key);
        say(status.dataset.conflict);
      } else if (answer.status === 401 || answer.status === 400) {
        say(status.dataset.expired);
      } else if (answer.status === 422) {
        say("");
      } else {
        say(status.dataset.offline);
        later(RETRY_MS);
      }
    } catch {
      say(status.dataset.offline);
      later(RETRY_MS);
    }
    sending = false;
    if (again) {
      again = false;
      later(0);
    }
  }

  const remember = (delay) => {
    window.localStorage.setItem(key, fields());
    later(delay);
  };

  const restore = () => {
    const kept = window.localStorage.getItem(key);
    if (!kept) {
      return;
    }
    const values = new URLSearchParams(kept);
    for (const field of form.elements) {
      if (!field.name.startsWith("answer")) {
        continue;
      }
      if (field.type === "radio" || field.type === "checkbox") {
        field.checked = values.getAll(field.name).includes(field.value);
      } else {
        field.value = values.get(field.name) ?? "";
      }
    }
    later(0);
  };

  form.addEventListener("change", () => remember(0));
  form.addEventListener("input", (event) => {
    if (event.target.type === "text") {
      remember(TYPING_MS);
    }
  });
  form.addEventListener("submit", () => window.localStorage.removeItem(key));
  window.addEventListener("online", () => later(0));
  window.addEventListener("offline", () => say(status.dataset.offline));
  restore();
}
