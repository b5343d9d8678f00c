// The list of strategies: tick all, and say how many are ticked. The list works without this file.
(() => {
  const boxes = () => [...document.querySelectorAll("#results input[name=pk]")];

  const follow = () => {
    const all = document.querySelector("[data-tick-all]");
    const ticked = boxes().filter((box) => box.checked).length;
    if (all) {
      all.hidden = false;
      all.checked = ticked > 0 && ticked === boxes().length;
      all.indeterminate = ticked > 0 && ticked < boxes().length;
    }
    const title = document.querySelector("[data-ticked]");
    if (title) title.textContent = ticked ? `${ticked} ticked` : "With the ticked ones";
  };

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-tick-all]")) boxes().forEach((box) => { box.checked = event.target.checked; });
    if (event.target.matches("[data-tick-all], #results input[name=pk]")) follow();
  });
  document.addEventListener("htmx:afterSettle", follow);
  addEventListener("pageshow", follow);
  // The way back is offered once: a later look at this page is about something else.
  const address = new URL(location);
  if (["undelete", "unarchive"].some((name) => address.searchParams.has(name))) {
    ["undelete", "unarchive"].forEach((name) => address.searchParams.delete(name));
    history.replaceState(history.state, "", address);
  }
  follow();
})();
