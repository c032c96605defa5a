/* SPDX-License-Identifier: MIT */
import { Button, Heading } from '@digdir/designsystemet-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Deviation } from '../../cases/deviations';
import { ChangeFailure } from './ChangeFailure';
import { changes_of, use_change } from './case_changes';
import { CloseForm } from './CloseForm';
import { Refused } from './Refused';
import { WriteForm } from './WriteForm';

type Action = 'message' | 'note' | 'answer' | 'close' | 'reopen' | 'request_correction' | 'addendum';
const ORDER: Action[] = ['answer', 'message', 'note', 'addendum', 'request_correction', 'close', 'reopen'];

/* The step that is natural now stands out. */
function next_step(one: Deviation): Action | 'acknowledge' | undefined {
	if (one.allowed.includes('acknowledge'))
		return 'acknowledge';
	if (one.status === 'answered' && one.allowed.includes('close'))
		return 'close';
	return one.allowed.includes('answer') ? 'answer' : undefined;
}

/* What the reader may do now, as the service says. Writing starts by choosing what it is to be: an answer, a note … */
export function CaseActions({ one }: { one: Deviation }) {
	const { t } = useTranslation();
	const [chosen, set_chosen] = useState<Action | null>(null);
	const [done, set_done] = useState('');
	const told = useRef<HTMLParagraphElement>(null);
	const acknowledging = use_change(one.id);

	/* The form that had the focus is gone: it goes to what came of it. */
	useEffect(() => {
		if (done)
			told.current?.focus();
	}, [done]);

	const allowed = ORDER.filter((action) => one.allowed.includes(action));
	const open = chosen && allowed.includes(chosen) ? chosen : null;
	if (allowed.length === 0 && !one.allowed.includes('acknowledge'))
		return <Refused one={one} />;

	const finished = (action: Action | 'acknowledge') => {
		set_done(t(`done.${action}`));
		set_chosen(null);
	};
	const acknowledge = async () => {
		if (await acknowledging.run(() => changes_of(one).acknowledge()))
			finished('acknowledge');
	};
	return (
		<section className="stack case-actions" aria-labelledby="actions">
			<Heading level={2} data-size="xs" id="actions">{t('case.actions')}</Heading>
			<p role="status" ref={told} tabIndex={-1} className={done ? 'done' : 'ds-sr-only'}>{done}</p>
			<ChangeFailure failure={acknowledging.failure} busy={acknowledging.busy} on_retry={() => void acknowledge()} />
			<div className="actions">
				{one.allowed.includes('acknowledge') && (
					<Button onClick={() => void acknowledge()} loading={acknowledging.busy}>{t('action.acknowledge')}</Button>
				)}
				{allowed.map((action) => (
					<Button key={action} variant={action === next_step(one) ? 'primary' : 'secondary'} aria-expanded={open === action} aria-controls="write-here"
						onClick={() => { set_done(''); set_chosen(open === action ? null : action); }}>
						{t(`action.${action}`)}
					</Button>
				))}
			</div>
			<Refused one={one} />
			<div id="write-here">
				{open === 'close' && <CloseForm key="close" one={one} on_done={() => finished('close')} />}
				{open && open !== 'close' && <WriteForm key={open} one={one} what={open} on_done={() => finished(open)} />}
			</div>
		</section>
	);
}
