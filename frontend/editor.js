// The code editor: turns every textarea[data-editor] into CodeMirror and keeps the textarea's value in step,
// so the form, htmx and a browser without scripts all see the same field.
import { indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { HighlightStyle, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { basicSetup } from "codemirror";

import { completion } from "./completion.js";
import { keepDraft, offerDraft } from "./drafts.js";
import { checkSoon, gutter, showFindings } from "./findings.js";

const editors = new WeakMap();

// Colours are the page's own tokens, so both themes work and a switch needs no script.
const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.bool, tags.null], color: "var(--syntax-keyword)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--syntax-string)" },
  { tag: tags.number, color: "var(--syntax-number)" },
  { tag: tags.comment, color: "var(--syntax-comment)", fontStyle: "italic" },
  { tag: [tags.definition(tags.variableName), tags.function(tags.definition(tags.variableName)), tags.className], color: "var(--syntax-name)" },
  { tag: tags.self, color: "var(--syntax-self)" },
]);

const theme = EditorView.theme({
  "&": { backgroundColor: "var(--surface-sunken)", color: "var(--syntax-plain)", fontSize: "var(--font-size-table)" },
  // The frame around it shows the focus: here the gutter would cover one side.
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--font-mono)", fontVariantLigatures: "none", lineHeight: "1.6" },
  ".cm-content": { caretColor: "var(--text-strong)", paddingBlock: "var(--space-ms)" },
  ".cm-cursor": { borderLeftColor: "var(--text-strong)" },
  ".cm-gutters": { backgroundColor: "var(--surface-sunken)", color: "var(--text-faint)", border: "0" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--surface-raised)" },
  // The active line must not hide the selection, which CodeMirror draws beneath it.
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--surface-raised) 55%, transparent)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--accent) 35%, transparent)",
  },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "var(--accent-soft)", outline: "1px solid var(--accent-line)" },
  ".cm-selectionMatch": { backgroundColor: "var(--accent-soft)" },
  ".cm-panels, .cm-tooltip": { backgroundColor: "var(--surface-overlay)", color: "var(--text-body)", borderColor: "var(--line-strong)" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--text-on-accent)" },
  ".cm-completionIcon": { display: "none" },
  ".cm-tooltip-autocomplete .cm-completionDetail": { color: "var(--text-muted)", fontStyle: "normal" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected] .cm-completionDetail": { color: "inherit" },
  ".cm-tooltip.cm-completionInfo": { maxInlineSize: "22rem", padding: "var(--space-sm)", fontFamily: "var(--font-sans)" },
  // Drawn by colours of the page instead of pictures, which its policy and its themes would have to know.
  ".cm-lintRange-error, .cm-lintRange-warning": { backgroundImage: "none", paddingBottom: "0", textDecoration: "underline wavy var(--danger)", textDecorationSkipInk: "none", textUnderlineOffset: "3px" },
  ".cm-lintRange-warning": { textDecorationColor: "var(--warning)" },
  ".cm-lintRange-active": { backgroundColor: "var(--accent-soft)" },
  ".cm-gutter-lint": { inlineSize: "1rem" },
  ".cm-lint-marker": { inlineSize: ".5rem", blockSize: ".5rem", marginBlock: ".4rem", marginInline: "auto", borderRadius: "50%" },
  ".cm-lint-marker-error": { content: '""', backgroundColor: "var(--danger)" },
  ".cm-lint-marker-warning": { content: '""', backgroundColor: "var(--warning)", borderRadius: "1px" },
  ".cm-diagnostic": { padding: "var(--space-xs) var(--space-sm)", fontFamily: "var(--font-sans)", whiteSpace: "pre-wrap", maxInlineSize: "32rem" },
  ".cm-diagnostic-error": { borderInlineStart: "3px solid var(--danger)" },
  ".cm-diagnostic-warning": { borderInlineStart: "3px solid var(--warning)" },
  ".cm-foldPlaceholder": { backgroundColor: "var(--surface-raised)", border: "0", color: "var(--text-muted)" },
});

const part = (area, name) => area.closest(".editor")?.querySelector(`[data-editor-${name}]`);

const showChanged = (area, isChanged) => {
  const note = part(area, "changed");
  if (note) note.hidden = !isChanged;
};

const showPlace = (area, state) => {
  const place = part(area, "place");
  const at = state.selection.main.head;
  const line = state.doc.lineAt(at);
  place.textContent = `Line ${line.number}, column ${at - line.from + 1}`;
  place.hidden = false;
};

const save = (area) => {
  area.form?.requestSubmit();
  return true;
};

const isChanged = (area) => area.value !== area.savedText;

const restore = (area, view, draft) => {
  // What it was made to decides whether somebody else's version lies between.
  const base = area.form?.elements.based_on;
  if (base && draft.version) { base.value = draft.version; area.dataset.version = draft.version; }
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: draft.source } });
  view.focus();
};

