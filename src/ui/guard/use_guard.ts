/* SPDX-License-Identifier: MIT */
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import type { Errors } from '../form/ErrorSummary';
import type { Finding } from './scanner';

const PAUSE_MS = 500; /* nobody is told of half a number while typing it */

type Confirmed = Schemas['confirmed_finding'];

interface Seen {
	text: string;
	findings: Finding[];
}

/* What the person has said is all right: these very words, in this field. */
const said = (name: string, finding: Finding) => `${name} ${finding.kind} ${finding.words}`;

/* The guard and what it needs come when somebody starts to write. A service that cannot be asked finds nothing; it looks itself. */
async function scan(text: string): Promise<Finding[]> {
	try {
		return await (await import('./scan')).scan(text);
	} catch {
		return [];
	}
}

export interface Guard<Name extends string> {
	/* What was found in a field, and what of it was said to be all right. */
	findings: (name: Name) => Finding[];
	is_fine: (name: Name, finding: Finding) => boolean;
	say_fine: (name: Name, finding: Finding, fine: boolean) => void;
	/* Undefined while some text has not been looked through. */
	passes: boolean | undefined;
	errors: (labels: Readonly<Record<Name, string>>) => Errors<Name>;
	/* Looks through everything now; true when it may be sent. */
	check: () => Promise<boolean>;
	/* For `confirmed_findings`: the places in the texts as they are sent, by JSON pointer. */
	confirmed_in: (sent: { name: Name; pointer: string; text: string | null | undefined }[]) => Promise<Confirmed[]>;
}

/* Looks through the texts of a form as they are written. The form keeps what was said to be all right with its draft. */
export function use_guard<Name extends string>(texts: Readonly<Record<Name, string>>, fine: string[], set_fine: (fine: string[]) => void): Guard<Name> {
	const { t } = useTranslation();
	const [seen, set_seen] = useState<Partial<Record<Name, Seen>>>({});
	const names = Object.keys(texts) as Name[];
	const first = useRef(true);
	const unseen = names.filter((name) => seen[name]?.text !== texts[name]);

	const look = async () => {
		const looked = await Promise.all(names.map(async (name) => [name, { text: texts[name], findings: await scan(texts[name]) }] as const));
		const all = Object.fromEntries(looked) as Record<Name, Seen>;
		set_seen(all);
		return all;
	};
	const everything = names.map((name) => texts[name]).join('\u0000');
	useEffect(() => {
		if (unseen.length === 0)
			return undefined;
		const timer = setTimeout(() => void look(), first.current ? 0 : PAUSE_MS);
		first.current = false;
		return () => clearTimeout(timer);
	}, [everything]); /* the texts alone decide */

	const is_fine = (name: Name, finding: Finding) => !finding.blocks && fine.includes(said(name, finding));
	const open = (found: Partial<Record<Name, Seen>>, name: Name) => (found[name]?.findings ?? []).filter((one) => !is_fine(name, one));
	return {
		findings: (name) => seen[name]?.findings ?? [],
		is_fine,
		say_fine: (name, finding, is_now) => {
			const one = said(name, finding);
			set_fine(is_now ? [...fine, one] : fine.filter((other) => other !== one));
		},
		passes: unseen.length > 0 ? undefined : names.every((name) => open(seen, name).length === 0),
		errors: (labels) => {
			const errors: Errors<Name> = {};
			for (const name of names) {
				const left = open(seen, name);
				if (left.length > 0)
					errors[name] = t(left.some((one) => one.blocks) ? 'guard.error_block' : 'guard.error_warn', { label: labels[name] });
			}
			return errors;
		},
		check: async () => {
			const all = await look();
			return names.every((name) => open(all, name).length === 0);
		},
		confirmed_in: async (sent) => {
			const found = await Promise.all(sent.map(async ({ name, pointer, text }) => (await scan(text ?? ''))
				.filter((finding) => is_fine(name, finding))
				.map(({ kind, start, end }) => ({ pointer, kind: kind as Confirmed['kind'], start, end }))));
			return found.flat();
		},
	};
}
