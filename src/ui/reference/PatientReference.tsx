/* SPDX-License-Identifier: MIT */
import { Alert, Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { as_failure } from '../api/failure';
import { FailureAlert } from '../form/FailureAlert';
import { use_format } from '../i18n/format';
import { OpenForm } from './OpenForm';
import { PostponeForm } from './PostponeForm';
import { PutForm } from './PutForm';
import { RequestForm } from './RequestForm';
import { Openings, Requests } from './Requests';
import { use_reference, type Reference } from './reference';

type Action = Reference['allowed'][number];
const ORDER: Action[] = ['open', 'request', 'postpone', 'put'];

interface PatientReferenceProps {
	id: string;
	helsefellesskap: string;
	offer_only?: boolean; /* nothing is shown where none can be added */
}

/* Which patient a case is about: whether that is on record, for how long, and for whom it opens. */
export function PatientReference({ id, helsefellesskap, offer_only }: PatientReferenceProps) {
	const { t } = useTranslation();
	const found = use_reference(id);
	const [chosen, set_chosen] = useState<Action | null>(null);
	const [done, set_done] = useState('');
	const told = useRef<HTMLParagraphElement>(null);

	/* The form that had the focus is gone: it goes to what came of it. */
	useEffect(() => {
		if (done)
			told.current?.focus();
	}, [done]);
	const finish = useCallback((what: string) => {
		set_done(what);
		set_chosen(null);
	}, []);
	const on_hidden = useCallback(() => finish(t('reference.hidden')), [finish, t]);

	if (found.isError && !offer_only)
		return <FailureAlert failure={as_failure(found.error)} on_retry={() => void found.refetch()} busy={found.isFetching} />;
	const reference = found.data;
	if (!reference || (offer_only && !reference.allowed.includes('put') && !done))
		return null;
	const waits = reference.requests.some((one) => one.own && one.state === 'waiting');
	const allowed = ORDER.filter((action) => reference.allowed.includes(action) && !(action === 'request' && waits));
	/* What is open stays open when what is shown is told anew. */
	const open = chosen && (allowed.includes(chosen) || chosen === 'open') ? chosen : null;
	const approved = reference.second_person ? reference.requests.find((one) => one.own && one.state === 'approved') : undefined;
	return (
		<section className="stack patient-reference" aria-labelledby="patient-reference">
			<Heading level={2} data-size="xs" id="patient-reference">{t('reference.heading')}</Heading>
			<Standing reference={reference} />
			<p role="status" ref={told} tabIndex={-1} className={done ? 'done' : 'ds-sr-only'}>{done}</p>
			{allowed.length > 0 && (
				<div className="actions">
					{allowed.map((action) => (
						<Button key={action} variant="secondary" aria-expanded={open === action} aria-controls="reference-here"
							onClick={() => { set_done(''); set_chosen(open === action ? null : action); }}>
							{action === 'put' && reference.state === 'present' ? t('reference.replace') : t(`reference.${action}`)}
						</Button>
					))}
				</div>
			)}
			<div id="reference-here">
				{open === 'put' && <PutForm id={id} reference={reference} on_done={() => finish(t('reference.put_done'))} />}
				{open === 'open' && <OpenForm id={id} helsefellesskap={helsefellesskap} approved={approved} on_hidden={on_hidden} />}
				{open === 'request' && <RequestForm id={id} helsefellesskap={helsefellesskap} on_done={() => finish(t('reference.request_done'))} />}
				{open === 'postpone' && reference.destroy_on && (
					<PostponeForm id={id} destroy_on={reference.destroy_on} on_done={() => finish(t('reference.postpone_done'))} />
				)}
			</div>
			<Requests id={id} helsefellesskap={helsefellesskap} reference={reference}
				on_decided={(yes) => finish(t(yes ? 'reference.approve_done' : 'reference.decline_done'))} />
			<Openings helsefellesskap={helsefellesskap} reference={reference} />
		</section>
	);
}

function Standing({ reference }: { reference: Reference }) {
	const { t } = useTranslation();
	const format = use_format();
	const parties = { one: reference.reporter_organisation.name, other: reference.other_organisation.name };
	if (reference.state === 'destroyed')
		return <Paragraph>{t('reference.destroyed', { date: format.date(reference.destroyed_at ?? '') })}</Paragraph>;
	if (reference.state === 'none' && reference.policy === 'none')
		return <Paragraph>{t(reference.agreement ? 'reference.not_agreed' : 'reference.no_agreement', parties)}</Paragraph>;
	if (reference.state === 'none')
		return (
			<>
				<Paragraph>{t('reference.none')}</Paragraph>
				{reference.allowed.includes('put') && (
					<Paragraph data-size="sm">{t(reference.policy === 'identity' ? 'reference.lets_identity' : 'reference.lets_local_reference')} {t('reference.kept', { ...parties, count: reference.kept_days ?? 0 })}</Paragraph>
				)}
			</>
		);
	return (
		<>
			<Paragraph>
				{t(reference.kind === 'identity' ? 'reference.has_identity' : 'reference.has_local_reference', { person: reference.put_by ?? '', date: format.date(reference.put_at ?? '') })}
			</Paragraph>
			<Paragraph data-size="sm">
				{t(reference.patient_objects ? 'reference.opens_objects' : 'reference.opens', parties)}
				{reference.second_person && ` ${t('reference.second_person')}`}
			</Paragraph>
			{reference.destroy_on && (
				<Alert data-color={reference.warned ? 'warning' : 'info'} data-size="sm">
					<Paragraph>{t('reference.destroyed_on', { date: format.date(reference.destroy_on) })}</Paragraph>
					{reference.postponed_reason && <Paragraph data-size="sm">{t('reference.postponed_because', { reason: reference.postponed_reason })}</Paragraph>}
				</Alert>
			)}
		</>
	);
}
