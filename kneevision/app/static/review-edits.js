// What was put right by hand: kept by the server, whose answer is the scene with the new numbers.

export class Edits {
  constructor(url, edits, changed, told) {
    Object.assign(this, { url, now: edits, changed, told });
    this.before = [];
    this.sending = Promise.resolve();
  }

  isBad(cycle) {
    return cycle.legs.every((side) => this.now.bad.some((one) => one.side === side && one.index === cycle.index));
  }

  mark(cycle, bad) {
    const others = this.now.bad.filter((one) => one.index !== cycle.index || !cycle.legs.includes(one.side));
    const own = bad ? cycle.legs.map((side) => ({ side, index: cycle.index })) : [];
    return this._to({ ...this.now, bad: [...others, ...own] });
  }

  // An event that was moved before is known by where it was found, not by where it is.
  move({ side, event, from_s: at, to_s }) {
    const same = (one) => one.side === side && one.event === event && Math.abs(one.to_s - at) < 1e-6;
    const earlier = this.now.moved.find(same);
    const from_s = earlier ? earlier.from_s : at;
    return this._to({ ...this.now, moved: [...this.now.moved.filter((one) => !same(one)), { side, event, from_s, to_s }] });
  }

  putBack(move) {
    return this._to({ ...this.now, moved: this.now.moved.filter((one) => one !== move) });
  }

  note(at_s, text) {
    return this._to({ ...this.now, notes: [...this.now.notes, { at_s, text }] });
  }

  forget(note) {
    return this._to({ ...this.now, notes: this.now.notes.filter((one) => one !== note) });
  }

  undo() {
    const last = this.before.pop();
    return last ? this._send(last) : Promise.resolve();
  }

  _to(edits) {
    const now = this.now;
    return this._send(edits, () => this.before.push(now));
  }

  // One after another: an answer is to the last thing asked.
  _send(edits, kept = () => {}) {
    this.sending = this.sending.then(async () => {
      this.told("Measuring again\u2026");
      try {
        const answer = await fetch(this.url, {
          method: "PUT",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify(edits),
        });
        const scene = await answer.json();
        if (!answer.ok) throw new Error(scene.error);
        kept();
        this.now = scene.edits;
        this.told("Kept. The report is being drawn again.");
        this.changed(scene);
      } catch (error) {
        this.told(`Not kept: ${error.message}`);
        this.changed(null);
      }
    });
    return this.sending;
  }
}