const mount = (area) => {
  if (editors.has(area)) return;
  // After a conflict the field holds what was not saved.
  area.savedText = "unsaved" in area.dataset ? null : area.value;
  const follow = EditorView.updateListener.of(({ docChanged, selectionSet, state, view: at }) => {
    if (docChanged) {
      area.value = state.doc.toString();
      showChanged(area, isChanged(area));
      area.isSafe = keepDraft(area, isChanged(area));
      checkSoon(area, at);
    }
    if (docChanged || selectionSet) showPlace(area, state);
  });
  const view = new EditorView({
    doc: area.value,
    extensions: [
      keymap.of([{ key: "Mod-s", preventDefault: true, run: () => save(area) }, indentWithTab]),
      basicSetup,
      python(),
      completion(area.dataset.names),
      gutter,
      indentUnit.of("    "),
      EditorState.tabSize.of(4),
      syntaxHighlighting(colours),
      theme,
      // The page's policy allows no style element without this nonce. It is the document's, not that of a fragment
      // swapped in later, so it stands in the head.
      EditorView.cspNonce.of(document.querySelector("meta[name=csp-nonce]")?.content ?? ""),
      EditorView.contentAttributes.of({ "aria-label": area.getAttribute("aria-label") ?? "Code" }),
      follow,
    ],
  });
  editors.set(area, view);
  area.before(view.dom);
  area.hidden = true;
  // A hidden field must not block the form with a message nobody can see: the server says it in the page.
  area.required = false;
  part(area, "help").hidden = false;
  showPlace(area, view.state);
  showFindings(area, view);
  if (isChanged(area)) { showChanged(area, true); area.isSafe = keepDraft(area, true); }
  offerDraft(area, (draft) => restore(area, view, draft));
};

const mountAll = () => document.querySelectorAll("textarea[data-editor]").forEach(mount);

const goToLine = (event) => {
  const link = event.target.closest("[data-editor-line]");
  const view = editors.get(document.querySelector("textarea[data-editor]"));
  if (!link || !view) return;
  event.preventDefault();
  const number = Math.min(Number(link.dataset.editorLine), view.state.doc.lines);
  const { from } = view.state.doc.line(number);
  view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
  view.focus();
};

const saveAnywhere = (event) => {
  const area = document.querySelector("textarea[data-editor]");
  if (event.defaultPrevented || event.key !== "s" || !(event.ctrlKey || event.metaKey) || !area?.form?.id) return;
  event.preventDefault();
  save(area);
};

const markSaved = (event) => {
  const area = document.querySelector("textarea[data-editor]");
  if (!area || !event.detail.target.querySelector("[data-saved]")) return;
  area.savedText = area.value;
  area.dataset.version = area.form?.elements.based_on?.value ?? area.dataset.version;
  showChanged(area, false);
  keepDraft(area, false);
  const note = area.form.elements.note;
  if (note) note.value = "";
};

// A save or a conflict brings the list of findings anew; whoever met a conflict is led to it, once.
const afterAnswer = () => {
  mountAll();
  const area = document.querySelector("textarea[data-editor]");
  const view = editors.get(area);
  if (view) showFindings(area, view);
  const conflict = document.querySelector("[data-conflict]:not([data-met])");
  if (!conflict) return;
  conflict.dataset.met = "";
  conflict.focus({ preventScroll: true });
  conflict.scrollIntoView({ block: "start" });
};

// Leaving with unsaved code asks first; sending the form is not leaving.
let isSending = false;

// "Backtest" means the code on the screen: what is not saved yet is saved on the way.
const saveAndGo = (area, values) => {
  for (const [name, value] of values) {
    area.form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  isSending = true;
  area.form.submit();
};

const saveFirst = (event) => {
  const link = event.target.closest("[data-save-first]");
  const area = document.querySelector("textarea[data-editor]");
  if (!link || event.ctrlKey || event.metaKey || !area?.form || !isChanged(area)) return;
  event.preventDefault();
  saveAndGo(area, [["then", link.dataset.saveFirst]]);
};

// The same with the values typed beside the code.
const saveWith = (event) => {
  const area = document.querySelector("textarea[data-editor]");
  if (!event.target.matches("[data-save-with]") || !area?.form || !isChanged(area)) return;
  event.preventDefault();
  const typed = [...new FormData(event.target)].filter(([name]) => name.startsWith("param_"));
  saveAndGo(area, [["then", "backtest"], ...typed]);
};

const askBeforeLeaving = (event) => {
  const area = document.querySelector("textarea[data-editor]");
  if (!isSending && area && isChanged(area) && !area.isSafe) event.preventDefault();
};

mountAll();
const shortcut = document.querySelector("[data-save-key]");
if (shortcut) {
  shortcut.textContent = /Mac|iPhone|iPad/.test(navigator.platform) ? "⌘S" : "Ctrl S";
  shortcut.hidden = false;
}
document.addEventListener("click", goToLine);
document.addEventListener("click", saveFirst);
document.addEventListener("submit", saveWith);
document.addEventListener("keydown", saveAnywhere);
document.addEventListener("submit", (event) => { isSending = !event.defaultPrevented && !event.target.hasAttribute("hx-post"); });
document.addEventListener("htmx:oobAfterSwap", markSaved);
document.addEventListener("htmx:afterSettle", afterAnswer);
addEventListener("beforeunload", askBeforeLeaving);
