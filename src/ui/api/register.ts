/* SPDX-License-Identifier: MIT */
import { useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { useTranslation } from 'react-i18next';
import { as_language, type Language } from '../i18n/language';
import { api, body_of, type Schemas } from './client';

export type Register = Schemas['register'];
export type Organisation = Register['organisations'][number];
export type Code = Register['code_lists'][string][number];

export const PARTIES = ['hospital', 'municipality', 'gp', 'user_representative'] as const;

/* Members read the register of their helsefellesskap; those without an account, what their form needs of it. */
interface RegisterSource {
	name: string;
	read: (helsefellesskap: string) => Promise<Register>;
}
export const RegisterSource = createContext<RegisterSource>({
	name: 'member',
	read: (helsefellesskap) => body_of(api.GET('/helsefellesskap/{helsefellesskap}/register', { params: { path: { helsefellesskap } } })),
});

export function use_register(helsefellesskap: string) {
	const { name, read } = useContext(RegisterSource);
	return useQuery({
		queryKey: ['register', helsefellesskap, name],
		queryFn: () => read(helsefellesskap),
		staleTime: 10 * 60_000,
		enabled: helsefellesskap !== '',
	});
}

export function code_list(register: Register | undefined, list: string): Code[] {
	return register?.code_lists[list] ?? [];
}

export function label_of(labels: Schemas['labels'], language: Language): string {
	return labels[language] || labels.nb;
}

/* The points of the agreements on a day ("2026-03-04"), in order, each once. */
export function points_on(register: Register | undefined, day: string, language: Language): { value: string; label: string }[] {
	const points = new Map<number, string>();
	for (const version of register?.agreements ?? [])
		if (version.valid_from <= day && (version.valid_to === null || version.valid_to > day))
			for (const { point, labels } of version.points)
				if (!points.has(point))
					points.set(point, `${point}. ${label_of(labels, language)}`);
	return [...points].sort(([a], [b]) => a - b).map(([point, label]) => ({ value: String(point), label }));
}

/* Looks up what a code is called in the reader's language; an unknown code is shown as it is. */
export function use_labels(helsefellesskap: string) {
	const { data } = use_register(helsefellesskap);
	const { i18n } = useTranslation();
	const language = as_language(i18n.language);
	return {
		register: data,
		language,
		label: (list: string, code: string | null | undefined): string => {
			if (!code)
				return '';
			const found = code_list(data, list).find((one) => one.code === code);
			return found ? label_of(found.labels, language) : code;
		},
		point: (point: number | null | undefined): string => {
			for (const agreement of data?.agreements ?? [])
				for (const one of agreement.points)
					if (one.point === point)
						return `${point}. ${label_of(one.labels, language)}`;
			return point ? String(point) : '';
		},
	};
}
