/* SPDX-License-Identifier: MIT */
import { Button, Heading, Input, Label } from '@digdir/designsystemet-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { turn_keys, use_keys_on } from '../../cases/keys';

const KEYS = ['j', 'k', 'Enter', 'x', 'a', 'b', 'v', 'n', 'u', '/', '?'] as const;
const NAMES: Record<(typeof KEYS)[number], 'next' | 'previous' | 'open' | 'select' | 'assign' | 'acknowledge' | 'news' | 'next_case' | 'back' | 'search' | 'help'> = {
	j: 'next', k: 'previous', Enter: 'open', x: 'select', a: 'assign', b: 'acknowledge', v: 'news', n: 'next_case', u: 'back', '/': 'search', '?': 'help',
};

/* Which keys there are, and the switch that turns them off. */
export function KeyHelp({ open, on_close }: { open: boolean; on_close: () => void }) {
	const { t } = useTranslation();
	const on = use_keys_on();
	const dialog = useRef<HTMLDialogElement>(null);
	useEffect(() => {
		if (open && dialog.current && !dialog.current.open)
			dialog.current.showModal();
		if (!open)
			dialog.current?.close();
	}, [open]);
	return (
		<dialog ref={dialog} className="ds-dialog" aria-labelledby="key-help" onClose={on_close}>
			<Heading level={2} data-size="sm" id="key-help">{t('queue.keys')}</Heading>
			<dl className="queue-keys">
				{KEYS.map((key) => (
					<div key={key}>
						<dt><kbd>{key}</kbd></dt>
						<dd>{t(`queue.key_${NAMES[key]}`)}</dd>
					</div>
				))}
			</dl>
			<div className="ds-field choice">
				<Input type="checkbox" id="keys-on" checked={on} onChange={(event) => turn_keys(event.target.checked)} />
				<Label htmlFor="keys-on" weight="regular">{t('queue.keys_on')}</Label>
				<div data-field="description">{t('queue.keys_on_hint')}</div>
			</div>
			<div className="actions"><Button onClick={on_close}>{t('queue.close')}</Button></div>
		</dialog>
	);
}
