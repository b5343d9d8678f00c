// Small comforts. Every page works without this file.
(() => {
  const TOAST_MS = 6000;

  // A toast goes away by itself, but not while someone reads or focuses it.
  const dismissLater = (toast) => {
    let timer;
    const start = () => { timer = setTimeout(() => toast.remove(), TOAST_MS); };
    const stop = () => clearTimeout(timer);
    toast.addEventListener("pointerenter", stop);
    toast.addEventListener("focusin", stop);
    toast.addEventListener("pointerleave", start);
    toast.addEventListener("focusout", start);
    start();
  };

  // Browsers without CSS anchor positioning would draw a menu in the corner: put it by its button.
  const placeMenu = (event) => {
    const menu = event.target;
    if (event.newState !== "open" || !menu.matches(".menu, .tooltip") || CSS.supports("position-area", "block-end")) return;
    const button = document.querySelector(`[popovertarget="${menu.id}"]`);
    if (!button) return;
    const edge = button.getBoundingClientRect();
    const size = menu.getBoundingClientRect();
    const isBelow = edge.bottom + size.height < innerHeight;
    menu.style.position = "fixed";
    menu.style.inset = "auto";
    menu.style.top = `${isBelow ? edge.bottom + 4 : edge.top - size.height - 4}px`;
    menu.style.left = `${Math.max(8, Math.min(edge.left, innerWidth - size.width - 8))}px`;
  };

  const openDialog = (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (!opener) return;
    event.preventDefault();
    document.getElementById(opener.dataset.dialog).showModal();
  };

  addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-toast]").forEach(dismissLater);
    document.addEventListener("toggle", placeMenu, true);
    document.addEventListener("click", openDialog);
    // After a swap of the whole page body, the keyboard starts at the new content.
    document.body.addEventListener("htmx:afterSwap", (event) => {
      if (event.detail.target?.id === "main") event.detail.target.focus({ preventScroll: true });
    });
    document.body.addEventListener("htmx:oobAfterSwap", (event) => {
      if (event.detail.target?.id === "toasts") event.detail.target.querySelectorAll("[data-toast]").forEach(dismissLater);
    });
  });
})();
