/* SPDX-License-Identifier: MIT */
import { Button, Heading } from '@digdir/designsystemet-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorSummary, type Errors } from '../../form/ErrorSummary';
import { SelectField, TextArea, TextField } from '../../form/Field';
import { SeveralField } from './SeveralField';
import { entries_of, name_of, type Configuration, type Entry, type Field } from './configuration';
import { field_name } from './names';

const LANGUAGES = ['nb', 'nn', 'en'] as const;
type Labels = Record<string, string>;

interface EntryFormProps {
	fields: Field[];
	entry: Entry;
	heading: string;
	document: Configuration;
	on_done: (entry: Entry) => void;
	on_cancel: () => void;
	on_remove?: (() => void) | undefined;
}

/* What the form holds as text; empty means that it is not given. */
function text_of(entry: Entry, field: Field): string {
	const value = entry[field.field];
	if (value === undefined || value === null)
		return '';
	return Array.isArray(value) ? value.join(field.type === 'texts' ? '\n' : ', ') : String(value as string | number | boolean);
}

function value_of(text: string, field: Field): unknown {
	const trimmed = text.trim();
	if (!trimmed)
		return undefined;
	switch (field.type) {
	case 'int': return Number.isInteger(Number(trimmed)) ? Number(trimmed) : trimmed;
	case 'boolean': return trimmed === 'true';
	case 'texts': return trimmed.split('\n').map((line) => line.trim()).filter(Boolean);
	case 'codes': return trimmed.split(/[\s,]+/).map((one) => (/^\d+$/.test(one) ? Number(one) : one));
	default: return trimmed;
	}
}

/* One entry. What it refers to is chosen, everything else is written; the service checks the whole when the changes are shown. */
export function EntryForm({ fields, entry, heading, document, on_done, on_cancel, on_remove }: EntryFormProps) {
	const { t, i18n } = useTranslation();
	const [texts, set_texts] = useState<Record<string, string>>(() => Object.fromEntries(fields.filter(({ type }) => type !== 'labels')
		.map((field) => [field.field, text_of(entry, field)])));
	const [labels, set_labels] = useState<Record<string, Labels>>(() => Object.fromEntries(fields.filter(({ type }) => type === 'labels')
		.map((field) => [field.field, { ...(entry[field.field] as Labels | undefined) }])));
	const [errors, set_errors] = useState<Errors>({});

	const done = (event: FormEvent) => {
		event.preventDefault();
		const made: Entry = {};
		const found: Errors = {};
		for (const field of fields) {
			const name = field_name(t, field.field);
			const value = field.type === 'labels'
				? (LANGUAGES.every((language) => !labels[field.field]?.[language]?.trim()) ? undefined : labels[field.field])
				: value_of(texts[field.field] ?? '', field);
			if (value === undefined && field.required)
				found[field.type === 'labels' ? `${field.field}_nb` : field.field] = t('configuration.missing', { name });
			if (field.type === 'labels' && value !== undefined && LANGUAGES.some((language) => !labels[field.field]?.[language]?.trim()))
				found[`${field.field}_nb`] = t('configuration.three_languages', { name });
			if (value !== undefined)
				made[field.field] = value;
		}
		set_errors(found);
		if (Object.keys(found).length === 0)
			on_done(made);
	};
	const set = (name: string) => (value: string) => set_texts((before) => ({ ...before, [name]: value }));
	const lists = [...new Set(document.code_lists.map(({ list }) => String(list)))];

	const input = (field: Field) => {
		const { field: name, type } = field;
		const common = { name, label: field_name(t, name), optional: !field.required, error: errors[name], value: texts[name] ?? '', on_change: set(name) };
		if (type === 'labels')
			return LANGUAGES.map((language) => (
				<TextField key={`${name}_${language}`} name={`${name}_${language}`} label={`${field_name(t, name)} (${t(`configuration.language.${language}`)})`}
					optional={!field.required} error={errors[`${name}_${language}`]} value={labels[name]?.[language] ?? ''}
					on_change={(value) => set_labels((before) => ({ ...before, [name]: { ...before[name], [language]: value } }))} />
			));
		const choices = field.refers_to
			? entries_of(document, field.refers_to).map((one) => ({ value: String(one.code), label: name_of(one, i18n.language) }))
			: name === 'list' ? lists.map((value) => ({ value, label: field_name(t, value) }))
				: field.allowed ? field.allowed.map((value) => ({ value, label: field_name(t, value) }))
					: type === 'boolean' ? [{ value: 'true', label: t('configuration.yes') }, { value: 'false', label: t('configuration.no') }] : null;
		if (choices && type === 'texts')
			return <SeveralField key={name} {...common} choices={choices} />;
		if (choices)
			return <SelectField key={name} {...common} choices={choices} empty={t('configuration.choose')} />;
		if (type === 'texts')
			return <TextArea key={name} {...common} rows={3} limit={4000} hint={t('configuration.one_a_line')} />;
		return <TextField key={name} {...common} type={type === 'date' ? 'date' : 'text'} spell_check={false}
			hint={name === 'valid_to' || name === 'member_to' ? t('configuration.valid_to_hint') : name === 'member_from' ? t('configuration.member_from_hint') : type === 'codes' ? t('configuration.codes_hint') : undefined} />;
	};
	return (
		<form className="form boxed" onSubmit={done} noValidate aria-labelledby="entry-heading">
			<Heading level={2} data-size="xs" id="entry-heading">{heading}</Heading>
			<ErrorSummary errors={errors} />
			{fields.map(input)}
			<div className="actions">
				<Button type="submit">{t('configuration.done')}</Button>
				<Button type="button" variant="secondary" onClick={on_cancel}>{t('configuration.cancel')}</Button>
				{on_remove && <Button type="button" variant="tertiary" data-color="danger" onClick={on_remove}>{t('configuration.remove')}</Button>}
			</div>
		</form>
	);
}
