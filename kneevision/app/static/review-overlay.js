// The legs over the video: lines from joint to joint, the thigh prolonged past the knee and its vertical.

const [HIP, KNEE, ANKLE, HEEL, TOE] = [0, 1, 2, 3, 4];
const BONES = [[HIP, KNEE], [KNEE, ANKLE], [ANKLE, HEEL], [HEEL, TOE], [ANKLE, TOE]];

export class Overlay {
  constructor(canvas, scene) {
    this.canvas = canvas;
    this.scene = scene;
    this.wanted = { legs: true, lines: true, numbers: true };
    [canvas.width, canvas.height] = scene.size;
    this.bone = Math.max(2, Math.sqrt(scene.size[0] * scene.size[1]) / 130);
  }

  draw(frame) {
    const pen = this.canvas.getContext("2d");
    pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    pen.lineCap = "round";
    for (const side of ["left", "right"]) {
      const points = this._points(side, frame);
      if (this.wanted.lines && this._loaded(side, frame)) this._construction(pen, points);
      if (this.wanted.legs) this._leg(pen, points, side, this._loaded(side, frame));
    }
    if (this.wanted.numbers) this._numbers(pen, frame);
  }

  _points(side, frame) {
    const flat = this.scene.legs[side][frame];
    return [0, 2, 4, 6, 8].map((at) => (flat[at] === null || flat[at + 1] === null ? null : [flat[at], flat[at + 1]]));
  }

  _loaded(side, frame) {
    const now = this.scene.times[frame];
    return this.scene.cycles.some((c) => c.legs.includes(side) && c.window && c.window[0] <= now && now < c.window[1]);
  }

  _leg(pen, points, side, loaded) {
    pen.strokeStyle = pen.fillStyle = this.scene.colours[side];
    for (const [from, to] of BONES) {
      pen.lineWidth = this.bone * (loaded ? 1 : 0.55) * (to === KNEE || to === ANKLE ? 1 : 0.6);
      this._line(pen, points[from], points[to]);
    }
    for (const joint of [HIP, KNEE, ANKLE]) {
      if (!points[joint]) continue;
      pen.beginPath();
      pen.arc(...points[joint], this.bone * 1.2, 0, 2 * Math.PI);
      pen.fill();
    }
  }

  _construction(pen, points) {
    const [hip, knee] = points;
    if (!hip || !knee) return;
    const beyond = [2 * knee[0] - hip[0], 2 * knee[1] - hip[1]];
    pen.strokeStyle = "rgba(255, 255, 255, 0.85)";
    pen.lineWidth = this.bone * 0.45;
    pen.setLineDash([this.bone * 2, this.bone * 1.5]);
    this._line(pen, knee, beyond);
    this._line(pen, hip, [hip[0], knee[1]]);
    pen.setLineDash([]);
  }

  _numbers(pen, frame) {
    const size = Math.max(14, this.canvas.width / 30);
    pen.font = `600 ${size}px system-ui, sans-serif`;
    pen.textAlign = "center";
    for (const side of ["left", "right"]) {
      const knee = this._points(side, frame)[KNEE];
      if (!knee || !this._loaded(side, frame)) continue;
      this.scene.traces.forEach((trace, row) => {
        const value = trace.sides[side] && trace.sides[side][frame];
        if (value === null || value === undefined || value === false) return;
        const text = `${trace.title} ${value.toFixed(0).replace("-", "\u2212")}\u00b0`;
        const half = pen.measureText(text).width / 2 + size / 3;
        const other = this._points(side === "left" ? "right" : "left", frame)[KNEE];
        const away = other && other[0] > knee[0] ? -1 : 1;
        const x = Math.min(this.canvas.width - half, Math.max(half, knee[0] + away * (half + this.bone * 5)));
        const y = knee[1] + row * size * 1.5;
        pen.fillStyle = "rgba(18, 22, 27, 0.8)";
        pen.fillRect(x - half, y - size, 2 * half, size * 1.4);
        pen.fillStyle = this.scene.colours[side];
        pen.fillText(text, x, y);
      });
    }
  }

  _line(pen, from, to) {
    if (!from || !to) return;
    pen.beginPath();
    pen.moveTo(...from);
    pen.lineTo(...to);
    pen.stroke();
  }
}
