/* SPDX-License-Identifier: MIT */
import { Alert, Button, Details, Heading, Paragraph, Tag } from '@digdir/designsystemet-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink } from 'wouter';
import type { ApiFailure } from '../../api/failure';
import { FailureAlert } from '../../form/FailureAlert';
import { use_format } from '../../i18n/format';
import { LIBRARY, note_address, steps_of, use_note_change, type Note, type Work } from './notes';
import { ReasonForm } from './ReasonForm';

type Change = ReturnType<typeof use_note_change>;
type Step = 'ask_review' | 'review' | 'publish' | 'release' | 'object' | 'withdraw';

interface StepsProps {
	note: Note;
	work: Work;
}

/* The way to publication: who is waited for, and what the reader can do now. */
export function NoteSteps({ note, work }: StepsProps) {
	const { t } = useTranslation();
	const change = use_note_change(note.id);
	const [done, set_done] = useState<Step | null>(null);
	const told = useRef<HTMLParagraphElement>(null);
	const run = async (step: Step, call: () => Promise<unknown>) => {
		set_done(null);
		const went_well = await change.run(call);
		if (went_well)
			set_done(step);
		return went_well;
	};
	useEffect(() => {
		if (done)
			told.current?.focus();
	}, [done]);
	return (
		<section className="stack case-actions" aria-labelledby="note-steps">
			<Heading level={2} data-size="sm" id="note-steps">{t('notes.steps')}</Heading>
			<p role="status" ref={told} tabIndex={-1} className={done ? 'done' : 'ds-sr-only'}>{done && t(`notes.did.${done}`)}</p>
			<WaitedFor note={note} work={work} />
			<StepFailure failure={change.failure} />
			<Actions note={note} work={work} change={change} run={run} />
			<History work={work} />
		</section>
	);
}

/* Findings of the guard stand in the text, which has to be changed. */
function StepFailure({ failure }: { failure: ApiFailure | null }) {
	const { t } = useTranslation();
	if (!failure)
		return null;
	if (failure.status === 412)
		return <Alert data-color="warning" role="alert">{t('notes.changed_meanwhile')}</Alert>;
	if (failure.errors.length === 0)
		return <FailureAlert failure={failure} />;
	return (
		<Alert data-color="danger" role="alert">
			<Paragraph>{t('notes.guard_refused')}</Paragraph>
			<ul>{failure.errors.map(({ pointer, message }, index) => <li key={index}>{t(`notes.${(pointer.split('/').at(-1) ?? 'text') as 'text'}`)}: {message}</li>)}</ul>
		</Alert>
	);
}

function WaitedFor({ note, work }: StepsProps) {
	const { t } = useTranslation();
	if (note.status === 'proposed')
		return <Paragraph>{t('notes.is_proposed')}</Paragraph>;
	if (note.status !== 'in_review')
		return null;
	return (
		<ul className="plain">
			{work.releases.map((one) => (
				<li key={one.organisation.id}>
					<Tag data-size="sm" data-color={one.state === 'released' ? 'success' : one.state === 'objected' ? 'danger' : 'info'}>{t(`notes.release_state.${one.state}`)}</Tag>{' '}
					{one.organisation.name}{one.by && `, ${one.by}`}
					{one.state === 'waiting' && !one.has_coordinator && ` (${t('notes.no_coordinator')})`}
					{one.reason && <q className="written">{one.reason}</q>}
				</li>
			))}
			<li>
				<Tag data-size="sm" data-color={work.reviewed_by ? 'success' : 'info'}>{t(work.reviewed_by ? 'notes.reviewed' : 'notes.not_reviewed')}</Tag>{' '}
				{work.reviewed_by ?? t('notes.second_reader', { writer: work.written_by ?? '' })}
			</li>
		</ul>
	);
}

interface ActionsProps extends StepsProps {
	change: Change;
	run: (step: Step, call: () => Promise<unknown>) => Promise<boolean>;
}

