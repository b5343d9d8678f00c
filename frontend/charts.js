// What static/js/chart.js needs of lightweight-charts, and nothing else, as the global LightweightCharts.
export {
  AreaSeries,
  BaselineSeries,
  CandlestickSeries,
  ColorType,
  CrosshairMode,
  HistogramSeries,
  LineSeries,
  LineStyle,
  PriceScaleMode,
  createChart,
  createSeriesMarkers,
} from "lightweight-charts";
