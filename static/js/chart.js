// The cursor of charts drawn by the server: pointer and arrow keys, shared by charts with the same data-sync.
(() => {
  const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
  // A day, or within days a day and the time of the exchange's clock: 2024-03-04 09:35:00.
  const moment = (text) => {
    const [day, time] = text.split(" ");
    const [year, month, date] = day.split("-");
    return `${Number(date)} ${MONTHS[month - 1]} ${year}${time ? `, ${time.slice(0, 5)}` : ""}`;
  };
  const minus = (text) => text.replace("-", "\u2212");
  const FORMATS = {
    money: (value) => minus(value < 0 ? "-" : "") + "$" + Math.abs(value).toLocaleString("en-US", { maximumFractionDigits: 0 }),
    fall: (value) => minus((value * 100).toFixed(1)).replace(/^\u2212(0\.0)$/, "$1") + "%",
  };

  const charts = [];

  // The point whose place is nearest to a share of the width: points are not evenly spaced.
  const nearest = (places, share) => {
    let low = 0;
    let high = places.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (places[middle] < share) low = middle; else high = middle;
    }
    return share - places[low] <= places[high] - share ? low : high;
  };

  const show = (chart, index, isActive) => {
    const { element, cross, plot, data, legend } = chart;
    chart.index = Math.max(0, Math.min(data.d.length - 1, index));
    const at = `${100 * data.x[chart.index]}%`;
    element.toggleAttribute("data-active", isActive);
    cross.setAttribute("x1", at);
    cross.setAttribute("x2", at);
    const spoken = [moment(data.d[chart.index])];
    const time = legend.querySelector("time");
    time.textContent = spoken[0];
    time.dateTime = data.d[chart.index].replace(" ", "T");
    data.s.forEach((series) => {
      const value = legend.querySelector(`[data-k="${series.k}"]`);
      value.textContent = FORMATS[series.f](series.v[chart.index]);
      spoken.push(value.parentNode.textContent.trim());
    });
    plot.setAttribute("aria-valuenow", chart.index);
    plot.setAttribute("aria-valuetext", spoken.join(", "));
  };

  const move = (chart, index, isActive) => {
    show(chart, index, isActive);
    const share = chart.data.x[chart.index];
    charts.filter((other) => other !== chart && other.element.isConnected && chart.group && other.group === chart.group)
      .forEach((other) => show(other, nearest(other.data.x, share), isActive));
  };

  const prepare = (element) => {
    const source = element.querySelector("script[type='application/json']");
    const legend = document.querySelector(`[data-legend="${element.id}"]`);
    if (!source || !legend || element.dataset.ready) return;
    element.dataset.ready = "true";
    const chart = {
      element, legend, group: element.dataset.sync, plot: element.querySelector(".chart__plot"),
      cross: element.querySelector(".cross"), data: JSON.parse(source.textContent),
    };
    const last = chart.data.d.length - 1;
    chart.index = last;
    charts.push(chart);
    chart.plot.addEventListener("pointermove", (event) => {
      const box = chart.plot.getBoundingClientRect();
      move(chart, nearest(chart.data.x, (event.clientX - box.left) / box.width), true);
    });
    chart.plot.addEventListener("pointerleave", () => move(chart, last, false));
    chart.plot.addEventListener("blur", () => move(chart, last, false));
    chart.plot.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1, PageUp: -20, PageDown: 20 }[event.key];
      const target = { Home: 0, End: last }[event.key] ?? (step && chart.index + step);
      if (target === undefined) return;
      event.preventDefault();
      move(chart, target, true);
    });
  };

  const start = () => document.querySelectorAll(".chart:not(.chart--static)").forEach(prepare);
  addEventListener("DOMContentLoaded", () => {
    start();
    document.body.addEventListener("htmx:load", start);
  });
})();
