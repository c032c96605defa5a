/* SPDX-License-Identifier: MIT */
declare module '*.css';
/* The texts of a language that only some pages need; bundle.mjs says which. */
declare module '*.json?office' {
	const texts: object;
	export default texts;
}
declare module '*.json?treating' {
	const texts: object;
	export default texts;
}
/* The address of the guard, relative to the script that imports it. */
declare module 'guard.wasm' {
	const address: string;
	export default address;
}

/* Not in TypeScript's own library yet. */
interface Window {
	trustedTypes?: {
		createPolicy: (name: string, rules: {
			createHTML?: (markup: string) => string;
			createScriptURL?: (address: string) => string | null;
		}) => unknown;
	};
}
/* The address of puzzle/worker.ts as it was bundled. */
declare const PUZZLE_WORKER: string;
