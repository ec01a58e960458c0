// One file as the body of a request; resolves with the answer, rejects with words for people.
export function upload(address, file, told) {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) told(event.loaded / event.total);
    });
    request.addEventListener("load", () => {
      const answer = parsed(request.responseText);
      if (request.status < 300) done(answer);
      else failed(new Error(answer.error ?? "The app did not take it: reload this page and try again."));
    });
    request.addEventListener("error", () => failed(new Error("The upload broke off. Is the app still running? Then try again.")));
    request.addEventListener("abort", () => failed(new Error("Taken back.")));
    request.send(file);
    told(0, () => request.abort());
  });
}

export function tooLarge(file, limit) {
  if (file.size <= limit) return "";
  return `${file.name} is larger than ${(limit / 2 ** 30).toPrecision(3)} GB: cut it to the minute that matters.`;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
