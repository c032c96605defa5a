/* SPDX-License-Identifier: MIT */
import { Button, Heading } from '@digdir/designsystemet-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

/* Shown this once. */
export function RecoveryCodes({ codes, on_done }: { codes: string[]; on_done: () => void }) {
	const { t } = useTranslation();
	const heading = useRef<HTMLHeadingElement>(null);
	const [copied, set_copied] = useState(false);

	useEffect(() => heading.current?.focus(), []);

	const copy = async () => {
		try {
			await navigator.clipboard.writeText(codes.join('\n'));
			set_copied(true);
		} catch {
			set_copied(false); /* not allowed here: they can be written down */
		}
	};
	return (
		<div className="call" role="group" aria-labelledby="recovery-codes">
			<Heading level={3} data-size="2xs" id="recovery-codes" ref={heading} tabIndex={-1}>{t('factor.codes')}</Heading>
			<p>{t('factor.codes_text')}</p>
			<ol className="codes">{codes.map((code) => <li key={code}>{code}</li>)}</ol>
			<div className="actions">
				<Button onClick={on_done}>{t('factor.codes_kept')}</Button>
				{'clipboard' in navigator && <Button variant="secondary" onClick={() => void copy()}>{t('factor.copy')}</Button>}
				<span role="status">{copied ? t('factor.copied') : ''}</span>
			</div>
		</div>
	);
}
