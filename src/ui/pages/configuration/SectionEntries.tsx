/* SPDX-License-Identifier: MIT */
import { Button, Paragraph, Table, Tag } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '../../form/Field';
import { EntryForm } from './EntryForm';
import { entries_of, name_of, shown, type Configuration, type Entry, type Field, type Section } from './configuration';
import { field_name, section_name } from './names';

const SHOWN_AT_ONCE = 50;

interface SectionEntriesProps {
	section: Section;
	document: Configuration;
	on_change: (entries: Entry[]) => void;
}

/* An entry that has ended, or has not begun, in a word. */
function period_of(entry: Entry): 'ended' | 'coming' | null {
	const today = new Date().toLocaleDateString('sv-SE', { timeZone: 'Europe/Oslo' });
	const [from, to] = [entry.valid_from ?? entry.member_from, entry.valid_to ?? entry.member_to];
	if (typeof to === 'string' && to <= today)
		return 'ended';
	return typeof from === 'string' && from > today ? 'coming' : null;
}

/* The entries of one section; one at a time is open. Nothing is sent from here. */
export function SectionEntries({ section, document, on_change }: SectionEntriesProps) {
	const { t, i18n } = useTranslation();
	const [open, set_open] = useState<number | 'new' | null>(null);
	const [search, set_search] = useState('');
	const [all, set_all] = useState(false);
	const entries = entries_of(document, section.section);
	const [yes, no] = [t('configuration.yes'), t('configuration.no')];
	/* The name of what an entry refers to, and of a value that is one of few. */
	const text = (entry: Entry, { field, refers_to, allowed }: Field) => {
		const value = entry[field];
		const other = refers_to && entries_of(document, refers_to).find((one) => one.code === value);
		if (other)
			return name_of(other, i18n.language);
		return allowed && typeof value === 'string' ? field_name(t, value) : shown(value, i18n.language, yes, no);
	};
	const columns = section.fields.filter(({ field, type }) => type !== 'labels' && field !== 'aliases').slice(0, 5);

	const wanted = search.trim().toLowerCase();
	const found = entries.map((entry, index) => ({ entry, index }))
		.filter(({ entry }) => !wanted || JSON.stringify(entry).toLowerCase().includes(wanted));
	const visible = all ? found : found.slice(0, SHOWN_AT_ONCE);

	if (open !== null) {
		const entry = open === 'new' ? {} : entries[open] ?? {};
		return (
			<EntryForm key={String(open)} fields={section.fields} entry={entry} document={document}
				heading={open === 'new' ? t('configuration.new', { section: section_name(t, section.section) }) : name_of(entry, i18n.language)}
				on_done={(made) => {
					on_change(open === 'new' ? [...entries, made] : entries.map((one, index) => (index === open ? made : one)));
					set_open(null);
				}}
				on_cancel={() => set_open(null)}
				on_remove={open === 'new' ? undefined : () => {
					on_change(entries.filter((_, index) => index !== open));
					set_open(null);
				}} />
		);
	}
	return (
		<section className="stack" aria-label={section_name(t, section.section)}>
			<div className="filters">
				<TextField name="configuration_search" label={t('configuration.search')} value={search} on_change={set_search} spell_check={false} />
				<div className="actions"><Button onClick={() => set_open('new')}>{t('configuration.add')}</Button></div>
			</div>
			{found.length === 0 && <Paragraph className="empty">{entries.length === 0 ? t('configuration.empty') : t('configuration.nothing_found')}</Paragraph>}
			{found.length > 0 && (
				<div className="scrolls" tabIndex={0} role="group" aria-label={section_name(t, section.section)}>
					<Table data-size="sm">
						<Table.Head>
							<Table.Row>
								<Table.HeaderCell scope="col">{t('configuration.name')}</Table.HeaderCell>
								{columns.filter(({ field }) => field !== 'name').map(({ field }) => <Table.HeaderCell scope="col" key={field}>{field_name(t, field)}</Table.HeaderCell>)}
							</Table.Row>
						</Table.Head>
						<Table.Body>
							{visible.map(({ entry, index }) => {
								const period = period_of(entry);
								return (
									<Table.Row key={index}>
										<Table.HeaderCell scope="row">
											<Button variant="tertiary" data-size="sm" onClick={() => set_open(index)}>{name_of(entry, i18n.language)}</Button>
											{period && <Tag data-size="sm" data-color={period === 'ended' ? 'neutral' : 'info'}>{t(`configuration.${period}`)}</Tag>}
										</Table.HeaderCell>
										{columns.filter(({ field }) => field !== 'name').map((field) => <Table.Cell key={field.field}>{text(entry, field)}</Table.Cell>)}
									</Table.Row>
								);
							})}
						</Table.Body>
					</Table>
				</div>
			)}
			{found.length > visible.length && (
				<div className="actions"><Button variant="secondary" onClick={() => set_all(true)}>{t('configuration.show_all', { count: found.length })}</Button></div>
			)}
		</section>
	);
}
