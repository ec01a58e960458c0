// The lists beside the video: strides or repetitions, notes, what was moved.

function made(tag, text, attributes = {}) {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

function button(text, label, act) {
  const element = made("button", text, { type: "button", "aria-label": label });
  element.addEventListener("click", act);
  return element;
}

const WORDS = { line: "beyond the line", atypical: "odd", uncertain: "beyond the line, not certain" };
const EVENTS = { initial_contact: "initial contact", toe_off: "toe-off" };

export function cycleList(place, scene, edits, at, choose) {
  place.replaceChildren();
  for (const cycle of scene.cycles) {
    const row = made("li", "", { class: cycle.valid ? cycle.side : `${cycle.side} out`, "data-cycle": `${cycle.side}-${cycle.index}` });
    if (at === cycle) row.setAttribute("aria-current", "true");
    const values = cycle.valid ? cycle.values.join(", ") : `not counted: ${cycle.reason}`;
    row.append(
      button(`${cycle.name}, ${cycle.start.toFixed(1)} s`, `Repeat ${cycle.name}`, () => choose(cycle)),
      made("span", values, { class: "value" }),
    );
    if (cycle.mark) row.append(made("span", WORDS[cycle.mark], { class: "mark" }));
    const bad = edits.isBad(cycle);
    if (bad || cycle.valid) {
      const word = bad ? "Count again" : "Mark as bad";
      row.append(button(word, `${word}: ${cycle.name}`, () => edits.mark(cycle, !bad)));
    }
    place.append(row);
  }
}

export function noteList(place, edits, seek) {
  place.replaceChildren();
  for (const note of [...edits.now.notes].sort((one, other) => one.at_s - other.at_s)) {
    const row = made("li");
    row.append(
      button(`${note.at_s.toFixed(2)} s`, `Show ${note.at_s.toFixed(2)} s`, () => seek(note.at_s)),
      made("span", note.text, { class: "text" }),
      button("Delete", `Delete the note at ${note.at_s.toFixed(2)} s`, () => edits.forget(note)),
    );
    place.append(row);
  }
}

export function moveList(place, edits, seek) {
  place.replaceChildren();
  for (const move of edits.now.moved) {
    const what = `${move.side} ${EVENTS[move.event]}`;
    const row = made("li");
    row.append(
      button(`${move.to_s.toFixed(3)} s`, `Show the ${what}`, () => seek(move.to_s)),
      made("span", `${what}, found at ${move.from_s.toFixed(3)} s`, { class: "text" }),
      button("Put back", `Put the ${what} back`, () => edits.putBack(move)),
    );
    place.append(row);
  }
}
