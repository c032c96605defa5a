/* SPDX-License-Identifier: MIT */
import { Button, Heading, Link, Paragraph } from '@digdir/designsystemet-react';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink } from 'wouter';
import { StatusTag } from '../../cases/StatusTag';
import { SelectField, TextField } from '../../form/Field';
import { ChangeFailure } from './ChangeFailure';
import { use_change } from './case_changes';
import { link_cases, unlink_cases, use_case_links, type LinkKind } from './case_links';

const KINDS: readonly LinkKind[] = ['related', 'duplicate', 'same_event'];

/* Cases linked to this one. A council links by number, and can undo what it took away. */
export function LinkedCases({ id }: { id: string }) {
	const { t } = useTranslation();
	const change = use_change(id);
	const links = use_case_links(id).data;
	const [adding, set_adding] = useState(false);
	const [done, set_done] = useState('');
	const [removed, set_removed] = useState<{ number: string; kind: LinkKind } | null>(null);
	const told = useRef<HTMLParagraphElement>(null);
	useEffect(() => {
		if (done)
			told.current?.focus();
	}, [done]);
	if (!links || (!links.may_link && links.links.length === 0))
		return null;

	const link = async (number: string, kind: LinkKind) => {
		set_removed(null);
		set_done('');
		if (!await change.run(() => link_cases(id, number, kind)))
			return;
		set_adding(false);
		set_done(t('links.linked'));
	};
	const unlink = async (number: string, kind: LinkKind) => {
		set_done('');
		if (!await change.run(() => unlink_cases(id, number)))
			return;
		set_removed({ number, kind });
		set_done(t('links.removed', { number }));
	};
	return (
		<section className="stack" aria-labelledby="linked-cases">
			<Heading level={2} data-size="xs" id="linked-cases">{t('links.heading')}</Heading>
			{links.links.length === 0 && <Paragraph data-size="sm">{t('links.none')}</Paragraph>}
			<ul className="history">
				{links.links.map((one) => (
					<li key={one.id}>
						<strong>{t(`links.kind.${one.kind}`)}</strong>
						<span><Link asChild><RouteLink href={`/saker/${one.id}`}>{one.number}</RouteLink></Link> <StatusTag status={one.status} /></span>
						<span>{one.title}</span>
						{links.may_link && (
							<Button variant="tertiary" data-size="sm" aria-label={`${t('links.remove')}: ${one.number}`} loading={change.busy}
								onClick={() => void unlink(one.number, one.kind)}>{t('links.remove')}</Button>
						)}
					</li>
				))}
			</ul>
			<p role="status" ref={told} tabIndex={-1} className={done ? 'done' : 'ds-sr-only'}>{done}</p>
			{removed && (
				<div className="actions">
					<Button variant="secondary" data-size="sm" loading={change.busy} onClick={() => void link(removed.number, removed.kind)}>{t('links.undo')}</Button>
				</div>
			)}
			<ChangeFailure failure={change.failure} busy={change.busy} />
			{links.may_link && (adding
				? <LinkForm busy={change.busy} error={change.failure?.errors[0]?.message} on_link={(number, kind) => void link(number, kind)}
					on_cancel={() => { change.forget_failure(); set_adding(false); }} />
				: <div className="actions"><Button variant="secondary" data-size="sm" onClick={() => set_adding(true)}>{t('links.open_add')}</Button></div>)}
		</section>
	);
}

interface LinkFormProps {
	busy: boolean;
	error: string | undefined;
	on_link: (number: string, kind: LinkKind) => void;
	on_cancel: () => void;
}

function LinkForm({ busy, error, on_link, on_cancel }: LinkFormProps) {
	const { t } = useTranslation();
	const [number, set_number] = useState('');
	const [kind, set_kind] = useState<string>('related');
	const send = (event: FormEvent) => {
		event.preventDefault();
		if (number.trim())
			on_link(number.trim().toUpperCase(), kind as LinkKind);
	};
	return (
		<form className="form" onSubmit={send} noValidate>
			<TextField name="link_number" label={t('links.number')} hint={t('links.number_hint')} value={number} error={error} on_change={set_number} />
			<SelectField name="link_kind" label={t('links.how')} value={kind} on_change={set_kind}
				choices={KINDS.map((value) => ({ value, label: t(`links.kind.${value}`) }))} />
			<div className="actions">
				<Button type="submit" data-size="sm" loading={busy}>{t('links.add')}</Button>
				<Button type="button" variant="tertiary" data-size="sm" onClick={on_cancel}>{t('links.cancel')}</Button>
			</div>
		</form>
	);
}
