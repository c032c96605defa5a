/* SPDX-License-Identifier: MIT */
import { Button } from '@digdir/designsystemet-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { as_failure, type ApiFailure } from '../../api/failure';
import { FailureAlert } from '../../form/FailureAlert';
import { as_language } from '../../i18n/language';
import { SubscriptionForm } from './SubscriptionForm';
import { use_subscription_words, type List, type Subscription, type Wanted } from './subscription';

export interface Calls {
	create?: (wanted: Wanted) => Promise<List>;
	change?: (id: string, wanted: Wanted) => Promise<List>;
	end: (id: string) => Promise<List>;
	restore?: (id: string) => Promise<List>;
}

const wanted_of = ({ id: _id, ended: _ended, party, ...rest }: Subscription): Wanted => ({ ...rest, party: party as Wanted['party'] ?? null });

/* One's subscriptions with what can be done to each, by whichever way one came to them. */
export function SubscriptionList({ list, calls, on_list }: { list: List; calls: Calls; on_list: (list: List) => void }) {
	const { t, i18n } = useTranslation();
	const { about, when } = use_subscription_words(list);
	const [open, set_open] = useState<string | null>(null); /* an id, or 'new' */
	const [busy, set_busy] = useState<string | null>(null);
	const [failure, set_failure] = useState<ApiFailure | null>(null);
	const [said, set_said] = useState('');
	const status = useRef<HTMLParagraphElement>(null);
	const run = async (place: string, call: () => Promise<List>, done: string) => {
		set_busy(place);
		set_failure(null);
		set_said('');
		try {
			on_list(await call());
			set_open(null);
			set_said(done);
			status.current?.focus();
		} catch (error) {
			set_failure(as_failure(error));
		} finally {
			set_busy(null);
		}
	};
	const start: Wanted = { frequency: 'weekly', language: as_language(i18n.language) };
	return (
		<div className="stack">
			<p role="status" ref={status} tabIndex={-1} className={said ? 'done' : 'ds-sr-only'}>{said}</p>
			{failure && open === null && <FailureAlert failure={failure} />}
			{list.items.length === 0 && <p className="empty">{t('subscription.none')}</p>}
			<ul className="subscriptions">
				{list.items.map((one) => (
					<li key={one.id}>
						<p><strong>{about(wanted_of(one))}</strong><br />{one.ended ? t('subscription.is_ended') : when(wanted_of(one))}</p>
						{open === one.id
							? <SubscriptionForm name={`subscription-${one.id}`} list={list} start={wanted_of(one)} busy={busy === one.id} failure={failure}
								on_save={(wanted) => void run(one.id, () => calls.change!(one.id, wanted), t('subscription.saved'))}
								on_cancel={() => set_open(null)} />
							: (
								<div className="actions">
									{!one.ended && calls.change && (
										<Button variant="secondary" data-size="sm" onClick={() => { set_failure(null); set_open(one.id); }}
											aria-label={t('subscription.change_named', { name: about(wanted_of(one)) })}>{t('subscription.change')}</Button>
									)}
									{!one.ended && (
										<Button variant="tertiary" data-color="danger" data-size="sm" loading={busy === one.id}
											aria-label={t('subscription.end_named', { name: about(wanted_of(one)) })}
											onClick={() => void run(one.id, () => calls.end(one.id), t('subscription.ended'))}>{t('subscription.end')}</Button>
									)}
									{one.ended && calls.restore && (
										<Button variant="secondary" data-size="sm" loading={busy === one.id}
											onClick={() => void run(one.id, () => calls.restore!(one.id), t('subscription.restored'))}>{t('subscription.restore')}</Button>
									)}
								</div>
							)}
					</li>
				))}
			</ul>
			{calls.create && (open === 'new'
				? <SubscriptionForm name="subscription-new" list={list} start={start} busy={busy === 'new'} failure={failure}
					on_save={(wanted) => void run('new', () => calls.create!(wanted), t('subscription.created'))} on_cancel={() => set_open(null)} />
				: <div className="actions"><Button variant="secondary" onClick={() => { set_failure(null); set_open('new'); }}>{t('subscription.add')}</Button></div>)}
		</div>
	);
}
