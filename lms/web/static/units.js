// Suggests units while somebody types into an [data-units] field: the server answers with the names
// that are like it, and the browser shows them in the field's own list. Without this script the form
// takes a code or a name, and offers choices when it does not know it.

const PAUSE_MS = 200;

for (const field of document.querySelectorAll("[data-units]")) {
  let timer = 0;
  let last = 0;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const turn = ++last;
      try {
        const answer = await fetch(`${field.dataset.units}?q=${encodeURIComponent(field.value)}`, {
          headers: { Accept: "application/json" },
        });
        if (!answer.ok || turn !== last) return;
        const names = await answer.json();
        field.list.replaceChildren(...names.map((name) => new Option(name, name)));
      } catch {
        // offline: what is typed is looked up when the form is sent
      }
    }, PAUSE_MS);
  });
}
