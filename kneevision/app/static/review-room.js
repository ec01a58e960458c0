// The review room: one clip, its drawing, its traces, its lists, and the keys.

import { Clock } from "./review-clock.js";
import { Edits } from "./review-edits.js";
import { cycleList, moveList, noteList } from "./review-lists.js";
import { Overlay } from "./review-overlay.js";
import { Traces } from "./review-traces.js";

const room = document.querySelector("#review");
const by = (name) => room.querySelector(`#${name}`);
const say = (text) => {
  by("said").textContent = text;
};

async function open() {
  const answer = await fetch(room.dataset.scene);
  const told = await answer.json();
  if (answer.ok) begin(told);
  else say(`The analysis cannot be shown: ${told.error}`);
}

function begin(first) {
  let scene = first;
  let current = null;
  const clock = new Clock(by("video"), scene.times);
  const overlay = new Overlay(by("overlay"), scene);
  const edits = new Edits(room.dataset.edits, scene.edits, changed, say);
  const traces = new Traces(by("traces"), scene, clock, (move) => edits.move(move));

  function lists() {
    cycleList(by("cycles"), scene, edits, current, choose);
    noteList(by("notes"), edits, (at) => clock.seek(at));
    moveList(by("moves"), edits, (at) => clock.seek(at));
    by("moved").hidden = !edits.now.moved.length;
    by("undo").disabled = !edits.before.length;
  }

  function changed(next) {
    if (next) {
      scene = overlay.scene = traces.scene = next;
      current = current && scene.cycles.find((c) => c.side === current.side && c.index === current.index);
    }
    lists();
    traces.draw();
    overlay.draw(clock.frame);
  }

  function choose(cycle) {
    current = cycle;
    const air = 0.15 * (cycle.end - cycle.start);
    clock.repeat(cycle.start, cycle.end);
    traces.zoom(cycle.start - air, cycle.end + air);
    lists();
    room.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }

  // The cycle about the playhead, else the next one.
  function here() {
    const now = clock.seconds;
    return scene.cycles.find((c) => c.start <= now && now < c.end) ?? scene.cycles.find((c) => c.start > now);
  }

  function nextFlagged() {
    const flagged = scene.cycles.filter((c) => c.mark === "line" || c.mark === "atypical");
    const now = current ? current.start : clock.seconds - 1e-3;
    const next = flagged.find((c) => c.start > now) ?? flagged[0];
    if (next) choose(next);
    else say(`No ${scene.called.one} is flagged.`);
  }

  function whole() {
    current = null;
    clock.release();
    traces.zoom();
    lists();
  }

  function speed(rate) {
    by("video").playbackRate = rate;
    for (const choice of room.querySelectorAll("[data-speed]")) {
      choice.setAttribute("aria-pressed", String(Number(choice.dataset.speed) === rate));
    }
  }

  function moving(on) {
    traces.editing = on;
    by("move").setAttribute("aria-pressed", String(on));
    const at = on && (current ?? here());
    if (at) choose(at);
    clock.video.pause();
    traces.draw();
  }

  // Who is to be measured instead: pressed on in the picture.
  function asking(on) {
    by("person").setAttribute("aria-pressed", String(on));
    room.querySelector(".stage").classList.toggle("asking", on);
    say(on ? "Press on the person who is to be measured; everything put right by hand is dropped." : "");
  }

  by("video").addEventListener("click", (event) => {
    if (by("person").getAttribute("aria-pressed") !== "true") return;
    const scale = scene.size[0] / by("video").clientWidth;
    const at = [event.offsetX, event.offsetY].map((px) => (px * scale).toFixed(1));
    by("another").elements.person.value = at.join(",");
    by("another").submit();
  });

  clock.watch((frame) => {
    overlay.draw(frame);
    traces.draw();
    by("time").textContent = `${clock.seconds.toFixed(2)} s, picture ${frame + 1} of ${scene.times.length}`;
  });
  const acts = {
    back: () => clock.step(-1),
    forward: () => clock.step(1),
    play: () => clock.toggle(),
    loop: () => here() && choose(here()),
    flagged: nextFlagged,
    whole,
    undo: () => edits.undo(),
    move: () => moving(!traces.editing),
    person: () => asking(by("person").getAttribute("aria-pressed") !== "true"),
  };
  for (const [name, act] of Object.entries(acts)) by(name).addEventListener("click", act);
  for (const choice of room.querySelectorAll("[data-speed]")) {
    choice.addEventListener("click", () => speed(Number(choice.dataset.speed)));
  }
  for (const choice of room.querySelectorAll("[data-draw]")) {
    choice.addEventListener("change", () => {
      overlay.wanted[choice.dataset.draw] = choice.checked;
      overlay.draw(clock.frame);
    });
  }
  by("note").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = by("text").value.trim();
    if (text) edits.note(clock.seconds, text);
    by("text").value = "";
  });

  const keys = {
    ArrowLeft: () => clock.step(-1),
    ArrowRight: () => clock.step(1),
    PageUp: () => clock.step(-10),
    PageDown: () => clock.step(10),
    " ": acts.play,
    l: acts.loop,
    f: nextFlagged,
    w: whole,
    1: () => speed(1),
    2: () => speed(0.5),
    4: () => speed(0.25),
    8: () => speed(0.125),
  };
  document.addEventListener("keydown", (event) => {
    const writing = /^(TEXTAREA|INPUT|SELECT)$/.test(event.target.tagName) && event.target.type !== "checkbox";
    const pressing = event.target.tagName === "BUTTON" && (event.key === " " || event.key === "Enter");
    if (writing || pressing || event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });

  by("move").hidden = !scene.steps;
  speed(1);
  lists();
  traces.draw();
  clock.show(0);
  say("");
}

open();
