// Both sides' angles over time with the playhead; a press goes there, a contact's handle can be moved.

const EDGE = { left: 46, right: 10, top: 20, bottom: 20 };
const REACH_PX = 8;

export class Traces {
  // `moved(event)`: told { side, event, from_s, to_s } when a handle was let go elsewhere.
  constructor(canvas, scene, clock, moved) {
    Object.assign(this, { canvas, scene, clock, moved, editing: false, held: null });
    this.from = scene.times[0];
    this.to = scene.times[scene.times.length - 1];
    this.colours = getComputedStyle(document.documentElement);
    canvas.addEventListener("pointerdown", (event) => this._press(event));
    canvas.addEventListener("pointermove", (event) => this._drag(event));
    canvas.addEventListener("pointerup", (event) => this._let(event));
    canvas.addEventListener("pointercancel", () => this._drop());
    new ResizeObserver(() => this.draw()).observe(canvas);
  }

  // Show the stretch about one cycle, or the whole clip.
  zoom(from, to) {
    this.from = from ?? this.scene.times[0];
    this.to = to ?? this.scene.times[this.scene.times.length - 1];
    this.draw();
  }

  draw() {
    const { canvas, scene } = this;
    const scale = window.devicePixelRatio || 1;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    if (!width) return;
    canvas.width = width * scale;
    canvas.height = height * scale;
    const pen = canvas.getContext("2d");
    pen.scale(scale, scale);
    pen.font = "12px system-ui, sans-serif";
    const rows = scene.traces.length || 1;
    scene.traces.forEach((trace, row) => this._row(pen, trace, (height * row) / rows, height / rows));
    this._handles(pen, height);
    this._playhead(pen, height);
  }

  x(seconds) {
    const field = this.canvas.clientWidth - EDGE.left - EDGE.right;
    return EDGE.left + ((seconds - this.from) / (this.to - this.from)) * field;
  }

  seconds(x) {
    const field = this.canvas.clientWidth - EDGE.left - EDGE.right;
    return this.from + ((x - EDGE.left) / field) * (this.to - this.from);
  }

  _colour(name) {
    return this.colours.getPropertyValue(`--${name}`).trim() || "#888";
  }

  _row(pen, trace, top, height) {
    const values = this._withinWindows(trace);
    const lines = Object.values(trace.lines).filter((v) => v !== null);
    if (!values.length) return;
    const low = Math.min(...values, ...lines, 0);
    const high = Math.max(...values, ...lines, low + 8);
    const y = (value) => top + height - EDGE.bottom - ((value - low) / (high - low)) * (height - EDGE.top - EDGE.bottom);
    this._windows(pen, top + EDGE.top, height - EDGE.top - EDGE.bottom);
    pen.fillStyle = this._colour("ink");
    pen.textAlign = "left";
    pen.fillText(`${trace.title}, degrees (${trace.sign})`, EDGE.left, top + 13);
    pen.textAlign = "right";
    for (const value of [low, high]) pen.fillText(value.toFixed(0).replace("-", "\u2212"), EDGE.left - 6, y(value) + 4);
    pen.strokeStyle = this._colour("dim");
    pen.setLineDash([2, 3]);
    for (const line of new Set(lines)) this._level(pen, y(line));
    pen.setLineDash([]);
    for (const [side, course] of Object.entries(trace.sides)) if (course) this._course(pen, side, course, y);
  }

  // What an angle is between the windows is of no interest: a bent knee has no frontal angle.
  _withinWindows(trace) {
    const { times, cycles } = this.scene;
    const spans = cycles.filter((c) => c.window).map((c) => c.window);
    const courses = Object.values(trace.sides).filter(Boolean);
    const inside = (i) => spans.some(([from, to]) => from <= times[i] && times[i] < to);
    return courses.flatMap((course) => course.filter((value, i) => value !== null && (!spans.length || inside(i))));
  }

