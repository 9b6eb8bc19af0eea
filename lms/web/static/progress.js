// Shows how far a job is; without this script the page's own link does the same.
const box = document.querySelector("[data-progress-url]");

async function look() {
  try {
    const answer = await fetch(box.dataset.progressUrl, {
      headers: { Accept: "application/json", "X-Poll": "1" },
    });
    if (answer.ok) {
      const state = await answer.json();
      if (state.finished) {
        window.location.reload();
        return;
      }
      const bar = box.querySelector("progress");
      if (state.total && state.done < state.total) {
        bar.max = state.total;
        bar.value = state.done;
      } else {
        bar.removeAttribute("value");
      }
    }
  } catch {
    // No connection: try again at the next turn.
  }
  window.setTimeout(look, 1500);
}

if (box) {
  window.setTimeout(look, 800);
}
