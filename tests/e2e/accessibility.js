// What a page does wrong, as sentences; an empty list is a good page. `contrast` is apart: it differs by theme.
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const isHidden = (element) => !isShown(element) || element.closest("[aria-hidden=true]");
  const told = (element) => {
    const id = element.id ? `#${element.id}` : "";
    return `<${element.localName}${id} class="${element.getAttribute("class") ?? ""}"> ${(element.textContent ?? "").trim().slice(0, 40)}`;
  };

  // The part of the name computation our pages use.
  const text = (element) => {
    if (element.nodeType === Node.TEXT_NODE) return element.data;
    if (element.nodeType !== Node.ELEMENT_NODE || element.getAttribute("aria-hidden") === "true") return "";
    return element.getAttribute("aria-label") ?? element.getAttribute("alt") ?? [...element.childNodes].map(text).join(" ");
  };
  const named = (element) => {
    const by = (element.getAttribute("aria-labelledby") ?? "").split(/\s+/).filter(Boolean);
    if (by.length) return by.map((id) => document.getElementById(id)).filter(Boolean).map(text).join(" ").trim();
    if (element.getAttribute("aria-label")) return element.getAttribute("aria-label").trim();
    if (element.labels?.length) return [...element.labels].map(text).join(" ").trim();
    return text(element).trim();
  };

  const page = () => [
    ...(document.documentElement.lang ? [] : ["The page has no language."]),
    ...(document.title.trim() ? [] : ["The page has no title."]),
    ...(all("main").length === 1 ? [] : [`The page has ${all("main").length} main landmarks.`]),
    ...(all("h1").filter(isShown).length === 1 ? [] : [`The page has ${all("h1").length} headings of level 1.`]),
  ];

  const headings = () => {
    const shown = all("main :is(h1, h2, h3, h4, h5, h6)").filter(isShown);
    const level = (heading) => Number(heading.localName[1]);
    return shown.flatMap((heading, place) => [
      ...(text(heading).trim() ? [] : [`An empty heading: ${told(heading)}`]),
      ...(level(heading) > (place ? level(shown[place - 1]) : 0) + 1 ? [`A level is left out before ${told(heading)}`] : []),
    ]);
  };

  const landmarks = () => ["nav", "aside", "section[aria-label], section[aria-labelledby]"].flatMap((kind) => {
    const names = all(kind).filter(isShown).map(named);
    const repeated = names.filter((name, place) => names.indexOf(name) !== place);
    const unnamed = kind !== "section" && names.length > 1 && names.includes("") ? [`One of several ${kind} has no name.`] : [];
    return [...unnamed, ...repeated.map((name) => `Two ${kind} are called “${name}”.`)];
  });

  const ids = () => {
    const found = all("[id]").map((element) => element.id);
    return [...new Set(found.filter((id, place) => found.indexOf(id) !== place))].map((id) => `The id “${id}” is there twice.`);
  };

  const references = () => {
    const names = ["aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "for", "form", "list", "popovertarget"];
    const lost = names.flatMap((name) => all(`[${name}]`).flatMap((element) => element.getAttribute(name).split(/\s+/)
      .filter((id) => !document.getElementById(id)).map((id) => `${name}="${id}" leads nowhere: ${told(element)}`)));
    const links = all("a[href^='#']").filter((link) => link.hash.length > 1 && !document.getElementById(link.hash.slice(1)));
    return [...lost, ...links.map((link) => `href="${link.hash}" leads nowhere: ${told(link)}`)];
  };

  const controls = () => {
    const wanted = "a[href], button, input:not([type=hidden]), select, textarea, summary, dialog, [popover][role], iframe, "
      + "[role=img], [role=slider], [role=region], [role=group], [role=radiogroup], [role=progressbar], progress, img:not([alt=''])";
    const nameless = all(wanted).filter((element) => !isHidden(element) && !named(element));
    const inner = all(":is(a[href], button, summary, label) :is(a[href], button)").filter(isShown);
    const ordered = all("[tabindex]").filter((element) => element.tabIndex > 0);
    return [
      ...nameless.map((element) => `No name: ${told(element)}`),
      ...inner.map((element) => `A control in a control: ${told(element)}`),
      ...ordered.map((element) => `An order of its own: ${told(element)}`),
      ...all("[aria-hidden=true]").filter((element) => isShown(element) && element.matches("a[href], button, input") && element.tabIndex >= 0)
        .map((element) => `Hidden from some and in the way of others: ${told(element)}`),
      ...all("img:not([alt])").map((element) => `No text instead of the picture: ${told(element)}`),
    ];
  };

  const tables = () => all("table").filter((table) => isShown(table) && !table.closest("[role=img]")).flatMap((table) => [
    ...(table.querySelector("th") ? [] : [`No header cell: ${told(table)}`]),
    ...all("th:not([scope])", table).map((cell) => `A header of nothing: ${told(cell)}`),
  ]);

  // What scrolls must be reached by a keyboard.
  const scrollers = () => all("body *").filter((element) => {
    const style = getComputedStyle(element);
    const isScrolling = (overflow, size, seen) => /auto|scroll/.test(overflow) && size > seen + 1;
    const scrolls = isScrolling(style.overflowX, element.scrollWidth, element.clientWidth)
      || isScrolling(style.overflowY, element.scrollHeight, element.clientHeight);
    return scrolls && isShown(element) && element.tabIndex < 0 && !element.querySelector("a[href], button, input, [tabindex='0'], [contenteditable=true]");
  }).map((element) => `Scrolls for a pointer only: ${told(element)}`);

  // Colours, whatever notation the style sheet chose, through a canvas.
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };
  const over = (top, bottom) => [...[0, 1, 2].map((part) => top[part] * top[3] + bottom[part] * (1 - top[3])), 1];
  const luminance = (colour) => {
    const [red, green, blue] = colour.slice(0, 3).map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ratio = (one, other) => {
    const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  // Null where a picture lies behind.
  const paper = (element) => {
    if (!element) return [255, 255, 255, 1];
    const style = getComputedStyle(element);
    if (style.backgroundImage !== "none") return null;
    const own = rgba(style.backgroundColor);
    if (own[3] === 1) return own;
    const below = paper(element.parentElement);
    return below && over(own, below);
  };

  const isRead = (element) => isShown(element) && !element.closest("[aria-hidden=true], :disabled, [aria-disabled=true], .sr-only, svg, option, noscript, script, style")
    && [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const isLarge = (style) => parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700);
  const contrast = () => all("body *").filter(isRead).flatMap((element) => {
    const style = getComputedStyle(element);
    const below = paper(element);
    // A text without colour gives its place to a spinner.
    if (!below || rgba(style.color)[3] === 0) return [];
    const found = ratio(over(rgba(style.color), below), below);
    return found + 0.005 < (isLarge(style) ? 3 : 4.5) ? [`Contrast ${found.toFixed(2)}: ${told(element)}`] : [];
  });

  const overflow = () => {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return [];
    const wide = all("main *").filter((element) => isShown(element) && element.getBoundingClientRect().right > room + 1);
    return [`The page is ${document.documentElement.scrollWidth} wide where there is room for ${room}: ${wide.slice(0, 3).map(told).join("; ")}`];
  };

  const whole = () => [page, headings, landmarks, ids, references, controls, tables, scrollers].flatMap((check) => check());
  const settled = () => Promise.allSettled(document.getAnimations()
    .filter((one) => one.effect.getComputedTiming().iterations !== Infinity).map((one) => one.finished));
  return settled().then(() => ({ whole: whole(), contrast: contrast(), overflow: overflow() }));
})()