  _windows(pen, top, height) {
    for (const cycle of this.scene.cycles) {
      if (!cycle.window) continue;
      const [from, to] = cycle.window.map((s) => this.x(s));
      if (to < EDGE.left || from > this.canvas.clientWidth) continue;
      pen.globalAlpha = cycle.valid ? 0.16 : 0.05;
      pen.fillStyle = cycle.side === "both" ? this._colour("dim") : this.scene.colours[cycle.side];
      pen.fillRect(Math.max(from, EDGE.left), top, to - Math.max(from, EDGE.left), height);
      pen.globalAlpha = 1;
    }
  }

  _course(pen, side, course, y) {
    const { times } = this.scene;
    pen.save();
    pen.beginPath();
    pen.rect(EDGE.left, 0, this.canvas.clientWidth - EDGE.left - EDGE.right, this.canvas.clientHeight);
    pen.clip();
    pen.strokeStyle = this.scene.colours[side];
    pen.lineWidth = 1.5;
    pen.beginPath();
    let drawing = false;
    for (let i = 0; i < times.length; i += 1) {
      if (course[i] === null) drawing = false;
      else if (drawing) pen.lineTo(this.x(times[i]), y(course[i]));
      else {
        pen.moveTo(this.x(times[i]), y(course[i]));
        drawing = true;
      }
    }
    pen.stroke();
    pen.restore();
  }

  _level(pen, y) {
    pen.beginPath();
    pen.moveTo(EDGE.left, y);
    pen.lineTo(this.canvas.clientWidth - EDGE.right, y);
    pen.stroke();
  }

  _playhead(pen, height) {
    const x = this.x(this.clock.seconds);
    if (x < EDGE.left || x > this.canvas.clientWidth - EDGE.right + 1) return;
    pen.strokeStyle = this._colour("ink");
    pen.lineWidth = 1.5;
    pen.beginPath();
    pen.moveTo(x, 0);
    pen.lineTo(x, height);
    pen.stroke();
  }

  events() {
    const found = [];
    for (const cycle of this.scene.cycles) {
      if (cycle.contact !== null) found.push({ side: cycle.legs[0], event: "initial_contact", at: cycle.contact });
      if (cycle.toe_off !== null) found.push({ side: cycle.legs[0], event: "toe_off", at: cycle.toe_off });
    }
    return found;
  }

  _handles(pen, height) {
    if (!this.editing) return;
    for (const handle of this.events()) {
      const held = this.held && this.held.side === handle.side && this.held.at === handle.at;
      const x = this.x(held ? this.held.to : handle.at);
      pen.strokeStyle = pen.fillStyle = this.scene.colours[handle.side];
      pen.lineWidth = held ? 2.5 : 1;
      pen.beginPath();
      pen.moveTo(x, 18);
      pen.lineTo(x, height - 14);
      pen.stroke();
      pen.beginPath();
      if (handle.event === "initial_contact") pen.arc(x, height - 8, 5, 0, 2 * Math.PI);
      else pen.rect(x - 4, height - 12, 8, 8);
      pen.fill();
    }
  }

  _press(event) {
    const x = event.offsetX;
    const near = this.editing
      ? this.events()
          .map((handle) => ({ ...handle, off: Math.abs(this.x(handle.at) - x) }))
          .filter((handle) => handle.off <= REACH_PX)
          .sort((one, other) => one.off - other.off)[0]
      : null;
    this.canvas.setPointerCapture(event.pointerId);
    if (near) this.held = { ...near, to: near.at };
    else {
      this.clock.release();
      this.clock.seek(this.seconds(x));
      this.sliding = true;
    }
  }

  _drag(event) {
    if (this.held) {
      this.held.to = this.scene.times[this.clock.frameAt(this.seconds(event.offsetX))];
      this.clock.seek(this.held.to);
      this.draw();
    } else if (this.sliding) this.clock.seek(this.seconds(event.offsetX));
  }

  _let() {
    const { held } = this;
    this._drop();
    if (held && held.to !== held.at) this.moved({ side: held.side, event: held.event, from_s: held.at, to_s: held.to });
  }

  _drop() {
    this.held = null;
    this.sliding = false;
    this.draw();
  }
}
