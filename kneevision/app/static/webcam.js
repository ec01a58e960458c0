import { add } from "./drop.js";

// Record with a camera of this machine. Browsers allow that on the machine's own address only, or with https.
const open = document.querySelector("#webcam");
const panel = document.querySelector("#recording");
const picture = panel.querySelector("video");
const said = panel.querySelector(".said");
const [start, stop, close] = ["start", "stop", "close"].map((name) => panel.querySelector(`[data-do=${name}]`));
const KINDS = ["video/mp4;codecs=avc1.42E01F", "video/mp4", "video/webm;codecs=vp9", "video/webm"];
let camera = null;
let recorder = null;

open.hidden = !(navigator.mediaDevices?.getUserMedia && window.MediaRecorder);

open.addEventListener("click", async () => {
  try {
    camera = await navigator.mediaDevices.getUserMedia({
      video: { frameRate: { ideal: 60 }, width: { ideal: 1280 }, height: { ideal: 720 } },
    });
  } catch {
    panel.hidden = false;
    start.hidden = true;
    said.textContent = "No camera can be used: allow it in the browser, or plug one in.";
    return;
  }
  picture.srcObject = camera;
  await picture.play();
  const { width, height, frameRate } = camera.getVideoTracks()[0].getSettings();
  said.textContent = `${width} × ${height}, ${Math.round(frameRate)} pictures a second`;
  start.hidden = false;
  panel.hidden = false;
  start.focus();
});

start.addEventListener("click", () => {
  const kind = KINDS.find((each) => MediaRecorder.isTypeSupported(each));
  recorder = new MediaRecorder(camera, { mimeType: kind, videoBitsPerSecond: 8e6 });
  const pieces = [];
  recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
  recorder.addEventListener("stop", () => {
    const now = new Date();
    const when = [now.getHours(), now.getMinutes(), now.getSeconds()].map((part) => String(part).padStart(2, "0"));
    const suffix = kind.startsWith("video/mp4") ? "mp4" : "webm";
    add(new File(pieces, `camera_${when.join("-")}.${suffix}`, { type: kind }));
  });
  recorder.start(1000);
  start.hidden = true;
  stop.hidden = false;
  said.textContent = "Recording";
  stop.focus();
});

stop.addEventListener("click", () => {
  recorder.stop();
  stop.hidden = true;
  start.hidden = false;
  said.textContent = "Kept. Record another one, or close the camera.";
});

close.addEventListener("click", () => {
  if (recorder?.state === "recording") recorder.stop();
  camera?.getTracks().forEach((track) => track.stop());
  picture.srcObject = null;
  panel.hidden = true;
  stop.hidden = true;
  open.focus();
});
