/* SPDX-License-Identifier: MIT */
import { Button, Heading } from '@digdir/designsystemet-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { ReasonForm } from './ReasonForm';
import { open_reference, use_reference_call, type Reason } from './reference';

type Opened = Schemas['opened_patient_reference'];

interface OpenFormProps {
	id: string;
	helsefellesskap: string;
	approved?: Reason | undefined;
	on_hidden: () => void;
}

export function OpenForm({ id, helsefellesskap, approved, on_hidden }: OpenFormProps) {
	const { t } = useTranslation();
	const { run, busy, failure } = use_reference_call(id);
	const [opened, set_opened] = useState<Opened | null>(null);

	if (opened)
		return <Shown opened={opened} on_hidden={on_hidden} />;
	return (
		<ReasonForm helsefellesskap={helsefellesskap} approved={approved} send_label={t('reference.open_send')} busy={busy} failure={failure}
			on_send={(reason) => void run(() => open_reference(id, reason)).then(set_opened)} />
	);
}

/* On the screen for a minute. The seconds that are left are not read aloud each time. */
function Shown({ opened, on_hidden }: { opened: Opened; on_hidden: () => void }) {
	const { t } = useTranslation();
	const [left, set_left] = useState(opened.shown_seconds);
	const [copied, set_copied] = useState(false);
	const box = useRef<HTMLDivElement>(null);

	useEffect(() => {
		box.current?.focus();
		const end = Date.now() + opened.shown_seconds * 1000;
		const timer = setInterval(() => set_left(Math.max(0, Math.ceil((end - Date.now()) / 1000))), 250);
		return () => clearInterval(timer);
	}, [opened]);
	useEffect(() => {
		if (left === 0)
			on_hidden();
	}, [left, on_hidden]);

	const copy = () => navigator.clipboard.writeText(opened.value).then(() => set_copied(true), () => set_copied(false));
	return (
		<div className="opened-reference stack" ref={box} tabIndex={-1} role="group" aria-labelledby="opened-reference">
			<Heading level={3} data-size="2xs" id="opened-reference">{t('reference.opened')}</Heading>
			<p className="opened-value">{opened.value}</p>
			<p className="hint">{t('reference.hidden_in', { count: left })}</p>
			<p role="status" className={copied ? 'done' : 'ds-sr-only'}>{copied ? t('reference.copied') : ''}</p>
			<div className="actions">
				{'clipboard' in navigator && <Button variant="secondary" onClick={() => void copy()}>{t('reference.copy')}</Button>}
				<Button variant="tertiary" onClick={on_hidden}>{t('reference.hide')}</Button>
			</div>
		</div>
	);
}
