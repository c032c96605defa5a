/* SPDX-License-Identifier: MIT */
import { Paragraph } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { EntryForm } from './EntryForm';
import type { Configuration, Entry, Field } from './configuration';

const field = (name: string, type: Field['type'], more: Partial<Field> = {}): Field =>
	({ field: name, type, required: false, is_key: false, refers_to: null, allowed: null, ...more });
const FIELDS = [
	field('name', 'line', { required: true }),
	field('language', 'code', { allowed: ['nb', 'nn', 'en'] }),
	field('smallest_shown', 'int'),
	field('publishes_learning', 'boolean'),
	field('filing_parties', 'texts', { allowed: ['hospital', 'municipality', 'gp', 'user_representative'] }),
	field('filing_organisations', 'texts', { refers_to: 'organisations' }),
];

interface OwnFieldsProps {
	document: Configuration;
	on_change: (own: Entry) => void;
	on_cancel: () => void;
}

/* The helsefellesskap itself. Its code and the beginning of its case numbers are what it is known by, and stay. */
export function OwnFields({ document, on_change, on_cancel }: OwnFieldsProps) {
	const { t } = useTranslation();
	const { code, case_prefix, filing_without_account, ...rest } = document.helsefellesskap as Entry;
	const filing = (filing_without_account ?? {}) as { parties?: string[]; organisations?: string[] };
	const done = ({ filing_parties, filing_organisations, ...own }: Entry) => on_change({ ...rest, ...own, code, case_prefix,
		...filing_parties ? { filing_without_account: { parties: filing_parties, ...filing_organisations ? { organisations: filing_organisations } : {} } } : {} });
	return (
		<section className="stack" aria-labelledby="entry-heading">
			<Paragraph>{t('configuration.own_text', { code: String(code), prefix: String(case_prefix) })}</Paragraph>
			<EntryForm key={JSON.stringify(document.helsefellesskap)} fields={FIELDS} heading={t('configuration.section.helsefellesskap')} document={document}
				entry={{ ...rest, filing_parties: filing.parties, filing_organisations: filing.organisations }} on_done={done} on_cancel={on_cancel} />
		</section>
	);
}
