/* SPDX-License-Identifier: MIT */
import { Button, Heading } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { use_labels } from '../api/register';
import { FailureAlert } from '../form/FailureAlert';
import { use_format } from '../i18n/format';
import { changes_of, use_reference_call, type Reference, type Request } from './reference';

interface RecordsProps {
	id: string;
	helsefellesskap: string;
	reference: Reference;
	on_decided: (approved: boolean) => void;
}

/* Requests of one's own party, and every opening by either. */
export function Requests({ id, helsefellesskap, reference, on_decided }: RecordsProps) {
	const { t } = useTranslation();
	if (reference.requests.length === 0)
		return null;
	return (
		<section className="stack" aria-labelledby="reference-requests">
			<Heading level={3} data-size="2xs" id="reference-requests">{t('reference.requests')}</Heading>
			<ul className="reference-list">
				{reference.requests.map((one) => (
					<OneRequest key={one.id} id={id} helsefellesskap={helsefellesskap} request={one} on_decided={on_decided} />
				))}
			</ul>
		</section>
	);
}

function OneRequest({ id, helsefellesskap, request, on_decided }: Omit<RecordsProps, 'reference'> & { request: Request }) {
	const { t } = useTranslation();
	const format = use_format();
	const { label } = use_labels(helsefellesskap);
	const { run, busy, failure } = use_reference_call(id);
	const decide = async (approve: boolean) => {
		if (await run(() => changes_of(id).decide(request.id, approve)))
			on_decided(approve);
	};
	const words = { person: request.decided_by ?? '', date: format.short_date(request.expires_at) };
	return (
		<li className="stack">
			<p>
				<strong>{request.own ? t('reference.own_request') : t('reference.asks', { person: request.person ?? '' })}</strong>{' '}
				{t(`reference.request_${request.state}`, words)}
			</p>
			<p className="written">{label('legal_basis', request.legal_basis)}{'\n'}{request.purpose}</p>
			{failure && <FailureAlert failure={failure} />}
			{request.state === 'waiting' && !request.own && (
				<div className="actions">
					<Button data-size="sm" loading={busy} onClick={() => void decide(true)}>{t('reference.approve')}</Button>
					<Button data-size="sm" variant="secondary" disabled={busy} onClick={() => void decide(false)}>{t('reference.decline')}</Button>
				</div>
			)}
		</li>
	);
}

export function Openings({ helsefellesskap, reference }: { helsefellesskap: string; reference: Reference }) {
	const { t } = useTranslation();
	const format = use_format();
	const { label } = use_labels(helsefellesskap);
	if (reference.openings.length === 0)
		return null;
	return (
		<section className="stack" aria-labelledby="reference-openings">
			<Heading level={3} data-size="2xs" id="reference-openings">{t('reference.openings')}</Heading>
			<ul className="reference-list">
				{reference.openings.map((one) => (
					<li key={`${one.at}${one.person}`} className="stack">
						<p><strong>{one.person}</strong>, {one.organisation.name}, {format.moment(one.at)}</p>
						<p className="written">{label('legal_basis', one.legal_basis)}{'\n'}{one.purpose}</p>
					</li>
				))}
			</ul>
		</section>
	);
}
