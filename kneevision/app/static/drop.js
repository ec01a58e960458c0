import { tooLarge, upload } from "./upload.js";

// Files that are dropped or chosen go to the app one after the other; each has a row until it is a clip of the session.
const zone = document.querySelector("#drop");
const list = document.querySelector("#uploads");
const chooser = zone.querySelector("input[type=file]");
const waiting = [];
let busy = false;

export function add(file) {
  const row = document.createElement("li");
  row.className = "clip";
  const head = row.appendChild(document.createElement("div"));
  head.className = "clip-head";
  head.appendChild(document.createElement("h3")).textContent = file.name;
  const words = head.appendChild(document.createElement("span"));
  words.className = "words";
  const bar = row.appendChild(document.createElement("progress"));
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", `How much of ${file.name} has come in`);
  const button = row.appendChild(document.createElement("button"));
  button.type = "button";
  button.className = "quiet";
  button.textContent = "Take it back";
  list.append(row);

  const entry = { file, taken: false, abort: null };
  const end = (text) => {
    bar.remove();
    words.textContent = text;
    words.setAttribute("role", "alert");
    button.textContent = "Close";
    button.onclick = () => row.remove();
  };
  button.onclick = () => {
    entry.taken = true;
    if (entry.abort) entry.abort();
    else row.remove();
  };
  const wrong = tooLarge(file, Number(zone.dataset.limit));
  if (wrong) {
    row.classList.add("failed");
    end(wrong);
    return;
  }
  entry.send = () =>
    upload(address(file), file, (fraction, abort) => {
      if (abort) entry.abort = abort;
      bar.value = fraction;
      words.textContent = fraction < 1 ? `${Math.floor(100 * fraction)} % has come in` : "Looking into the file";
      if (fraction >= 1) bar.removeAttribute("value");
    }).then(
      () => row.remove(),
      (error) => {
        row.classList.add("failed");
        if (entry.taken) row.remove();
        else end(error.message);
      },
    );
  words.textContent = "Waiting";
  waiting.push(entry);
  next();
}

// A form's fields as they are now: what is chosen below the drop zone holds for what is dropped next.
function address(file) {
  const told = new URLSearchParams({ name: file.name });
  for (const field of zone.querySelectorAll("select, .fields input")) {
    if (field.type !== "checkbox" || field.checked) told.set(field.name, field.value);
  }
  return `${zone.getAttribute("action")}?${told}`;
}

async function next() {
  if (busy) return;
  const entry = waiting.shift();
  if (!entry) return;
  if (!entry.taken) {
    busy = true;
    await entry.send();
    busy = false;
  }
  next();
}

function takeChosen() {
  for (const file of chooser.files) add(file);
  chooser.value = "";
}
chooser.addEventListener("change", takeChosen);
takeChosen(); // what was chosen before this script had come
zone.addEventListener("submit", (event) => event.preventDefault());

// A file that misses the zone must not take the page's place.
for (const kind of ["dragover", "drop"]) window.addEventListener(kind, (event) => event.preventDefault());
zone.addEventListener("dragover", () => zone.classList.add("over"));
for (const kind of ["dragleave", "drop"]) zone.addEventListener(kind, () => zone.classList.remove("over"));
zone.addEventListener("drop", (event) => {
  for (const file of event.dataTransfer.files) add(file);
});
window.addEventListener("beforeunload", (event) => {
  if (busy || waiting.length) event.preventDefault();
});
