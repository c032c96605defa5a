/* SPDX-License-Identifier: MIT */
import { Input, Label } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import type { Choice } from '../../form/Field';

interface SeveralFieldProps {
	name: string;
	label: string;
	optional: boolean;
	value: string; /* the chosen ones, one a line */
	choices: Choice[];
	on_change: (value: string) => void;
}

/* Any number of what there is to choose from. */
export function SeveralField({ name, label, optional, value, choices, on_change }: SeveralFieldProps) {
	const { t } = useTranslation();
	const chosen = value.split('\n').filter(Boolean);
	const toggle = (one: string) => on_change((chosen.includes(one) ? chosen.filter((other) => other !== one) : [...chosen, one]).join('\n'));
	return (
		<fieldset className="ds-fieldset">
			<Label asChild><legend>{label}{optional && <span className="optional"> ({t('form.optional')})</span>}</legend></Label>
			<div className="choices">
				{choices.map((one) => (
					<div className="ds-field choice" key={one.value}>
						<Input type="checkbox" id={`${name}-${one.value}`} checked={chosen.includes(one.value)} onChange={() => toggle(one.value)} />
						<Label htmlFor={`${name}-${one.value}`} weight="regular">{one.label}</Label>
					</div>
				))}
			</div>
		</fieldset>
	);
}
