// Edits that were not saved stay in this browser, by user, strategy and tab, and are offered when the page comes back.
const PREFIX = "statis.draft:";
const KEPT_DAYS = 30;

// A tab that was duplicated has its twin's number: whoever comes second takes another.
const tab = (() => {
  let number = sessionStorage.getItem("statis.tab") ?? crypto.getRandomValues(new Uint32Array(2)).join("");
  const keep = () => sessionStorage.setItem("statis.tab", number);
  keep();
  if (typeof BroadcastChannel !== "undefined") {
    const channel = new BroadcastChannel("statis.tabs");
    channel.onmessage = ({ data }) => {
      if (data.asks === number) channel.postMessage({ taken: number });
      if (data.taken === number) { number = crypto.getRandomValues(new Uint32Array(2)).join(""); keep(); }
    };
    channel.postMessage({ asks: number });
  }
  return { get number() { return number; } };
})();

const keyOf = (area) => `${PREFIX}${area.dataset.draft}:${tab.number}`;

// Returns whether the text is safe: the page need not ask before it is left.
export const keepDraft = (area, isChanged) => {
  if (!area.dataset.draft) return false;
  try {
    if (!isChanged) localStorage.removeItem(keyOf(area));
    else localStorage.setItem(keyOf(area), JSON.stringify({ source: area.value, version: area.dataset.version, at: Date.now() }));
    return true;
  } catch {
    return false;
  }
};

const read = (key) => {
  try {
    const draft = JSON.parse(localStorage.getItem(key));
    return typeof draft?.source === "string" && Number.isFinite(draft.at) ? { ...draft, key } : null;
  } catch {
    return null;
  }
};

const forgetOld = (keys) => keys.forEach((key) => {
  if (!((read(key)?.at ?? 0) > Date.now() - KEPT_DAYS * 86_400_000)) localStorage.removeItem(key);
});

const found = (area) => {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  forgetOld(keys);
  const drafts = keys.filter((key) => key.startsWith(`${PREFIX}${area.dataset.draft}:`)).map(read).filter(Boolean);
  const others = drafts.filter((draft) => draft.source !== area.value);
  drafts.filter((draft) => draft.source === area.value && draft.key === keyOf(area)).forEach((draft) => localStorage.removeItem(draft.key));
  return others.sort((one, other) => (other.key === keyOf(area)) - (one.key === keyOf(area)) || other.at - one.at)[0];
};

const words = (draft, area) => {
  const at = new Date(draft.at);
  const day = at.toDateString() === new Date().toDateString() ? "" : ` on ${at.toLocaleDateString()}`;
  const where = draft.key === keyOf(area) ? "" : " in another tab";
  const base = draft.version === area.dataset.version ? "" : ` They were made to version ${draft.version}; the latest is version ${area.dataset.version}.`;
  return `You edited this code${where} at ${at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false })}${day} and did not save it.${base}`;
};

const button = (label, extra, act) => {
  const made = Object.assign(document.createElement("button"), { type: "button", className: `btn btn--sm ${extra}`, textContent: label });
  made.addEventListener("click", act);
  return made;
};

export const offerDraft = (area, restore) => {
  const place = document.getElementById("draft");
  if (!place || !area.dataset.draft || "unsaved" in area.dataset) return;
  let draft;
  try { draft = found(area); } catch { return; }
  if (!draft) return;
  const close = () => { place.hidden = true; place.replaceChildren(); };
  const box = Object.assign(document.createElement("div"), { className: "alert alert--info draft" });
  box.setAttribute("role", "status");
  const text = Object.assign(document.createElement("p"), { textContent: words(draft, area) });
  const row = Object.assign(document.createElement("div"), { className: "row" });
  row.append(
    button("Restore my edits", "btn--primary", () => { localStorage.removeItem(draft.key); close(); restore(draft); }),
    button("Discard them", "", () => { localStorage.removeItem(draft.key); close(); area.form?.querySelector("[name=source]")?.focus(); }),
  );
  box.append(text, row);
  place.replaceChildren(box);
  place.hidden = false;
};
