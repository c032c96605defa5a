/* SPDX-License-Identifier: MIT */
import { Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, body_of, type Schemas } from '../../api/client';
import type { Deviation } from '../../cases/deviations';
import { ErrorSummary, type Errors } from '../../form/ErrorSummary';
import { field_id, length_of, ReadArea, SelectField } from '../../form/Field';
import { RadioGroup } from '../../form/RadioGroup';
import { use_format } from '../../i18n/format';
import { ChangeFailure } from './ChangeFailure';
import { use_change } from './case_changes';

type Name = 'mask_which' | 'mask_text' | 'mask_reason';
type Reason = Schemas['new_mask']['reason'];

const FIELDS = ['title', 'description', 'immediate_action', 'suggestion', 'external_reference'] as const;
const REASONS: Reason[] = ['identity', 'colleague', 'irrelevant'];

interface Text {
	key: string;
	label: string;
	text: string;
	place: Pick<Schemas['new_mask'], 'field' | 'message_id'>;
}

function use_texts(one: Deviation): Text[] {
	const { t } = useTranslation();
	const format = use_format();
	const fields = FIELDS.flatMap((field) => {
		const text = one[field];
		return text ? [{ key: field, label: t(`file.${field}`), text, place: { field } }] : [];
	});
	const messages = one.messages.map((message) => ({
		key: message.id, text: message.text, place: { message_id: message.id },
		label: t('mask.message', { who: message.author ?? t(`side.${message.side}`), when: format.moment(message.at) }),
	}));
	return [...fields, ...messages];
}

/* Hides a piece of a text from everybody, and shows it again. What is to be hidden is marked in a field that cannot be written in,
   because marking with the keyboard works in a field. */
export function MaskText({ one }: { one: Deviation }) {
	const { t } = useTranslation();
	const format = use_format();
	const texts = use_texts(one);
	const change = use_change(one.id);
	const area = useRef<HTMLDivElement>(null);
	const told = useRef<HTMLParagraphElement>(null);
	const [which, set_which] = useState('description');
	const [reason, set_reason] = useState<Reason | ''>('');
	const [errors, set_errors] = useState<Errors<Name>>({});
	const [attempt, set_attempt] = useState(0);
	const [done, set_done] = useState('');
	const chosen = texts.find((text) => text.key === which) ?? texts[0];
	const label_of = (mask: Deviation['masks'][number]) => ({
		where: texts.find((text) => text.key === (mask.field ?? mask.message_id))?.label ?? '', start: mask.start + 1, end: mask.end,
	});
	const header = { 'If-Match': `"${one.version}"` };

	useEffect(() => {
		if (done)
			told.current?.focus();
	}, [done]);

	if (!chosen)
		return null;

	/* The places are counted in characters, the browser's in UTF-16. */
	const marked = () => {
		const control = area.current?.querySelector('textarea');
		const [from, to] = [control?.selectionStart ?? 0, control?.selectionEnd ?? 0];
		return { start: length_of(chosen.text.slice(0, from)), end: length_of(chosen.text.slice(0, to)) };
	};
	const hide = async () => {
		const place = marked();
		const found: Errors<Name> = {};
		if (place.end <= place.start)
			found.mask_text = t('mask.nothing');
		if (!reason)
			found.mask_reason = t('mask.no_reason');
		set_errors(found);
		set_attempt((before) => before + 1);
		set_done('');
		if (!reason || found.mask_text)
			return;
		const body = { ...chosen.place, ...place, reason };
		if (await change.run(() => body_of(api.POST('/deviations/{id}/masks', { params: { path: { id: one.id }, header }, body }))))
			set_done(t('mask.done'));
	};
	const lift = async (mask_id: string) => {
		set_done('');
		const path = { id: one.id, mask_id };
		if (await change.run(() => body_of(api.DELETE('/deviations/{id}/masks/{mask_id}', { params: { path, header } }))))
			set_done(t('mask.lifted'));
	};
	return (
		<details className="ds-details more">
			<summary>{t('mask.heading')}</summary>
			<div>
				<div className="form">
					<Paragraph>{t('mask.lead')}</Paragraph>
					<p role="status" ref={told} tabIndex={-1} className={done ? 'done' : 'ds-sr-only'}>{done}</p>
					<ErrorSummary errors={errors} attempt={attempt} />
					<SelectField name="mask_which" label={t('mask.which')} value={chosen.key} choices={texts.map(({ key, label }) => ({ value: key, label }))}
						on_change={set_which} />
					<div ref={area}>
						<ReadArea name="mask_text" label={t('mask.text')} hint={t('mask.text_hint')} value={chosen.text} error={errors.mask_text} />
					</div>
					<RadioGroup name="mask_reason" label={t('mask.reason')} value={reason} error={errors.mask_reason}
						choices={REASONS.map((value) => ({ value, label: t(`mask.reason_${value}`) }))} on_change={(value) => set_reason(value as Reason)} />
					<ChangeFailure failure={change.failure} busy={change.busy} />
					<div className="actions"><Button variant="secondary" loading={change.busy} onClick={() => void hide()}>{t('mask.hide')}</Button></div>
					{one.masks.length > 0 && (
						<section className="stack" aria-labelledby={field_id('masks')}>
							<Heading level={3} data-size="2xs" id={field_id('masks')}>{t('mask.hidden')}</Heading>
							<ul className="history">
								{one.masks.map((mask) => (
									<li key={mask.id}>
										<strong>{t('mask.one', label_of(mask))}</strong>
										<span>{t(`mask.reason_${mask.reason}`)}</span>
										<span>{t('mask.by', { name: mask.by, when: format.moment(mask.at) })}</span>
										<Button variant="tertiary" data-size="sm" aria-label={t('mask.lift_what', label_of(mask))} loading={change.busy}
											onClick={() => void lift(mask.id)}>{t('mask.lift')}</Button>
									</li>
								))}
							</ul>
						</section>
					)}
				</div>
			</div>
		</details>
	);
}
