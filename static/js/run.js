// A run's page while it is live, and the form that starts one. Both work without this file.
(() => {
  const SAY_AFTER_MS = 3000;
  const POLL_AFTER_MS = 30000;
  const POLL_EVERY_MS = 2000;

  // The stream dropped: say so after a moment, and ask the server directly if it stays away.
  const watchStream = (live) => {
    if (live.dataset.watched) return;
    live.dataset.watched = "true";
    const note = live.querySelector("[data-stream-state]");
    const done = live.querySelector("[data-on-done]");
    let saying, polling, asking;
    const healthy = () => {
      clearTimeout(saying);
      clearTimeout(polling);
      clearInterval(asking);
      saying = polling = asking = undefined;
      note.textContent = "";
    };
    const dropped = () => {
      saying ??= setTimeout(() => { note.textContent = "Reconnecting."; }, SAY_AFTER_MS);
      polling ??= setTimeout(() => {
        note.textContent = "The live connection is gone, so this page asks every two seconds.";
        asking = setInterval(() => htmx.trigger(done, "reload"), POLL_EVERY_MS);
      }, POLL_AFTER_MS);
    };
    live.addEventListener("htmx:sseOpen", healthy);
    live.addEventListener("htmx:sseMessage", () => { healthy(); say(live); });
    live.addEventListener("htmx:sseError", dropped);
    live.addEventListener("htmx:sseClose", healthy);
    live.addEventListener("htmx:beforeCleanupElement", (event) => { if (event.target === live) healthy(); });
    // Without EventSource no error is ever reported either.
    if (!window.EventSource) dropped();
    say(live);
  };

  // One quiet sentence for screen readers, only when it changes.
  const say = (live) => {
    const status = live.querySelector("[data-status]");
    const text = live.querySelector("[data-say]")?.dataset.say ?? "";
    if (status.textContent !== text) status.textContent = text;
    const log = live.querySelector("#log-lines");
    if (log) log.scrollTop = log.scrollHeight;
  };

  // Of the two amounts only the one that counts is shown.
  const showSizing = () => {
    const chosen = document.querySelector("input[name=sizing]:checked");
    if (!chosen) return;
    document.querySelectorAll("[data-sizing]").forEach((part) => { part.hidden = part.dataset.sizing !== chosen.value; });
  };

  const start = () => {
    document.querySelectorAll("[data-live-run]").forEach(watchStream);
    showSizing();
  };

  addEventListener("DOMContentLoaded", () => {
    start();
    document.body.addEventListener("htmx:load", start);
    document.body.addEventListener("change", (event) => { if (event.target.name === "sizing") showSizing(); });
    document.querySelector("#problems")?.scrollIntoView({ block: "nearest" });
    document.querySelector("[aria-invalid=true]")?.focus();
  });
})();
