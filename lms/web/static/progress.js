// Shows how far a piece of background work is. Without this script a link shows the newest state.
//
// <section data-progress-url="address"> with a <progress> and, if wanted, an element
// [data-progress-text="{done} … {total}"]. The server answers {done, total, finished}.
// The request says that it is a poll, so that an open page alone does not keep a session alive.

const PAUSE_MS = 1500;
const SLOWER_MS = 10000;

const box = document.querySelector("[data-progress-url]");

function show({ done, total }) {
  const bar = box.querySelector("progress");
  const text = box.querySelector("[data-progress-text]");
  if (bar && total > 0) {
    bar.max = total;
    bar.value = done;
  }
  if (text && total > 0) {
    const write = (number) => new Intl.NumberFormat(document.documentElement.lang).format(number);
    text.textContent = text.dataset.progressText.replace("{done}", write(done)).replace("{total}", write(total));
  }
}

async function look() {
  let pause = PAUSE_MS;
  try {
    const headers = { Accept: "application/json", "X-Poll": "1" };
    const answer = await fetch(box.dataset.progressUrl, { headers });
    if (answer.status === 401 || answer.status === 404) {
      location.reload();
      return;
    }
    if (!answer.ok) throw new Error(String(answer.status));
    const state = await answer.json();
    if (state.finished) {
      location.reload();
      return;
    }
    show(state);
  } catch {
    pause = SLOWER_MS;
  }
  setTimeout(look, pause);
}

if (box) setTimeout(look, PAUSE_MS);
