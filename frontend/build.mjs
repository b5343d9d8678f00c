// Builds third-party browser code from node_modules into static/vendor/ (git-ignored).
// Our own CSS and JavaScript are served as written and are not touched here.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const modules = path.join(root, "node_modules");
const target = path.join(root, "static", "vendor");
const draft = path.join(modules, ".vendor-draft");

const FONTS = [
  { family: "Inter", name: "inter", weights: "100 900" },
  { family: "JetBrains Mono", name: "jetbrains-mono", weights: "100 800" },
];
// The package that carries the licence, and the name the "Open source" page gives it.
const LICENCES = {
  "lightweight-charts": "lightweight-charts",
  codemirror: "codemirror",
  lezer: "@lezer/python",
  "lucide-static": "lucide-static",
  inter: "@fontsource-variable/inter",
  "jetbrains-mono": "@fontsource-variable/jetbrains-mono",
};

const read = (...parts) => fs.readFileSync(path.join(...parts), "utf8");
const write = (name, text) => {
  const file = path.join(draft, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
};

async function bundleScripts() {
  const shared = { bundle: true, minify: true, target: "es2022", legalComments: "eof", absWorkingDir: root };
  await build({
    ...shared, entryPoints: ["frontend/charts.js"], outfile: path.join(draft, "charts.js"),
    format: "iife", globalName: "LightweightCharts",
  });
  await build({
    ...shared, entryPoints: ["frontend/editor.js"], outfile: path.join(draft, "editor.js"), format: "iife",
  });
}

function copyFonts() {
  const faces = FONTS.flatMap(({ family, name, weights }) => {
    const source = path.join(modules, "@fontsource-variable", name);
    const ranges = JSON.parse(read(source, "unicode.json"));
    return ["latin-ext", "latin"].map((subset) => {
      const file = `${name}-${subset}.woff2`;
      fs.mkdirSync(path.join(draft, "fonts"), { recursive: true });
      fs.copyFileSync(path.join(source, "files", `${name}-${subset}-wght-normal.woff2`), path.join(draft, "fonts", file));
      return [
        `@font-face {`,
        `  font-family: "${family}"; font-style: normal; font-weight: ${weights}; font-display: swap;`,
        `  src: url("fonts/${file}") format("woff2"); unicode-range: ${ranges[subset]};`,
        `}`,
      ].join("\n");
    });
  });
  write("fonts.css", faces.join("\n") + "\n");
}

function copyIcons() {
  const names = read(root, "frontend", "icons.txt").split(/\s+/).filter(Boolean);
  for (const name of names) {
    const svg = read(modules, "lucide-static", "icons", `${name}.svg`);
    const shapes = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
    // Only the shapes: the icon tag adds the <svg> element, so size and stroke are decided in one place.
    write(`icons/${name}.svg`, shapes.trim().replace(/\s*\n\s*/g, "") + "\n");
  }
}

function copyLicences() {
  for (const [name, from] of Object.entries(LICENCES)) {
    const folder = path.join(modules, from);
    const about = JSON.parse(read(folder, "package.json"));
    const texts = fs.readdirSync(folder).filter((file) => /^(licen[cs]e|notice)/i.test(file)).sort();
    if (!texts.length) throw new Error(`${from} brings no licence text: the "Open source" page needs one.`);
    write(`licences/${name}.txt`, `${about.name} ${about.version}\n\n` + texts.map((file) => read(folder, file)).join("\n\n"));
  }
}

fs.rmSync(draft, { recursive: true, force: true });
await bundleScripts();
copyFonts();
copyIcons();
copyLicences();
// Swapped in whole, so a page never meets half a build.
fs.rmSync(target, { recursive: true, force: true });
fs.renameSync(draft, target);
