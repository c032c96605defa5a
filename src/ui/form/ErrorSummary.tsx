/* SPDX-License-Identifier: MIT */
import { Heading, Link, List } from '@digdir/designsystemet-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { field_id } from './Field';

export type Errors<Name extends string = string> = Partial<Record<Name, string>>;

interface ErrorSummaryProps {
	errors: Errors;
	general?: string[] | undefined; /* errors that belong to no field shown */
	attempt?: number; /* counts the attempts where errors are taken away one by one in between */
}

/* Takes the focus when it appears or its errors change; each line leads to its field. */
export function ErrorSummary({ errors, general = [], attempt }: ErrorSummaryProps) {
	const { t } = useTranslation();
	const box = useRef<HTMLDivElement>(null);
	const entries = Object.entries(errors).filter(([, message]) => message);

	useEffect(() => {
		if (Object.keys(errors).length > 0 || general.length > 0)
			box.current?.focus();
	}, [attempt ?? errors]); /* else a new object of errors is a new attempt */

	if (entries.length === 0 && general.length === 0)
		return null;

	const go = (name: string) => (event: React.MouseEvent) => {
		event.preventDefault();
		const field = document.getElementById(field_id(name));
		/* A field inside "more details" must be shown before it can take the focus. */
		field?.closest('details')?.setAttribute('open', '');
		field?.focus();
		field?.scrollIntoView({ block: 'center' });
	};
	return (
		<div className="ds-error-summary" ref={box} tabIndex={-1} role="group" aria-labelledby="error-summary-heading">
			<Heading level={2} data-size="xs" id="error-summary-heading">
				{t('form.wrong', { count: entries.length + general.length })}
			</Heading>
			<List.Unordered>
				{entries.map(([name, message]) => (
					<List.Item key={name}>
						<Link href={`#${field_id(name)}`} onClick={go(name)}>{message}</Link>
					</List.Item>
				))}
				{general.map((message) => <List.Item key={message}>{message}</List.Item>)}
			</List.Unordered>
		</div>
	);
}
