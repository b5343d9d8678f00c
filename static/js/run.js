// A run's page while it is live, and the form that starts one. Both work without this file.
(() => {
  const SAY_AFTER_MS = 3000;
  const POLL_AFTER_MS = 30000;
  const POLL_EVERY_MS = 2000;

  // The stream dropped: say so after a moment, and ask the server directly if it stays away. What is asked for
  // replaces the whole run, so the time of the drop is kept here and not on the page.
  let droppedAt = window.EventSource ? 0 : Date.now();
  let askedAt = 0;

  const tend = () => {
    const live = document.querySelector("[data-live-run]");
    if (!live || !droppedAt) return;
    const away = Date.now() - droppedAt;
    const isAsking = away > POLL_AFTER_MS;
    if (away > SAY_AFTER_MS) {
      live.querySelector("[data-stream-state]").textContent =
        isAsking ? "The live connection is gone, so this page asks every two seconds." : "Reconnecting.";
    }
    if (isAsking && Date.now() - askedAt >= POLL_EVERY_MS) {
      askedAt = Date.now();
      htmx.trigger(live.querySelector("[data-on-done]"), "reload");
    }
  };

  const streamIsBack = () => {
    droppedAt = 0;
    document.querySelectorAll("[data-stream-state]").forEach((note) => { note.textContent = ""; });
  };

  // One quiet sentence for screen readers, only when it changes.
  const say = (live) => {
    const status = live.querySelector("[data-status]");
    const text = live.querySelector("[data-say]")?.dataset.say ?? "";
    if (status.textContent !== text) status.textContent = text;
    const log = live.querySelector("#log-lines");
    if (log) log.scrollTop = log.scrollHeight;
  };

  // Of the amounts only the one that counts is shown.
  const showSizing = () => {
    const chosen = document.querySelector("input[name=sizing]:checked");
    if (!chosen) return;
    document.querySelectorAll("[data-sizing]").forEach((part) => { part.hidden = !part.dataset.sizing.split(" ").includes(chosen.value); });
  };

  // Which section of the report is being read: the last one whose top has passed under the section links.
  const markSection = () => {
    const links = [...document.querySelectorAll(".toc a")];
    if (!links.length) return;
    const line = links[0].closest(".toc").getBoundingClientRect().bottom + 80;
    const passed = links.filter((link) => document.querySelector(link.hash)?.getBoundingClientRect().top <= line);
    const isAtEnd = scrollY > 0 && innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
    const current = isAtEnd ? links.at(-1) : passed.at(-1) ?? links[0];
    links.forEach((link) => {
      if (link === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  };

  const start = () => {
    document.querySelectorAll("[data-live-run]").forEach(say);
    showSizing();
    markSection();
  };

  addEventListener("scroll", () => requestAnimationFrame(markSection), { passive: true });
  addEventListener("DOMContentLoaded", () => {
    start();
    document.body.addEventListener("htmx:load", start);
    document.body.addEventListener("htmx:sseOpen", streamIsBack);
    document.body.addEventListener("htmx:sseError", () => { droppedAt ||= Date.now(); });
    document.body.addEventListener("htmx:sseMessage", (event) => {
      streamIsBack();
      const live = event.target.closest("[data-live-run]");
      if (live) say(live);
    });
    setInterval(tend, 500);
    document.body.addEventListener("change", (event) => { if (event.target.name === "sizing") showSizing(); });
    document.querySelector("#problems")?.scrollIntoView({ block: "nearest" });
    document.querySelector("[aria-invalid=true]")?.focus();
  });
})();
