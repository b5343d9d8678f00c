// What the server says of the code while it is typed: marks at the lines, the list below, the parameters beside.
import { lintGutter, setDiagnostics } from "@codemirror/lint";

const WAIT_MS = 500;
const waiting = new WeakMap();

export const gutter = lintGutter();

const diagnostic = (item, doc) => {
  const line = doc.line(Math.min(Math.max(1, Number(item.dataset.line)), doc.lines));
  const indent = line.text.length - line.text.trimStart().length;
  const from = line.from + Math.min(line.length, Math.max(indent, Number(item.dataset.column) || 0));
  return {
    from, to: Math.max(from, line.from + line.text.trimEnd().length), severity: item.dataset.finding,
    message: [item.dataset.message, item.dataset.hint].filter(Boolean).join("\n"),
  };
};

const said = (count, word) => (count ? `${count} ${word}${count === 1 ? "" : "s"}` : "");

const summary = (card) => {
  if (!card || card.hidden) return "";
  if ("unchecked" in card.dataset) return "Not checked";
  const parts = [said(Number(card.dataset.errors), "problem"), said(Number(card.dataset.warnings), "remark")].filter(Boolean);
  return parts.join(", ") || "No problems";
};

const tell = (area, text, isBad) => {
  const place = area.closest(".editor").querySelector("[data-editor-findings]");
  if (!place || place.textContent === text) return;
  place.textContent = text;
  place.classList.toggle("dang", isBad);
};

// The list on the page is the answer; the marks only repeat it where the lines are.
export const showFindings = (area, view) => {
  const card = document.getElementById("findings");
  const items = [...(card?.querySelectorAll("[data-finding]") ?? [])].filter((item) => item.dataset.line);
  view.dispatch(setDiagnostics(view.state, items.map((item) => diagnostic(item, view.state.doc))));
  tell(area, summary(card), Number(card?.dataset.errors) > 0);
};

const signature = (card) => [...card.querySelectorAll("[data-parameter]")]
  .map((one) => `${one.dataset.parameter}=${one.querySelector("input")?.defaultValue ?? one.querySelector("[selected]")?.value}`).join();

// Values typed there stay while the code's own values are the same.
const replaceParameters = (fresh) => {
  const card = document.getElementById("parameters");
  if (card && fresh && signature(card) !== signature(fresh)) card.replaceWith(fresh);
};

const ask = async (area, view, signal) => {
  const token = area.form.querySelector("[name=csrfmiddlewaretoken]").value;
  const sent = view.state.doc;
  const body = new URLSearchParams({ source: sent.toString() });
  const answer = await fetch(area.dataset.check, { method: "POST", body, signal, headers: { "X-CSRFToken": token } });
  const page = new DOMParser().parseFromString(answer.ok ? await answer.text() : "", "text/html");
  const fresh = page.getElementById("findings");
  if (!fresh) throw new Error("no findings");
  if (view.state.doc !== sent) return;
  document.getElementById("findings").replaceWith(fresh);
  replaceParameters(page.getElementById("parameters"));
  showFindings(area, view);
};

export const checkSoon = (area, view) => {
  if (!area.dataset.check) return;
  const earlier = waiting.get(area);
  clearTimeout(earlier?.timer);
  earlier?.controller.abort();
  const controller = new AbortController();
  const timer = setTimeout(async () => {
    try {
      await ask(area, view, controller.signal);
    } catch (problem) {
      if (problem.name !== "AbortError") tell(area, "Not checked: the server cannot be reached", false);
    }
  }, WAIT_MS);
  waiting.set(area, { timer, controller });
};
