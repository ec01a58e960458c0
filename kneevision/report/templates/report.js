"use strict";
// A point of a chart stands for a stretch of the video: a click jumps to its moment and repeats the stretch.
(() => {
  const video = document.querySelector("video");
  if (!video) return;
  const stop = document.querySelector("#stop-loop");
  let loop = null;

  function repeat(point) {
    const [from, at, to] = point.dataset.loop.split(" ").map(Number);
    document.querySelectorAll(".point.on").forEach((other) => other.classList.remove("on"));
    point.classList.add("on");
    loop = { from, to };
    video.pause();
    video.currentTime = at;
    stop.textContent = `Repeating: ${point.dataset.name}. Stop`;
    stop.hidden = false;
    const seen = video.getBoundingClientRect();
    if (seen.bottom < 80 || seen.top > window.innerHeight - 80) video.scrollIntoView({ block: "center" });
  }

  function release() {
    loop = null;
    stop.hidden = true;
    document.querySelectorAll(".point.on").forEach((other) => other.classList.remove("on"));
  }

  document.querySelectorAll("[data-loop]").forEach((point) => {
    point.addEventListener("click", () => repeat(point));
    point.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        repeat(point);
      }
    });
  });
  stop.addEventListener("click", release);

  const traces = [...document.querySelectorAll("svg[data-clock]")].map((chart) => ({
    head: chart.querySelector(".playhead"),
    clock: chart.dataset.clock.split(" ").map(Number),
  }));
  const [left, right] = [Number(document.body.dataset.left), Number(document.body.dataset.right)];

  function follow() {
    if (loop && !video.paused && (video.currentTime >= loop.to || video.currentTime < loop.from - 0.05)) {
      video.currentTime = loop.from;
    }
    for (const { head, clock } of traces) {
      const share = (video.currentTime - clock[0]) / (clock[1] - clock[0]);
      head.toggleAttribute("hidden", share < 0 || share > 1); // replays come after the clip
      head.setAttribute("transform", `translate(${left + share * (right - left)},0)`);
    }
  }

  function eachPicture() {
    follow();
    if (!video.paused) requestAnimationFrame(eachPicture);
  }
  video.addEventListener("play", eachPicture);
  for (const event of ["seeked", "timeupdate", "loadedmetadata"]) video.addEventListener(event, follow);
})();
