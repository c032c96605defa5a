/* SPDX-License-Identifier: MIT */
import { Input, Label, ValidationMessage } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { field_id, type Choice } from './Field';

interface RadioGroupProps {
	name: string;
	label: string;
	hint?: string;
	error?: string | undefined;
	optional?: boolean;
	value: string;
	choices: Choice[];
	on_change: (value: string) => void;
}

export function RadioGroup({ name, label, hint, error, optional, value, choices, on_change }: RadioGroupProps) {
	const { t } = useTranslation();
	const id = field_id(name);
	const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ') || undefined;
	return (
		<fieldset className="ds-fieldset" aria-describedby={described}>
			<Label asChild>
				<legend>
					{label}
					{optional && <span className="optional"> ({t('form.optional')})</span>}
				</legend>
			</Label>
			{hint && <p id={`${id}-hint`} className="hint">{hint}</p>}
			<div className="choices">
				{choices.map((one, index) => {
					/* The error summary leads to the first choice. */
					const own = index === 0 ? id : `${id}-${one.value}`;
					return (
						<div className="ds-field choice" key={one.value}>
							<Input type="radio" id={own} name={name} value={one.value} checked={value === one.value}
								aria-invalid={error ? true : undefined} aria-describedby={one.hint ? `${own}-what` : undefined}
								onChange={() => on_change(one.value)} />
							<Label htmlFor={own} weight="regular">{one.label}</Label>
							{one.hint && <div id={`${own}-what`} data-field="description">{one.hint}</div>}
						</div>
					);
				})}
			</div>
			{error && <ValidationMessage id={`${id}-error`}>{error}</ValidationMessage>}
		</fieldset>
	);
}
