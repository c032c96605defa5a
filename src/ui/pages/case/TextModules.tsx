/* SPDX-License-Identifier: MIT */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, body_of } from '../../api/client';
import { label_of, use_labels } from '../../api/register';
import type { Deviation } from '../../cases/deviations';
import { SelectField } from '../../form/Field';

/* Texts the council writes often, in the language the reporter is written to; what is chosen is put into the text. */
export function TextModules({ one, on_insert }: { one: Deviation; on_insert: (text: string) => void }) {
	const { t } = useTranslation();
	const { language } = use_labels(one.helsefellesskap.code);
	const modules = useQuery({
		queryKey: ['deviation', one.id, 'text-modules'],
		queryFn: () => body_of(api.GET('/deviations/{id}/text-modules', { params: { path: { id: one.id } } })),
	});
	if (!modules.data || modules.data.items.length === 0)
		return null;
	const { items } = modules.data;
	return (
		<SelectField name="text_module" label={t('modules.label')} hint={t('modules.hint', { language: t(`modules.${modules.data.language}`) })} value=""
			empty={t('modules.choose')} choices={items.map(({ code, labels }) => ({ value: code, label: label_of(labels, language) }))}
			on_change={(code) => on_insert(items.find((one_of) => one_of.code === code)?.text ?? '')} />
	);
}
