/* SPDX-License-Identifier: MIT */
import { Heading, List } from '@digdir/designsystemet-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiFailure } from '../../api/failure';
import { entries_of, name_of, type Configuration } from './configuration';
import { field_name, section_name } from './names';

/* "/units/3/name" or "/code_lists/category/3/labels" as "Enheter: Ny klinikk, Navn". */
function place_of(pointer: string, document: Configuration, name: (section: string) => string, field: (name: string) => string, language: string): string {
	const [section = '', ...rest] = pointer.split('/').slice(1);
	if (section === 'helsefellesskap')
		return [name(section), rest[0] && field(rest[0])].filter(Boolean).join(': ');
	const list = section === 'code_lists' ? rest.shift() : undefined;
	const entries = entries_of(document, section).filter((one) => list === undefined || one.list === list);
	const entry = entries[Number(rest[0])];
	return [name(section), entry && name_of(entry, language), rest[1] && field(rest[1])].filter(Boolean).join(': ');
}

/* Every mistake with its place. Takes the focus, as nothing was changed. */
export function Mistakes({ failure, document }: { failure: ApiFailure; document: Configuration }) {
	const { t, i18n } = useTranslation();
	const box = useRef<HTMLDivElement>(null);
	useEffect(() => box.current?.focus(), [failure]);
	return (
		<div className="ds-error-summary" ref={box} tabIndex={-1} role="group" aria-labelledby="mistakes">
			<Heading level={2} data-size="xs" id="mistakes">{t('configuration.mistakes', { count: failure.errors.length })}</Heading>
			<List.Unordered>
				{failure.errors.map(({ pointer, message }, index) => (
					<List.Item key={index}>
						<strong>{place_of(pointer, document, (one) => section_name(t, one), (one) => field_name(t, one), i18n.language)}</strong> {message}
					</List.Item>
				))}
			</List.Unordered>
		</div>
	);
}
