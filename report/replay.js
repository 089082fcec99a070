"use strict";
(() => {
// What a change says, and how many numbers follow its code.
const PART = 0, PRODUCT = 1, TAKES = 2, STATE = 3, WAITING = 4, BELT = 5, VEHICLE = 6, WIDTH = [3, 2, 2, 3, 2, 2, 5];
const GLIDE = 0.35; // how long a part is seen on its way from asset to asset [s of the viewer]; in the run it takes no time
const section = document.getElementById("replay"), data = JSON.parse(document.getElementById("replay-data").textContent);
const count = (n, word) => n + " " + word + (n === 1 ? "" : "s");
const clip = (x, lo, hi) => Math.min(Math.max(x, lo), hi);
const set = (e, o) => { for (const k in o) e.setAttribute(k, typeof o[k] === "number" ? +o[k].toFixed(2) : o[k]); };
const make = (parent, name, o) => { // an element of a drawing
  const e = document.createElementNS(section.querySelector("svg").namespaceURI, name);
  set(e, o);
  return parent.appendChild(e);
};

// Scene is one variant: its state is that at the time last sought, and changes are applied in their order.
class Scene {
  constructor(frames, svg) {
    Object.assign(this, frames, {rows: [], cars: new Map(), dots: [], texts: [], live: svg.querySelector(".live")});
    this.dot = clip(this.r * 0.27, 2.6, 4.5);
    this.units.forEach((u, i) => {
      const g = svg.querySelector('[data-unit="' + i + '"]');
      Object.assign(u, {at: u.at.map(p => [p[0] / 10, p[1] / 10]), title: g.querySelector("title"), fill: g.querySelector(".states"), path: g.querySelector(".belt"), bars: []});
    });
    for (let i = 0, t = 0; i < frames.rows.length; i += 2 + WIDTH[frames.rows[i + 1]]) {
      t += frames.rows[i];
      const code = frames.rows[i + 1], v = frames.rows.slice(i + 2, i + 2 + WIDTH[code]), at = this.first + t * this.tick, key = v[0] + "." + v[1];
      if (code !== VEHICLE) { this.rows.push({at, code, v}); continue; }
      if (!this.cars.has(key)) this.cars.set(key, this.car(v[0], v[1]));
      this.cars.get(key).way.push({at, state: v[2], x: v[3] / 10, y: v[4] / 10});
    }
    this.centres = new Map(); // of symbols, by squares of a side of four symbols
    for (const u of this.units) if (u.at.length === 1 && u.kind !== "fleet") for (const k of this.around(...u.at[0])) {
      if (!this.centres.has(k)) this.centres.set(k, []);
      this.centres.get(k).push(u.at[0]);
    }
    this.reset();
  }
  car(u, n) {
    const crew = this.units[u].kind === "crew", g = make(this.live, "g", {class: crew ? "person" : "vehicle"}), title = make(g, "title");
    if (crew) { // shoulders under a head
      const r = clip(this.r * 0.2, 2.2, 4.5);
      return {u, n, g, crew, way: [], title, body: make(g, "path", {d: `M${-1.5 * r} ${2.2 * r}a${1.5 * r} ${1.7 * r} 0 0 1 ${3 * r} 0zM${-r} ${-0.6 * r}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`})};
    }
    const w = Math.max(6, this.r * 0.5), h = Math.max(4.5, this.r * 0.36);
    return {u, n, g, way: [], title, body: make(g, "rect", {x: -w, y: -h, width: 2 * w, height: 2 * h, rx: 2.5})};
  }
  square(x, y) { return Math.floor(x / this.r / 4) + " " + Math.floor(y / this.r / 4); }
  around(x, y) { // the squares from which a symbol is within two of its half sides
    const out = new Set(), d = 2 * this.r;
    for (const i of [-d, 0, d]) for (const k of [-d, 0, d]) out.add(this.square(x + i, y + k));
    return out;
  }
  reset() {
    Object.assign(this, {i: 0, at: -Infinity, parts: new Map(), left: []});
    this.now = this.units.map(() => ({n: [], waiting: 0, gone: 0, stood: 0, stands: -1, off: []}));
  }
  seek(t) {
    if (t < this.at) this.reset();
    this.at = t;
    for (; this.i < this.rows.length && this.rows[this.i].at <= t + this.tick / 2; this.i++) this.apply(this.rows[this.i]);
  }
  apply({at, code, v}) {
    const s = this.now[v[0]];
    if (code <= TAKES && !this.parts.has(v[0])) this.parts.set(v[0], {id: v[0], u: -1, product: 0});
    const p = this.parts.get(v[0]);
    switch (code) {
    case PART: this.move(p, v[1], v[2], at); break;
    case PRODUCT: p.product = v[1]; break;
    case TAKES: p.next = v[1] / 1000; break;
    case STATE: if (v[2] === this.units[v[0]].n) s.n = []; s.n[v[1]] = v[2]; s.told = null; break;
    case WAITING: s.waiting = v[1]; break;
    case BELT: if (v[1]) s.stands = at; else { s.stood += at - s.stands; s.stands = -1; }
    }
  }
  move(p, u, place, at) {
    const from = this.units[p.u], to = this.units[u];
    if (from && from.belt && p.u !== u) this.now[p.u].off[p.place] = {at, takes: p.takes};
    Object.assign(p, {was: from && {u: p.u, place: p.place}, u, place, since: at});
    if (to && to.belt) { p.in = this.ran(u, at); p.takes = p.next === undefined ? to.belt.takes : p.next; p.next = undefined; }
    if (to && to.kind !== "sink") return;
    this.parts.delete(p.id);
    if (to) { this.now[u].gone++; this.now[u].told = null; this.left = this.left.slice(-50).concat(p); }
  }
  // How long a belt has run.
  ran(u, t) { const s = this.now[u]; return t - s.stood - (s.stands < 0 ? 0 : t - s.stands); }
  // Where the parts on a belt are, from the front on: each by its free run, behind the one ahead and behind the last that left.
  ride(u, list, t, put) {
    const b = this.units[u].belt, end = b.ends[b.ends.length - 1];
    let ahead = null;
    list.sort((p, q) => q.place - p.place || p.in - q.in || p.id - q.id);
    for (const p of list) {
      const stop = b.ends[p.place - 1], off = this.now[u].off[p.place];
      p.x = Math.min(stop, (p.place > 1 ? b.ends[p.place - 2] : 0) + b.v * (this.ran(u, t) - p.in));
      if (b.closes && ahead) p.x = Math.min(p.x, ahead.x - ahead.takes);
      if (b.closes && off) p.x = Math.min(p.x, stop - off.takes + b.v * (t - off.at));
      ahead = p;
      put(this.along(u, Math.max(0, p.x) / end), p);
    }
  }
  along(u, share) {
    const at = this.units[u].at, far = [0];
    for (let i = 1; i < at.length; i++) far.push(far[i - 1] + Math.hypot(at[i][0] - at[i - 1][0], at[i][1] - at[i - 1][1]));
    const d = share * far[at.length - 1];
    let i = 1;
    while (i < at.length - 1 && far[i] < d) i++;
    const f = (d - far[i - 1]) / (far[i] - far[i - 1] || 1), a = at[i - 1];
    return [a[0] + f * (at[i][0] - a[0]), a[1] + f * (at[i][1] - a[1])];
  }
  // The point from which a part has gone on.
  exit({u, place}) {
    const c = this.cars.get(u + "." + place), b = this.units[u].belt;
    return c ? [c.x, c.y] : b ? this.along(u, b.ends[place - 1] / b.ends[b.ends.length - 1]) : this.units[u].at[0];
  }
  draw(t, glide) {
    const dots = [], texts = [], d = this.dot, room = this.r > 14 ? 6 : 4;
    const put = (at, p) => {
      const f = p.was && p.was.u !== p.u && glide > 0 ? (t - p.since) / glide : 1, a = f < 1 ? this.exit(p.was) : at;
      dots.push([f < 1 ? [a[0] + f * (at[0] - a[0]), a[1] + f * (at[1] - a[1])] : at, p]);
    };
    const block = (x, y, list, columns, most) => { // dots side by side, or a number
      if (list.length > most) texts.push([x, y + 4.5, list.length, "middle"]);
      else list.forEach((p, i) => put([x + (i % columns - (Math.min(columns, list.length) - 1) / 2) * 2.4 * d,
        y + (Math.floor(i / columns) - (Math.ceil(list.length / columns) - 1) / 2) * 2.4 * d], p));
    };
    this.drive(t);
    const work = this.units.map(() => []), wait = this.units.map(() => []), aboard = new Map();
    for (const p of this.parts.values()) {
      const key = p.u + "." + p.place;
      if (this.cars.has(key)) aboard.set(key, (aboard.get(key) || []).concat(p));
      else if (p.u >= 0) (p.place ? work : wait)[p.u].push(p);
    }
    this.units.forEach((u, i) => {
      const [x, y] = u.at[0], waiting = this.now[i].waiting, queue = wait[i], top = y - this.r - d - 3;
      if (u.belt) this.ride(i, work[i], t, put);
      else if (!u.box && waiting > 1) texts.push([x, y + 4.5, waiting, "middle"]);
      else if (!u.box) block(x, y, queue, room / 2, room);
      else {
        block(x, y, work[i], 2, 4);
        const shown = queue.length > 4 ? 1 : queue.length;
        queue.slice(0, shown).forEach((p, k) => put([x - this.r + d + k * 2.4 * d, top], p));
        if (queue.length > shown) texts.push([x - this.r + 2.6 * d, top + 4.5, queue.length, "start"]);
      }
      this.tell(u, this.now[i], work[i].length, Math.max(queue.length, waiting));
    });
    for (const [key, list] of aboard) { const c = this.cars.get(key); block(c.x, c.y, list, 2, 2); }
    for (const p of this.left) if (t - p.since < glide) put(this.units[p.u].at[0], p);
    this.paint(dots, texts);
  }
  // Where vehicles are; beside a symbol where they come to one, and each a little lower than those that stand there already.
  drive(t) {
    const taken = {};
    for (const c of this.cars.values()) {
      let a = 0, b = c.way.length;
      while (b - a > 1) { const m = (a + b) >> 1; if (c.way[m].at <= t + this.tick / 2) a = m; else b = m; }
      const p = c.way[a], q = c.way[a + 1] || p, absent = p.at > t + this.tick / 2 || c.crew && data.states[p.state][0] === "off shift";
      if (c.crew) set(c.g, {display: absent ? "none" : "inline"});
      if (c.crew && absent) continue;
      const f = q.at > p.at ? clip((t - p.at) / (q.at - p.at), 0, 1) : 0, key = (c.crew || "") + p.x + " " + p.y;
      const stands = p.x === q.x && p.y === q.y, k = stands ? taken[key] = (taken[key] || 0) + 1 : 1;
      const x = p.x + f * (q.x - p.x), y = p.y + f * (q.y - p.y), near = Math.min(...(this.centres.get(this.square(x, y)) || []).map(a => Math.hypot(a[0] - x, a[1] - y)));
      const close = clip(2 - near / this.r, 0, 1), step = this.r * (c.crew ? 0.8 : 0.5);
      if (c.crew) { // people to the left, in columns of three from below; vehicles to the right below
        c.x = x - this.r * 1.5 * close - Math.floor((k - 1) / 3) * step;
        c.y = y + this.r * 0.5 * close - (k - 1) % 3 * step * 1.2;
      } else {
        c.x = x + this.r * 0.85 * close + (k - 1) * step;
        c.y = y + this.r * 0.85 * close + (k - 1) * step;
      }
      set(c.g, {transform: "translate(" + c.x.toFixed(2) + " " + c.y.toFixed(2) + ")"});
      const name = this.units[c.u].name + " " + c.n + ": " + data.states[p.state][0];
      if (c.title.textContent !== name) { c.title.textContent = name; set(c.body, {class: data.states[p.state][1]}); }
    }
  }
  // The state of an asset in words and as colour, where it is another than at the last frame.
  tell(u, s, work, wait) {
    if (s.told && s.told[0] === work && s.told[1] === wait) return;
    s.told = [work, wait];
    const on = s.n.map((n, i) => [n, i]).filter(x => x[0] > 0);
    const words = on.map(([n, i]) => (u.n > 1 ? n + " " : "") + data.states[i][0]);
    if (work) words.push(count(work, "part") + (u.belt ? " on it" : " in work"));
    if (wait) words.push(count(wait, "part") + (u.box || u.kind === "source" ? " waiting" : ""));
    if (s.gone) words.push(count(s.gone, "part") + " since the beginning of the window");
    const name = u.name + (words.length ? ": " + words.join(", ") : "");
    if (u.title.textContent === name) return;
    u.title.textContent = name;
    if (u.path) set(u.path, {class: "belt" + (on.length ? " " + data.states[on[0][1]][1] : "")});
    for (let k = 0, x = 0; u.fill && u.box && k < Math.max(on.length, u.bars.length); k++) {
      const w = on[k] ? u.box[2] * on[k][0] / u.n : 0, e = u.bars[k] = u.bars[k] || make(u.fill, "rect");
      set(e, {x: u.box[0] + x, y: u.box[1], width: w, height: u.box[3], class: on[k] ? data.states[on[k][1]][1] : ""});
      x += w;
    }
  }
  paint(dots, texts) {
    dots.forEach(([at, p], i) => {
      const e = this.dots[i] = this.dots[i] || make(this.live, "circle", {r: this.dot});
      set(e, {cx: at[0], cy: at[1], display: "inline"});
      if (e.shown === p) return;
      e.shown = p;
      set(e, {class: "part p" + p.product % data.colours});
      (e.firstChild || make(e, "title")).textContent = "part " + (this.part0 + p.id) + (data.products.length ? ", " + data.products[p.product] : "");
    });
    texts.forEach(([x, y, text, anchor], i) => {
      const e = this.texts[i] = this.texts[i] || make(this.live, "text", {class: "amount"});
      set(e, {x, y, "text-anchor": anchor, display: "inline"});
      e.textContent = text;
    });
    for (const e of this.dots.slice(dots.length).concat(this.texts.slice(texts.length))) set(e, {display: "none"});
  }
}

const find = s => section.querySelector(s), all = s => [...section.querySelectorAll(s)];
const button = find("button"), slider = find("input[type=range]"), clock = find("output"), speed = find("select"), link = find(".bar a");
const figures = all("figure"), radios = all("input[type=radio]"), calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const scenes = data.scenes.map((s, i) => new Scene(s, figures[i].querySelector("svg")));
let scene = scenes[0], now = scene.from, playing = false, before = 0;
const spans = [[86400, " d"], [3600, " h"], [60, " min"], [1, " s"]];
function civil(t) { // the calendar date, or the time since the start of the run
  const d = new Date((data.start || 0) + t * 1000), text = d.toISOString().replace("T", " ").slice(0, scene.to - scene.from < 120 ? 21 : 19);
  return data.start === null ? Math.floor(t / 86400) + " d " + text.slice(11) : d.toUTCString().slice(0, 4).replace(",", " ") + text;
}
function show(t) {
  now = clip(t, scene.from, scene.to);
  scene.seek(now);
  scene.draw(now, playing && !calm ? GLIDE * speed.value : 0);
  slider.value = now;
  clock.textContent = civil(now);
  set(slider, {"aria-valuetext": clock.textContent});
  link.href = "#replay=" + now.toFixed(1) + (scene === scenes[0] ? "" : "," + (scenes.indexOf(scene) + 1));
}
function frame(at) {
  if (!playing) return;
  if (!calm || at - before > 500) {
    const t = now + Math.min(at - before, 1000) / 1000 * speed.value;
    before = at;
    if (t < scene.to) show(t); else { now = t; play(false); }
  }
  requestAnimationFrame(frame);
}
function play(on) {
  playing = on;
  button.textContent = on ? "Pause" : "Play";
  show(on && now >= scene.to ? scene.from : now);
  if (on) requestAnimationFrame(at => { before = at; frame(at); });
}
function choose(i) {
  scene = scenes[i];
  figures.forEach((f, k) => { f.hidden = k !== i; });
  radios.forEach((r, k) => { r.checked = k === i; });
  set(slider, {min: String(scene.from), max: String(scene.to), step: String(10 ** Math.floor(Math.log10((scene.to - scene.from) / 500)))});
  show(now);
}
function jump() { // to the moment of a link: #replay=12345.6 or, of the second variant, #replay=12345.6,2
  const m = /^#replay=(\d+(?:\.\d+)?)(?:,(\d+))?$/.exec(location.hash);
  if (!m) return;
  now = +m[1];
  play(false);
  choose(clip((m[2] || 1) - 1, 0, scenes.length - 1));
  section.scrollIntoView();
}
const long = scene.to - scene.from, offered = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 10800, 43200, 86400].filter(s => s === 1 || long / s > 10);
for (const s of offered) { const [size, name] = spans.find(x => s >= x[0]); speed.add(new Option("1 s shows " + s / size + name, s)); }
speed.value = offered.find(s => long / s <= 180) || offered[offered.length - 1];
button.addEventListener("click", () => play(!playing));
slider.addEventListener("input", () => show(+slider.value));
radios.forEach((r, i) => r.addEventListener("change", () => choose(i)));
addEventListener("hashchange", jump);
find(".player").hidden = false;
choose(0);
jump();
})();
