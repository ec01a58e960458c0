import { upload } from "./upload.js";

const form = document.querySelector("#import");
const said = form.parentElement.querySelector(".said");
const bar = form.querySelector("progress");
const button = form.querySelector("button");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const [file] = form.querySelector("input").files;
  button.disabled = true;
  bar.hidden = false;
  said.textContent = "Reading the zip";
  try {
    const { person } = await upload("/import", file, (fraction) => {
      bar.value = 100 * fraction;
      if (fraction >= 1) said.textContent = "Looking into every clip in it";
    });
    location.assign(`/people/${person}`);
  } catch (error) {
    said.textContent = error.message;
  } finally {
    button.disabled = false;
    bar.hidden = true;
  }
});
