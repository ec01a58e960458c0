// A video and the frames of the analysis: which one is shown, and how to go to another.

export class Clock {
  // `times`: s of the frames, real time; the player's zero is the first of them.
  constructor(video, times) {
    this.video = video;
    this.times = times;
    this.loop = null;
    this.watchers = [];
    this._shown = 0;
    video.addEventListener("play", () => this._tick());
    for (const event of ["seeked", "loadeddata"]) video.addEventListener(event, () => this._tell(video.currentTime));
  }

  get frame() {
    return this._shown;
  }

  get seconds() {
    return this.times[this._shown];
  }

  // Told the frame's number whenever another picture is shown.
  watch(watcher) {
    this.watchers.push(watcher);
  }

  // Pictures change at their times: the middle of the interval is safe from rounding.
  show(frame) {
    const last = this.times.length - 1;
    const to = Math.max(0, Math.min(last, frame));
    const half = to < last ? (this.times[to + 1] - this.times[to]) / 2 : 0.004;
    this.video.pause();
    this.video.currentTime = this.times[to] - this.times[0] + half;
    this._tell(this.video.currentTime);
  }

  step(frames) {
    this.release();
    this.show(this._shown + frames);
  }

  seek(seconds) {
    this.show(this.frameAt(seconds));
  }

  repeat(from, to) {
    this.loop = { from: from - this.times[0], to: to - this.times[0] };
    this.video.currentTime = this.loop.from;
    this._play();
  }

  release() {
    this.loop = null;
  }

  toggle() {
    if (this.video.paused) this._play();
    else this.video.pause();
  }

  // A pause that follows at once is no error.
  _play() {
    this.video.play().catch(() => {});
  }

  // The last frame that has begun by then.
  frameAt(seconds) {
    let low = 0;
    let high = this.times.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.times[middle] <= seconds + 1e-4) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  _tick() {
    const { video, loop } = this;
    if (loop && (video.currentTime >= loop.to || video.currentTime < loop.from - 0.1)) video.currentTime = loop.from;
    if (!video.requestVideoFrameCallback) this._tell(video.currentTime);
    if (video.paused) return;
    if (video.requestVideoFrameCallback) {
      video.requestVideoFrameCallback((_, shown) => {
        this._tell(shown.mediaTime);
        this._tick();
      });
    } else requestAnimationFrame(() => this._tick());
  }

  _tell(mediaTime) {
    this._shown = this.frameAt(mediaTime + this.times[0]);
    for (const watcher of this.watchers) watcher(this._shown);
  }
}
