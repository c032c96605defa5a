/* SPDX-License-Identifier: MIT */
export const COLOUR_SCHEMES = ['auto', 'light', 'dark'] as const;
export type ColourScheme = (typeof COLOUR_SCHEMES)[number];

const STORED = 'samavvik.colour_scheme';

export function colour_scheme(): ColourScheme {
	const stored = localStorage.getItem(STORED);
	return COLOUR_SCHEMES.find((one) => one === stored) ?? 'auto';
}

export function apply_colour_scheme(): void {
	document.documentElement.dataset.colorScheme = colour_scheme();
}

export function choose_colour_scheme(scheme: ColourScheme): void {
	localStorage.setItem(STORED, scheme);
	apply_colour_scheme();
}
