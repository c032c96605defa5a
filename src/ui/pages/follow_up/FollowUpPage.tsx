/* SPDX-License-Identifier: MIT */
import { Button } from '@digdir/designsystemet-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { as_failure, type ApiFailure } from '../../api/failure';
import { follow_up, type FollowUp } from '../../api/open_filing';
import { ErrorSummary } from '../../form/ErrorSummary';
import { errors_of } from '../../form/errors';
import { FailureAlert } from '../../form/FailureAlert';
import { TextField } from '../../form/Field';
import { Page } from '../../shell/Page';
import { Followed } from './Followed';

/* The code stays in this page's memory: leaving or reloading the page forgets it, which a shared screen needs. */
export default function FollowUpPage() {
	const { t } = useTranslation();
	const [entered, set_entered] = useState('');
	const [attempt, set_attempt] = useState(0);
	const [wrong, set_wrong] = useState<string>();
	const [failure, set_failure] = useState<ApiFailure | null>(null);
	const [busy, set_busy] = useState(false);
	const [open, set_open] = useState<{ code: string; one: FollowUp } | null>(null);

	const complain = (error: unknown) => {
		const problem = as_failure(error);
		const message = problem.code === 'code_unknown' ? problem.detail : errors_of(problem, { code: t('follow_up.code') }).errors.code;
		set_wrong(message);
		set_failure(message ? null : problem);
		set_attempt((before) => before + 1);
	};
	const look = async (event: FormEvent) => {
		event.preventDefault();
		if (busy)
			return;
		set_wrong(undefined);
		set_failure(null);
		if (!entered.trim()) {
			set_wrong(t('follow_up.code_missing'));
			set_attempt((before) => before + 1);
			return;
		}
		set_busy(true);
		try {
			set_open({ code: entered, one: await follow_up(entered) });
			set_entered('');
		} catch (error) {
			complain(error);
		} finally {
			set_busy(false);
		}
	};
	if (open)
		return <Followed code={open.code} one={open.one} on_news={(one) => set_open({ ...open, one })} on_done={() => set_open(null)} />;
	return (
		<Page title={t('follow_up.heading')} step="enter" lead={<p>{t('follow_up.lead')}</p>}>
			<form className="form" onSubmit={(event) => void look(event)} noValidate>
				<ErrorSummary errors={wrong ? { code: wrong } : {}} attempt={attempt} />
				{failure && <FailureAlert failure={failure} />}
				<TextField name="code" label={t('follow_up.code')} hint={t('follow_up.code_hint')} value={entered} error={wrong} required
					spell_check={false} on_change={set_entered} />
				<div className="actions"><Button type="submit" loading={busy}>{t('follow_up.look')}</Button></div>
			</form>
		</Page>
	);
}
