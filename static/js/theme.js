// Loaded before anything is drawn, so that a "system" choice does not flash; the rest waits for the document.
(() => {
  const root = document.documentElement;
  const prefersLight = matchMedia("(prefers-color-scheme: light)");

  const draw = (theme) => {
    root.dataset.theme = theme;
    dispatchEvent(new CustomEvent("themechange", { detail: theme }));
  };
  const followSystem = () => {
    if (root.dataset.themeChoice === "system") draw(prefersLight.matches ? "light" : "dark");
  };

  const label = (button) => {
    button.value = root.dataset.theme === "dark" ? "light" : "dark";
    button.setAttribute("aria-label", `Switch to ${button.value} theme`);
  };

  followSystem();
  prefersLight.addEventListener("change", followSystem);

  addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-theme-form]").forEach((form) => {
      const button = form.querySelector("button[name=theme]");
      label(button);
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        root.dataset.themeChoice = button.value;
        draw(button.value);
        // The server sets the cookie; the page need not be drawn again.
        const body = new FormData(form);
        body.set("theme", root.dataset.theme);
        fetch(form.action, { method: "POST", body, redirect: "manual" });
        label(button);
      });
    });
  });
})();
