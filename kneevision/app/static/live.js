// How clips stand while the page is open. The app tells all of it each time, so that a reload loses nothing.
const part = document.querySelector("[data-events]");
const said = part?.querySelector(".said");
const list = part?.querySelector("[data-add]");
let source = null;

function rowOf(id) {
  return part.querySelector(`[data-clip="${id}"]`);
}

async function drawn(id) {
  const answer = await fetch(`/clips/${id}/row`);
  if (!answer.ok) return null;
  const held = document.createElement("template");
  held.innerHTML = await answer.text(); // from the app itself, everything in it escaped
  return held.content.querySelector("[data-clip]");
}

async function follow(told) {
  for (const { id, look, words, percent } of told) {
    let row = rowOf(id);
    if (row?.dataset.look !== look) {
      if (row && "reload" in part.dataset && !/-(checking|held|queued|running)-/.test(look)) {
        location.reload();
        return;
      }
      const fresh = await drawn(id);
      if (!fresh) continue;
      const before = row?.dataset.look;
      if (row) row.replaceWith(fresh);
      else if (list) list.append(fresh);
      row = fresh;
      if (before !== undefined) said.textContent = `${row.dataset.name}: ${words}`;
    }
    row.querySelector(".words").textContent = words;
    const bar = row.querySelector("progress");
    if (bar && percent !== null) bar.value = percent;
  }
  const there = new Set(told.map(({ id }) => id));
  for (const row of part.querySelectorAll("[data-clip]")) if (!there.has(row.dataset.clip)) row.remove();
}

function gone(is) {
  document.querySelector(".gone")?.remove();
  if (!is) return;
  const words = document.createElement("p");
  words.className = "gone";
  words.setAttribute("role", "alert");
  words.textContent =
    "The app does not answer. If it was stopped, start it again: what was being analyzed goes on by itself. Then use the window that it opens.";
  document.querySelector("main").prepend(words);
}

// One event after the other: a row that is being fetched is not fetched twice.
let turn = Promise.resolve();
function listen() {
  source = new EventSource(part.dataset.events);
  source.addEventListener("open", () => gone(false));
  source.addEventListener("message", (event) => {
    turn = turn.then(() => follow(JSON.parse(event.data))).catch(() => {});
  });
  source.addEventListener("error", () => gone(true));
}

if (part) {
  listen();
  // A browser has few connections to one address: a page that is not seen gives its own back.
  document.addEventListener("visibilitychange", () => {
    source.close();
    if (!document.hidden) listen();
  });
}
