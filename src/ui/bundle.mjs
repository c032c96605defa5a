/* SPDX-License-Identifier: MIT */
/*
 * Bundles the front end into a folder and lists what is in it (manifest.json, read by embed.py).
 *   node bundle.mjs OUTPUT_FOLDER GUARD_WASM
 * Fails when the script of the first page is over its budget.
 */
import { build } from 'esbuild';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname, extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
const [output, guard] = process.argv.slice(2);
const files = join(output, 'files');
const FIRST_PAGE_BUDGET = 150_000; /* bytes, gzipped: every script loaded before the first page can be used */
const GUARD_BUDGET = 20_000; /* bytes, gzipped: fetched when somebody starts to write */
const COMPRESSED = new Set(['.js', '.wasm', '.css', '.html', '.svg', '.txt', '.json', '.webmanifest']);
const TYPES = {
	'.js': 'text/javascript; charset=utf-8',
	'.css': 'text/css; charset=utf-8',
	'.html': 'text/html; charset=utf-8',
	'.svg': 'image/svg+xml',
	'.png': 'image/png',
	'.wasm': 'application/wasm',
	'.woff2': 'font/woff2',
	'.txt': 'text/plain; charset=utf-8',
};

/*
 * These packages are collections of modules without a word about side effects, so a bundler keeps all of them for the one
 * that is used (@navikt/aksel-icons alone is 200 kB). None of what is used here has any.
 */
const SIDE_EFFECT_FREE = /node_modules\/(@navikt\/aksel-icons|@digdir\/designsystemet-(react|web)|@floating-ui)\//;
const without_side_effects = {
	name: 'without-side-effects',
	setup(build) {
		build.onResolve({ filter: /^(@navikt|@digdir|@floating-ui|\.)/ }, async (asked) => {
			const own = asked.path.startsWith('.') && !asked.importer.includes('node_modules');
			if (own || asked.pluginData === 'resolving')
				return undefined;
			const { path, resolveDir, importer, kind } = asked;
			const found = await build.resolve(path, { resolveDir, importer, kind, pluginData: 'resolving' });
			return SIDE_EFFECT_FREE.test(found.path) ? { ...found, sideEffects: false } : found;
		});
	},
};

/*
 * Texts that only some pages need are files of their own beside each language (`./nb.json?office`), which those pages bring along: of
 * pages that most people never open, and of cases one works on.
 */
const APART = {
	office: ['report', 'control_chart', 'configuration', 'summaries', 'denominators', 'extract', 'clients'],
	treating: ['measures', 'send_on', 'reclassify', 'mask'],
};
const ALL_APART = Object.values(APART).flat();
const texts_apart = {
	name: 'texts-apart',
	setup(build) {
		build.onResolve({ filter: /^\.\/(nb|nn|en)\.json\?(office|treating)$/ }, ({ path, resolveDir }) => {
			const [file, part] = path.split('?');
			return { path: join(resolveDir, file), suffix: `?${part}` };
		});
		build.onLoad({ filter: /[/\\](nb|nn|en)\.json$/ }, ({ path, suffix }) => {
			const texts = Object.entries(JSON.parse(readFileSync(path, 'utf8')));
			const belongs = (name) => (suffix ? APART[suffix.slice(1)].includes(name) : !ALL_APART.includes(name));
			return { loader: 'json', contents: JSON.stringify(Object.fromEntries(texts.filter(([name]) => belongs(name)))) };
		});
	},
};

const common = {
	absWorkingDir: here,
	bundle: true,
	minify: true,
	format: 'esm',
	jsx: 'automatic',
	target: ['es2022', 'chrome111', 'firefox114', 'safari16.4'],
	outdir: files,
	entryNames: 'assets/[name]-[hash]',
	chunkNames: 'assets/[name]-[hash]',
	assetNames: 'assets/[name]-[hash]',
	alias: { 'guard.wasm': guard },
	loader: { '.wasm': 'file', '.woff2': 'file', '.svg': 'file' },
	define: { 'process.env.NODE_ENV': '"production"' },
	legalComments: 'none',
	metafile: true,
	plugins: [texts_apart, without_side_effects],
	logLevel: 'warning',
};

const short_hash = (bytes) => createHash('sha256').update(bytes).digest('hex').slice(0, 16);
const gzip = (bytes) => gzipSync(bytes, { level: 9 });
const brotli = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });

/* The output that an entry point became, with its style sheet and the chunks it cannot start without. */
function entry_output(metafile, entry) {
	const outputs = metafile.outputs;
	const script = Object.keys(outputs).find((name) => outputs[name].entryPoint === entry);
	const needed = new Set();
	const walk = (name) => {
		if (needed.has(name))
			return;
		needed.add(name);
		for (const imported of outputs[name].imports)
			if (imported.kind === 'import-statement')
				walk(imported.path);
	};
	walk(script);
	return { script, style: outputs[script].cssBundle, needed: [...needed] };
}

