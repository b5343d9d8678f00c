// The price chart: candles, volume, indicator lines and trades, drawn by lightweight-charts from the page's own data.
(() => {
  const HALF_A_LABEL = 12;
  // So many pixels a mark there should be: for its trade's return beside it, and for its full size.
  const WITH_RETURN = 24;
  const SMALL_MARK = 8;
  const root = document.documentElement;
  const token = (name) => getComputedStyle(root).getPropertyValue(name).trim();

  const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  const TIME = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZone: "UTC" });
  // Days come as dates; bars within a day as the seconds of their exchange's clock.
  const moment = (time) => (typeof time === "number" ? TIME.format(new Date(time * 1000)) : DAY.format(new Date(time)));

  const colours = () => ({
    layout: {
      background: { color: "transparent" }, textColor: token("--text-faint"), fontFamily: token("--font-sans"),
      fontSize: 11, attributionLogo: false,
      panes: { separatorColor: token("--line"), separatorHoverColor: token("--line-strong") },
    },
    grid: { vertLines: { color: token("--chart-grid") }, horzLines: { color: token("--chart-grid") } },
    rightPriceScale: { borderColor: token("--line-subtle"), scaleMargins: { top: 0.1, bottom: 0.08 } },
    timeScale: { borderColor: token("--line-subtle") },
    crosshair: {
      vertLine: { color: token("--chart-cross"), labelBackgroundColor: token("--accent") },
      horzLine: { color: token("--chart-cross"), labelBackgroundColor: token("--accent") },
    },
  });
  // Rising candles are hollow, falling ones filled: direction never depends on hue.
  const candles = () => ({
    upColor: token("--surface-card"), borderUpColor: token("--gain"), wickUpColor: token("--gain"),
    downColor: token("--loss"), borderDownColor: token("--loss"), wickDownColor: token("--loss"),
  });

  const draw = (element) => {
    const source = document.getElementById(element.dataset.src);
    const library = window.LightweightCharts;
    if (!source || !library || element.dataset.ready) return;
    element.dataset.ready = "true";
    const data = JSON.parse(source.textContent);
    const times = data.bars.map((bar) => bar[0]);
    const repaint = [];
    element.querySelector("[data-fallback]")?.remove();

    const chart = library.createChart(element, {
      autoSize: true, ...colours(), localization: { timeFormatter: moment },
      handleScroll: { mouseWheel: false, vertTouchDrag: false }, handleScale: { mouseWheel: false },
    });
    // Room for fourteen years of daily bars on a phone.
    chart.timeScale().applyOptions({ minBarSpacing: 0.05, timeVisible: typeof times[0] === "number" });
    repaint.push(() => chart.applyOptions(colours()));

    const digits = { minimumFractionDigits: data.decimals, maximumFractionDigits: data.decimals };
    const format = { type: "custom", minMove: 10 ** -data.decimals, formatter: (value) => value.toLocaleString("en-US", digits).replace("-", "\u2212") };
    const price = chart.addSeries(library.CandlestickSeries, { ...candles(), priceLineVisible: false, priceFormat: format }, 0);
    price.setData(data.bars.map(([time, open, high, low, close]) => ({ time, open, high, low, close })));
    repaint.push(() => price.applyOptions(candles()));

    // Panes are numbered without gaps: without volume the indicators move up by one.
    const hasVolume = data.volume.length > 0;
    if (hasVolume) {
      const volume = chart.addSeries(library.HistogramSeries, { priceLineVisible: false, lastValueVisible: false, priceFormat: { type: "volume" } }, 1);
      const fill = () => volume.setData(data.volume.map((value, at) => ({ time: times[at], value, color: token("--chart-axis") })));
      fill();
      repaint.push(fill);
    }
    data.lines.forEach((line) => {
      const isBars = line.kind === "histogram";
      const style = () => ({ color: token(line.color) });
      const looks = isBars ? {} : { lineWidth: 1, lineStyle: line.dash, crosshairMarkerVisible: false };
      const decimals = line.digits === undefined ? {} : { priceFormat: { type: "price", precision: line.digits, minMove: 10 ** -line.digits } };
      const series = chart.addSeries(isBars ? library.HistogramSeries : library.LineSeries, {
        ...style(), ...looks, ...decimals, priceLineVisible: false, lastValueVisible: false, title: line.pane && !line.kind ? line.name : "",
      }, line.pane && !hasVolume ? line.pane - 1 : line.pane);
      series.setData(line.v.map((value, at) => (value === null ? { time: times[at] } : { time: times[at], value })));
      const level = (price) => ({ price, color: token("--chart-axis"), lineWidth: 1, lineStyle: 2, axisLabelVisible: false });
      const levels = (line.levels ?? []).map((price) => series.createPriceLine(level(price)));
      repaint.push(() => {
        series.applyOptions(style());
        levels.forEach((one) => one.applyOptions(level(one.options().price)));
      });
    });

    // Where trades crowd, their returns go first, then the marks shrink: neither could be read.
    let crowding = 0;
    const marks = () => data.markers.map((mark) => {
      const isBelow = (mark.kind === "entry") === (mark.side === "long");
      return {
        time: mark.t, position: isBelow ? "belowBar" : "aboveBar", shape: isBelow ? "arrowUp" : "arrowDown",
        color: token(mark.kind === "entry" ? "--series-1" : "--series-2"), text: crowding ? "" : mark.x,
        size: crowding > 1 ? 0.4 : 1,
      };
    });
    const markers = library.createSeriesMarkers(price, marks());
    repaint.push(() => markers.setMarkers(marks()));
    const places = new Map(times.map((time, at) => [time, at]));
    const ends = data.markers.map((mark) => places.get(mark.t));
    chart.timeScale().subscribeVisibleLogicalRangeChange((seen) => {
      const room = element.clientWidth / ends.filter((at) => seen && at >= seen.from && at <= seen.to).length;
      const now = room < SMALL_MARK ? 2 : room < WITH_RETURN ? 1 : 0;
      if (now === crowding) return;
      crowding = now;
      markers.setMarkers(marks());
    });

    chart.panes().forEach((pane, number) => pane.setStretchFactor(number ? 1 : 4));
    const range = (wanted) => {
      const count = wanted || times.length;
      // A little room on the right, and before the first bar, or the label of its date would be cut.
      const from = times.length - count - Math.max(count / 60, (count * HALF_A_LABEL) / element.clientWidth);
      chart.timeScale().setVisibleLogicalRange({ from, to: times.length + count / 40 });
    };
    const buttons = document.querySelectorAll(`[data-range-for="${element.id}"] input`);
    buttons.forEach((button) => button.addEventListener("change", () => range(Number(button.value))));
    // Without such a button the page has cut the range itself, or there is no more to see.
    const opening = [...buttons].find((button) => button.dataset.first === (innerWidth < 640 ? "phone" : "desk"));
    if (opening) opening.checked = true;
    const first = Number(opening?.value ?? 0);
    range(first);
    addEventListener("themechange", () => repaint.forEach((paint) => paint()));
  };

  const start = () => document.querySelectorAll(".lwc[data-src]").forEach(draw);
  addEventListener("DOMContentLoaded", () => {
    start();
    document.body.addEventListener("htmx:load", start);
  });
})();
