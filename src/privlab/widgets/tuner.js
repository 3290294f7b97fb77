// The panel in the browser: native controls with labels, a figure drawn from a few numbers.
const SVG = "http://www.w3.org/2000/svg";
let made = 0;

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

function drawn(tag, attributes, text = "") {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  return made;
}

function slider(label, bounds, onMove) {
  const id = `privlab-tuner-${made++}`;
  const input = element("input", { type: "range", id, ...bounds });
  const output = element("output", { htmlFor: id });
  // the notebook would take the arrow keys for its own cells
  input.addEventListener("keydown", (event) => event.stopPropagation());
  input.addEventListener("input", () => onMove(Number(input.value)));
  const row = element("div", { className: "privlab-tuner-row" },
    element("label", { htmlFor: id, textContent: label }), input, output);
  return { row, input, output };
}

function figure(bins, labels) {
  const [width, height, top, bottom] = [520, 250, 40, 38];
  const said = bins.map((bin) => `${bin.label}: ${bin.text}`).join("; ");
  const svg = drawn("svg", {
    viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `${labels.chart}. ${said}`,
  });
  const pattern = drawn("pattern", {
    id: `privlab-hatch-${made++}`, width: 7, height: 7, patternUnits: "userSpaceOnUse",
    patternTransform: "rotate(45)",
  });
  pattern.append(drawn("rect", { width: 2.4, height: 7, class: "privlab-tuner-stripe" }));
  const definitions = drawn("defs", {});
  definitions.append(pattern);
  svg.append(definitions);
  const hatched = `url(#${pattern.id})`;
  const highest = Math.max(0.01, ...bins.map((bin) => bin.share));
  const step = width / bins.length;
  const floor = height - bottom;
  bins.forEach((bin, place) => {
    const tall = Math.max(bin.share > 0 ? 1.5 : 0, (bin.share / highest) * (floor - top - 18));
    const x = place * step + step * 0.1;
    svg.append(drawn("rect", {
      x, y: floor - tall, width: step * 0.8, height: tall,
      class: bin.below ? "privlab-tuner-below" : "privlab-tuner-kept",
      ...(bin.below ? { fill: hatched } : {}),
    }));
    const middle = x + step * 0.4;
    svg.append(drawn("text", { x: middle, y: floor - tall - 5, "text-anchor": "middle" }, bin.text));
    svg.append(drawn("text", { x: middle, y: floor + 16, "text-anchor": "middle" }, bin.label));
  });
  svg.append(drawn("line", { x1: 0, x2: width, y1: floor, y2: floor, class: "privlab-tuner-floor" }));
  svg.append(drawn("text", { x: width / 2, y: height - 4, "text-anchor": "middle" }, labels.chart));
  let x = 2;
  for (const [key, fill] of [["below", hatched], ["kept", null]]) {
    svg.append(drawn("rect", {
      x, y: 6, width: 16, height: 12, class: `privlab-tuner-${key}`, ...(fill ? { fill } : {}),
    }));
    svg.append(drawn("text", { x: x + 22, y: 16 }, labels[key]));
    x += 40 + labels[key].length * 7;
  }
  return svg;
}

function render({ model, el }) {
  const labels = model.get("labels");
  const columns = model.get("columns");
  const changed = (name, value) => { model.set(name, value); model.save_changes(); };

  const k = slider(labels.k, { min: 1, max: model.get("most_k"), step: 1 },
    (value) => changed("k", value));
  const limit = slider(labels.limit, { min: 0, max: 20, step: 0.5 },
    (value) => changed("limit", value / 100));
  const levels = columns.map((column, place) => slider(
    column.name, { min: 0, max: column.height, step: 1 }, (value) => {
      const next = [...model.get("levels")];
      next[place] = value;
      changed("levels", next);
    }));

  const best = element("button", { type: "button", textContent: labels.best });
  best.addEventListener("click", () => model.send({ do: "best" }));
  const copy = element("button", { type: "button", textContent: labels.copy });
  copy.addEventListener("click", () => navigator.clipboard?.writeText(model.get("code")));
  const note = element("p", { className: "privlab-tuner-note", role: "status" });
  const status = element("div", { className: "privlab-tuner-status" });
  status.setAttribute("role", "status");
  const chart = element("div", { className: "privlab-tuner-chart" });
  const code = element("pre", { tabIndex: 0 });
  code.setAttribute("aria-label", labels.code);

  const left = element("div", { className: "privlab-tuner-policy" },
    k.row, limit.row, element("h4", { textContent: labels.policy }),
    ...levels.map((each) => each.row), best, note);
  const right = element("div", { className: "privlab-tuner-effect" }, status, chart);
  const below = element("details", { className: "privlab-tuner-code" },
    element("summary", { textContent: labels.code }), code, copy);
  const panel = element("section", { className: "privlab-tuner" },
    element("h3", { textContent: labels.title }), left, right, below);
  panel.setAttribute("aria-label", labels.title);

  const place = () => {
    k.input.value = model.get("k");
    k.output.value = `${model.get("k")}`;
    const percent = Math.round(model.get("limit") * 1000) / 10;
    limit.input.value = percent;
    limit.output.value = `${percent} %`;
    model.get("levels").forEach((level, at) => {
      const { input, output } = levels[at];
      const words = `${level} · ${columns[at].levels[level]}`;
      input.value = level;
      input.setAttribute("aria-valuetext", words);
      output.value = words;
    });
  };
  const show = () => {
    const shown = model.get("shown");
    if (!shown.bins) return;
    status.replaceChildren(...shown.status.map((each) => element(
      "div", { className: each.over ? "privlab-tuner-over" : "" },
      element("span", { textContent: each.name }), " ",
      element("strong", { textContent: (each.over ? "\u26A0 " : "") + each.value }),
    )));
    chart.replaceChildren(figure(shown.bins, labels));
    note.textContent = shown.note;
    code.textContent = model.get("code");
  };
  for (const name of ["k", "limit", "levels"]) model.on(`change:${name}`, place);
  for (const name of ["shown", "code"]) model.on(`change:${name}`, show);
  place();
  show();
  el.append(panel);
}

export default { render };
