// Names to complete: those the server says a strategy may use, the parameters in its code, and what it keeps on self.
import { pythonLanguage } from "@codemirror/lang-python";

let told;

const load = async (address) => {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
};

// Asked once a page, when somebody first types a name; without an answer there is nothing to offer, and that is all.
const names = (address) => (told ??= load(address).catch(() => { told = undefined; return {}; }));

const aliases = (text) => {
  const found = new Map([["bt", "bt"], ["backtrader", "bt"], ["statis_indicators", "statis_indicators"]]);
  for (const [, module, alias] of text.matchAll(/^\s*import\s+(backtrader(?:\.ind(?:icators)?)?|statis_indicators)\s+as\s+(\w+)/gm)) {
    found.set(alias, { backtrader: "bt", statis_indicators: "statis_indicators" }[module] ?? "bt.ind");
  }
  return found;
};

const ownerOf = (path, text) => {
  const [first, ...rest] = path.split(".");
  const module = aliases(text).get(first);
  if (module) {
    const whole = [module, ...rest].join(".").replace("bt.indicators", "bt.ind");
    return whole;
  }
  if (first === "order") return rest.length ? "" : "bt.Order";
  if (/^d(ata)?\d?$/.test(first) && !rest.length) return "self.data";
  if (first !== "self") return "";
  if (/^data(s\[\d+\]|\d)?$/.test(rest[0] ?? "") && rest.length === 1) return "self.data";
  return ["self", ...rest].join(".");
};

const parameters = () => [...document.querySelectorAll("[data-parameter]")].map((one) => ({
  label: one.dataset.parameter, detail: one.querySelector("input, select")?.value ?? "", type: "property",
}));

const ownAttributes = (text) => [...new Set([...text.matchAll(/\bself\.(\w+)\s*=(?!=)/g)].map(([, name]) => name))]
  .map((label) => ({ label, type: "property", boost: 1 }));

const options = (owner, known, text) => {
  if (owner === "self.p" || owner === "self.params") return parameters();
  const found = (known[owner] ?? []).map((one) => ({ type: one.apply ? "class" : "property", ...one }));
  return owner === "self" ? [...ownAttributes(text), ...found] : found;
};

const source = (address) => async (context) => {
  const line = context.state.doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  const imported = before.match(/^\s*from\s+statis_indicators\s+import\s+(?:.*,\s*)?(\w*)$/);
  const module = before.match(/^\s*(?:import|from)\s+(\w*)$/);
  const path = before.match(/([A-Za-z_][\w.[\]]*)\.(\w*)$/);
  const typed = imported ?? module ?? (path && [null, path[2]]);
  if (!typed) return null;
  const known = await names(address);
  const text = context.state.doc.toString();
  let found;
  if (imported) found = (known.statis_indicators ?? []).map(({ label, detail, info }) => ({ label, detail, info, type: "class" }));
  else if (module) found = known.import ?? [];
  else found = options(ownerOf(path[1], text), known, text);
  return found.length ? { from: context.pos - typed[1].length, options: found, validFor: /^\w*$/ } : null;
};

export const completion = (address) => pythonLanguage.data.of({ autocomplete: source(address) });
