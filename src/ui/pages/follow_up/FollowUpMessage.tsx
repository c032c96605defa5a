/* SPDX-License-Identifier: MIT */
import { Button, Heading } from '@digdir/designsystemet-react';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { as_failure, type ApiFailure } from '../../api/failure';
import { write_follow_up, type FollowUp } from '../../api/open_filing';
import { new_key } from '../../form/draft';
import { ErrorSummary, type Errors } from '../../form/ErrorSummary';
import { errors_of } from '../../form/errors';
import { FailureAlert } from '../../form/FailureAlert';
import { length_of, TextArea } from '../../form/Field';
import { guard_of } from '../../guard/GuardNotes';
import { use_guard } from '../../guard/use_guard';

const LIMIT = 5000;

/* One message to the council. It is not kept as a draft: nothing of a followed report stays in the browser. */
export function FollowUpMessage({ code, on_written }: { code: string; on_written: (one: FollowUp) => void }) {
	const { t } = useTranslation();
	const [text, set_text] = useState('');
	const [fine, set_fine] = useState<string[]>([]);
	const [errors, set_errors] = useState<Errors<'text'>>({});
	const [failure, set_failure] = useState<ApiFailure | null>(null);
	const [attempt, set_attempt] = useState(0);
	const [busy, set_busy] = useState(false);
	const [done, set_done] = useState(false);
	const key = useRef(new_key());
	const told = useRef<HTMLParagraphElement>(null);
	const guard = use_guard({ text }, fine, set_fine);
	const labels = { text: t('write.message') };
	const shown = attempt > 0 ? { ...guard.errors(labels), ...errors } : errors;

	useEffect(() => {
		if (done)
			told.current?.focus();
	}, [done]);

	const deliver = async () => {
		set_busy(true);
		set_failure(null);
		try {
			const confirmed_findings = await guard.confirmed_in([{ name: 'text', pointer: '/text', text }]);
			on_written(await write_follow_up({ code, text, confirmed_findings }, key.current));
			key.current = new_key();
			set_text('');
			set_fine([]);
			set_attempt(0);
			set_done(true);
		} catch (error) {
			const problem = as_failure(error);
			const sorted = errors_of(problem, labels);
			set_errors(sorted.errors);
			set_failure(problem.errors.length > 0 && sorted.general.length === 0 ? null : problem);
			set_attempt((before) => before + 1);
		} finally {
			set_busy(false);
		}
	};
	const send = async (event: FormEvent) => {
		event.preventDefault();
		if (busy)
			return;
		const found: Errors<'text'> = {};
		if (!text.trim())
			found.text = t('case.text_missing');
		else if (length_of(text) > LIMIT)
			found.text = t('file.errors.too_long', { label: labels.text, limit: LIMIT });
		const passes = await guard.check();
		set_errors(found);
		set_attempt((before) => before + 1);
		if (Object.keys(found).length === 0 && passes)
			await deliver();
	};
	return (
		<section className="stack" aria-labelledby="write-to-council">
			<Heading level={2} data-size="xs" id="write-to-council">{t('follow_up.write')}</Heading>
			<p role="status" ref={told} tabIndex={-1} className={done ? 'done' : 'ds-sr-only'}>{done ? t('done.message') : ''}</p>
			<form className="form" onSubmit={(event) => void send(event)} noValidate>
				<ErrorSummary errors={shown} attempt={attempt} />
				<TextArea name="text" label={labels.text} hint={t('file.no_identity')} rows={5} limit={LIMIT} required value={text} error={shown.text}
					guard={guard_of(guard, 'text', text, set_text)} on_change={(value) => { set_text(value); set_done(false); }} />
				{failure && <FailureAlert failure={failure} on_retry={failure.passing ? () => void deliver() : undefined} busy={busy} kept />}
				<div className="actions"><Button type="submit" loading={busy}>{busy ? t('file.sending') : t('send.message')}</Button></div>
			</form>
		</section>
	);
}
