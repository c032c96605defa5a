/* SPDX-License-Identifier: MIT */
import { useQuery } from '@tanstack/react-query';
import { api, body_of, type Schemas } from '../../api/client';
import { failure_of } from '../../api/failure';

export type Field = Schemas['configuration_field'];
export interface Section { section: string; fields: Field[] }
export type Entry = Record<string, unknown>;
export type Difference = Schemas['configuration_differences'][number];

/* The document as the page edits it: code lists are flat, each entry with the name of its list. */
export type Configuration = Record<string, unknown> & { code_lists: Entry[] };

export const entries_of = (document: Configuration, section: string): Entry[] => (document[section] as Entry[] | undefined) ?? [];

function flat(document: Record<string, unknown>): Configuration {
	const lists = (document.code_lists ?? {}) as Record<string, Entry[]>;
	return { ...document, code_lists: Object.entries(lists).flatMap(([list, codes]) => codes.map((code) => ({ list, ...code }))) };
}

function as_sent(document: Configuration): Record<string, unknown> {
	const code_lists: Record<string, Entry[]> = {};
	for (const { list, ...code } of document.code_lists)
		(code_lists[String(list)] ??= []).push(code);
	return { ...document, code_lists };
}

/* Read from a file that a person chose; null when it is no JSON object. */
export function configuration_from(text: string): Configuration | null {
	try {
		const document: unknown = JSON.parse(text);
		return document && typeof document === 'object' && !Array.isArray(document) ? flat(document as Record<string, unknown>) : null;
	} catch {
		return null;
	}
}

async function fetch_configuration(helsefellesskap: string) {
	const { data, error, response } = await api.GET('/helsefellesskap/{helsefellesskap}/configuration',
		{ params: { path: { helsefellesskap } }, parseAs: 'text' });
	if (!response.ok || data === undefined)
		throw failure_of(response, error);
	return { text: data, version: response.headers.get('ETag') ?? '', document: flat(JSON.parse(data) as Record<string, unknown>) };
}

export function use_configuration(helsefellesskap: string) {
	return useQuery({ queryKey: ['configuration', helsefellesskap], queryFn: () => fetch_configuration(helsefellesskap), staleTime: Infinity });
}

export function use_form() {
	return useQuery({ queryKey: ['configuration-form'], queryFn: () => body_of(api.GET('/configuration-form')), staleTime: Infinity });
}

export const check_configuration = (helsefellesskap: string, document: Configuration) =>
	body_of(api.POST('/helsefellesskap/{helsefellesskap}/configuration/check', { params: { path: { helsefellesskap } }, body: as_sent(document) }));

export const put_configuration = (helsefellesskap: string, document: Configuration, version: string) =>
	body_of(api.PUT('/helsefellesskap/{helsefellesskap}/configuration',
		{ params: { path: { helsefellesskap }, header: { 'If-Match': version } }, body: as_sent(document) }));

export async function read_version(id: string): Promise<Configuration> {
	return flat(await body_of(api.GET('/configuration-changes/{id}', { params: { path: { id } } })) as Record<string, unknown>);
}

/* What tells an entry apart, for people: its name or label, and its codes. */
export function name_of(entry: Entry, language: string): string {
	const labels = entry.labels as Record<string, string> | undefined;
	return String(entry.name ?? labels?.[language] ?? labels?.nb ?? entry.title ?? entry.version ?? entry.code ?? '');
}

/* A value as one line of text. */
export function shown(value: unknown, language: string, yes: string, no: string): string {
	if (value === null || value === undefined)
		return '–';
	if (typeof value === 'boolean')
		return value ? yes : no;
	if (Array.isArray(value))
		return value.map((one) => shown(one, language, yes, no)).join(', ');
	if (typeof value === 'object') {
		const labels = value as Record<string, string>;
		return labels[language] ?? JSON.stringify(value);
	}
	return String(value as string | number);
}