const public_path = (name) => '/' + relative(files, join(here, name));
const fill = (template, values) =>
	readFileSync(join(here, template), 'utf8').replace(/\{\{(\w+)\}\}/g, (_, name) => values[name]);

function write_page(template, name, made, more = {}) {
	const preload = made.needed.slice(1).map((file) => `<link rel="modulepreload" href="${public_path(file)}">`).join('\n');
	writeFileSync(join(files, name), fill(template, {
		script: public_path(made.script), style: public_path(made.style), preload, ...more,
	}));
}

/* A file of a package, taken over as it is under a hashed name. */
function take_over(path) {
	const bytes = readFileSync(join(here, 'node_modules', path));
	const extension = extname(path);
	const base = path.split('/').at(-1).slice(0, -extension.length);
	const name = `assets/${base}-${short_hash(bytes).slice(0, 8)}${extension}`;
	writeFileSync(join(files, name), bytes);
	return '/' + name;
}

function check_budget(metafile, made) {
	const size = (name) => gzip(readFileSync(join(here, name))).length;
	const outputs = Object.entries(metafile.outputs);
	const chunk_of = (pattern) => outputs.filter(([, value]) => pattern.test(value.entryPoint ?? '')).map(([name]) => name);
	const core = made.needed.reduce((sum, name) => sum + size(name), 0);
	const language = Math.max(...chunk_of(/^i18n\/..\.json$/).map(size));
	const pages = chunk_of(/^pages\//).map((name) => [metafile.outputs[name].entryPoint, size(name)]);
	const wasm = readFileSync(guard);
	const report = {
		budget: FIRST_PAGE_BUDGET, core, language, first_page: core + language, pages: Object.fromEntries(pages),
		guard: { bytes: wasm.length, gzip: gzip(wasm).length, brotli: brotli(wasm).length },
	};
	writeFileSync(join(output, 'sizes.json'), JSON.stringify(report, null, 2) + '\n');
	if (report.first_page > FIRST_PAGE_BUDGET)
		throw new Error(`The first page loads ${report.first_page} bytes of script gzipped; the budget is ${FIRST_PAGE_BUDGET}.`);
	if (report.guard.gzip > GUARD_BUDGET)
		throw new Error(`The guard has ${report.guard.gzip} bytes gzipped; its budget is ${GUARD_BUDGET}.`);
}

function list_assets() {
	const list = [];
	for (const entry of readdirSync(files, { recursive: true, withFileTypes: true })) {
		if (!entry.isFile())
			continue;
		const full = join(entry.parentPath ?? entry.path, entry.name);
		const file = relative(files, full);
		const extension = extname(file);
		const bytes = readFileSync(full);
		const asset = {
			path: '/' + (file === 'api-docs.html' ? 'api-docs' : file), file, type: TYPES[extension],
			etag: `"${short_hash(bytes)}"`, immutable: file.startsWith('assets/'),
		};
		if (!asset.type)
			throw new Error(`No content type for ${file}`);
		if (COMPRESSED.has(extension) && bytes.length > 500) {
			writeFileSync(full + '.gz', gzip(bytes));
			writeFileSync(full + '.br', brotli(bytes));
			asset.gzip = file + '.gz';
			asset.brotli = file + '.br';
		}
		list.push(asset);
	}
	list.sort((a, b) => (a.path < b.path ? -1 : 1));
	writeFileSync(join(output, 'manifest.json'), JSON.stringify(list, null, 1) + '\n');
}

rmSync(files, { recursive: true, force: true });
mkdirSync(join(files, 'assets'), { recursive: true });
/* The worker is a script of its own; the page is told its name. */
const worker = await build({ ...common, entryPoints: ['puzzle/worker.ts'], format: 'iife' });
const define = { ...common.define, PUZZLE_WORKER: JSON.stringify(public_path(Object.keys(worker.metafile.outputs)[0])) };
const app = await build({ ...common, define, entryPoints: ['main.tsx'], splitting: true });
const docs = await build({ ...common, entryPoints: ['api_docs/viewer.ts'] });
const made = entry_output(app.metafile, 'main.tsx');
write_page('index.html', 'index.html', made);
write_page('api_docs/page.html', 'api-docs.html', entry_output(docs.metafile, 'api_docs/viewer.ts'), {
	viewer_script: take_over('swagger-ui-dist/swagger-ui-bundle.js'),
	viewer_style: take_over('swagger-ui-dist/swagger-ui.css'),
});
cpSync(join(here, 'public'), files, { recursive: true });
check_budget(app.metafile, made);
list_assets();
