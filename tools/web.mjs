// Bundles the front end: node web.mjs SOURCE_DIR NODE_MODULES OUT_DIR DEPFILE
// Writes app.css, app.js, icons.svg (the sprite) and icon.svg into OUT_DIR, and DEPFILE for ninja.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const [source, modules, out, depfile] = process.argv.slice(2).map((p) => resolve(p));
const esbuild = createRequire(join(modules, "x.js"))("esbuild");
const used = new Set();

// Old phones: what is newer than these is rewritten or refused.
const targets = { js: ["es2018", "chrome70"], css: ["chrome70", "firefox68", "safari12"] };

async function bundle(entry, file, target) {
	const result = await esbuild.build({
		entryPoints: [join(source, entry)],
		outfile: join(out, file),
		bundle: true,
		minify: true,
		format: "iife",
		charset: "utf8",
		target,
		loader: { ".svg": "dataurl" },
		legalComments: "none",
		logLevel: "warning",
		metafile: true,
		absWorkingDir: source,
	});
	if (result.warnings.length) process.exit(1);
	for (const input of Object.keys(result.metafile.inputs)) used.add(join(source, input));
}

// One symbol per name; the stroke comes from the style of the place where it is used.
function sprite() {
	const list = join(source, "icons.txt");
	used.add(list);
	const symbols = readFileSync(list, "utf8").split("\n").filter(Boolean).map((name) => {
		const file = join(modules, "lucide-static/icons", `${name}.svg`);
		used.add(file);
		const svg = readFileSync(file, "utf8");
		const shapes = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
		return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.replace(/\s*\n\s*/g, "").replace(/ \/>/g, "/>")}</symbol>`;
	});
	writeFileSync(join(out, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`);
}

await bundle("css/app.css", "app.css", targets.css);
await bundle("js/app.js", "app.js", targets.js);
sprite();
used.add(join(source, "icon.svg"));
writeFileSync(join(out, "icon.svg"), readFileSync(join(source, "icon.svg"), "utf8").replace(/>\n</g, "><"));
writeFileSync(depfile, `${join(out, "app.css")}: ${[...used].join(" ").replace(/\\/g, "/")}\n`);
