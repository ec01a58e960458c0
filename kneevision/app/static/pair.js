// Two clips with one control: step k of the cycle is a moment of either clip, told by the server.

import { Clock } from "./review-clock.js";
import { Overlay } from "./review-overlay.js";

const room = document.querySelector("#pair");
const by = (name) => room.querySelector(`#${name}`);
// A picture may be so far off its moment while both run, s, before it is set right.
const APART_S = 0.05;

async function open() {
  const answer = await fetch(room.dataset.pair);
  const told = await answer.json();
  if (!answer.ok) by("said").textContent = told.error;
  else if (!Object.keys(told.sides).length) by("said").textContent = "Neither leg has a typical cycle in both clips.";
  else begin(told);
}

function begin(told) {
  const clocks = [...room.querySelectorAll("figure")].map((figure, which) => {
    const clock = new Clock(figure.querySelector("video"), told.scenes[which].times);
    const overlay = new Overlay(figure.querySelector("canvas"), told.scenes[which]);
    clock.watch((frame) => overlay.draw(frame));
    return clock;
  });
  let side = Object.keys(told.sides)[0];
  let step = 0;
  let speed = 0.25;
  let begun = null;
  const times = () => told.sides[side].times;
  const last = () => times()[0].length - 1;

  function show(to) {
    step = Math.max(0, Math.min(last(), to));
    clocks.forEach((clock, which) => clock.seek(times()[which][step]));
    by("phase").value = step;
  }

  // Each runs at the rate that keeps it in step until the next knot of the cycle.
  function rates() {
    const middle = Math.round(told.sides[side].middle * last());
    const [from, to] = step < middle ? [0, middle] : [middle, last()];
    const lasts_s = (to - from) / told.steps_per_s;
    clocks.forEach((clock, which) => {
      const own_s = times()[which][to] - times()[which][from];
      clock.video.playbackRate = Math.max(0.0625, (speed * own_s) / lasts_s);
    });
  }

  function tick(now) {
    if (begun === null) return;
    const at = begun.step + ((now - begun.at) / 1000) * told.steps_per_s * speed;
    if (at >= last()) {
      play(0);
      return;
    }
    step = Math.floor(at);
    by("phase").value = step;
    rates();
    clocks.forEach((clock, which) => {
      const wanted = times()[which][step] - clock.times[0];
      if (Math.abs(clock.video.currentTime - wanted) > APART_S) clock.video.currentTime = wanted;
    });
    requestAnimationFrame(tick);
  }

  function play(from) {
    show(from);
    begun = { step, at: performance.now() };
    rates();
    for (const clock of clocks) clock.video.play().catch(() => {});
    requestAnimationFrame(tick);
  }

  function pause() {
    begun = null;
    show(step);
  }

  const toggle = () => (begun === null ? play(step >= last() ? 0 : step) : pause());
  const by_one = (way) => {
    begun = null;
    show(step + way);
  };

  function choose(next) {
    side = next;
    by("phase").max = last();
    for (const choice of room.querySelectorAll("[data-side]")) {
      choice.disabled = !told.sides[choice.dataset.side];
      choice.setAttribute("aria-pressed", String(choice.dataset.side === side));
    }
    begun = null;
    show(0);
  }

  function at_speed(rate) {
    speed = rate;
    for (const choice of room.querySelectorAll("[data-speed]")) {
      choice.setAttribute("aria-pressed", String(Number(choice.dataset.speed) === rate));
    }
    if (begun !== null) play(step);
  }

  by("back").addEventListener("click", () => by_one(-1));
  by("forward").addEventListener("click", () => by_one(1));
  by("play").addEventListener("click", toggle);
  by("phase").addEventListener("input", () => {
    begun = null;
    show(Number(by("phase").value));
  });
  for (const choice of room.querySelectorAll("[data-side]")) choice.addEventListener("click", () => choose(choice.dataset.side));
  for (const choice of room.querySelectorAll("[data-speed]")) {
    choice.addEventListener("click", () => at_speed(Number(choice.dataset.speed)));
  }
  const keys = {
    ArrowLeft: () => by_one(-1),
    ArrowRight: () => by_one(1),
    " ": toggle,
    1: () => at_speed(1),
    2: () => at_speed(0.5),
    4: () => at_speed(0.25),
    8: () => at_speed(0.125),
  };
  document.addEventListener("keydown", (event) => {
    const pressing = event.target.tagName === "BUTTON" && (event.key === " " || event.key === "Enter");
    if (pressing || event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  at_speed(0.25);
  choose(side);
  by("said").textContent = "";
}

open();