function Actions({ note, work, change, run }: ActionsProps) {
	const { t } = useTranslation();
	const [form, set_form] = useState('');
	const steps = steps_of(note);
	const can = (step: Work['allowed'][number]) => work.allowed.includes(step);
	const own = can('release') ? work.releases.filter((one) => one.own) : [];
	const toggle = (name: string) => set_form(form === name ? '' : name);
	const reason_for = async (step: 'object' | 'withdraw', call: () => Promise<unknown>) => {
		const went_well = await run(step, call);
		if (went_well)
			set_form('');
		return went_well;
	};
	return (
		<>
			{can('ask_review') && <Paragraph data-size="sm">{t('notes.ask_review_hint')}</Paragraph>}
			{can('publish') && <Paragraph data-size="sm">{t('notes.publish_hint')}</Paragraph>}
			<div className="actions">
				{can('ask_review') && <Button loading={change.busy} onClick={() => void run('ask_review', steps.ask_review)}>{t('notes.do.ask_review')}</Button>}
				{can('publish') && <Button loading={change.busy} onClick={() => void run('publish', steps.publish)}>{t('notes.do.publish')}</Button>}
				{can('review') && <Button variant={can('publish') ? 'secondary' : 'primary'} loading={change.busy} onClick={() => void run('review', steps.review)}>{t('notes.do.review')}</Button>}
				{can('change') && <Button asChild variant="secondary"><RouteLink href={`${note_address(note.id)}/rediger`}>{t('notes.do.change')}</RouteLink></Button>}
				{can('replace') && <Button asChild variant="secondary"><RouteLink href={`${LIBRARY}/nytt?erstatter=${note.id}`}>{t('notes.do.replace')}</RouteLink></Button>}
				{can('withdraw') && <Button variant="tertiary" aria-expanded={form === 'withdraw'} onClick={() => toggle('withdraw')}>{t('notes.do.withdraw')}</Button>}
			</div>
			{form === 'withdraw' && can('withdraw') && (
				<ReasonForm name={`note.${note.id}.withdraw`} label={t('notes.withdraw_reason')} send_label={t('notes.do.withdraw')} change={change}
					on_send={(reason, confirmed_findings) => reason_for('withdraw', () => steps.withdraw({ reason, confirmed_findings }))} />
			)}
			{own.map(({ organisation, state }) => (
				<div key={organisation.id} className="stack">
					<Heading level={3} data-size="2xs">{t('notes.on_behalf', { place: organisation.name })}</Heading>
					<Paragraph data-size="sm">{t('notes.release_hint')}</Paragraph>
					<div className="actions">
						{state !== 'released' && (
							<Button loading={change.busy} onClick={() => void run('release', () => steps.release({ decision: 'release', organisation_id: organisation.id }))}>{t('notes.do.release')}</Button>
						)}
						<Button variant="secondary" aria-expanded={form === organisation.id} onClick={() => toggle(organisation.id)}>{t('notes.do.object')}</Button>
					</div>
					{form === organisation.id && (
						<ReasonForm name={`note.${note.id}.${organisation.id}`} label={t('notes.object_reason')} send_label={t('notes.do.object')} change={change}
							on_send={(reason, confirmed_findings) => reason_for('object',
								() => steps.release({ decision: 'object', organisation_id: organisation.id, reason, confirmed_findings }))} />
					)}
				</div>
			))}
		</>
	);
}

function History({ work }: { work: Work }) {
	const { t } = useTranslation();
	const format = use_format();
	return (
		<Details>
			<Details.Summary>{t('notes.history')}</Details.Summary>
			<Details.Content>
				<ol className="history">
					{work.history.map((one, index) => (
						<li key={index}>
							<strong>{t(`notes.event.${one.kind}`)}{one.organisation && `: ${one.organisation}`}</strong>
							<span>{[one.by, format.moment(one.at)].filter(Boolean).join(', ')}</span>
						</li>
					))}
				</ol>
			</Details.Content>
		</Details>
	);
}
