/* SPDX-License-Identifier: MIT */
import type { TFunction } from 'i18next';

/* What a field, a value or a section is called; one that a later part of the program added may have no name of its own yet. */
export function field_name(t: TFunction, name: string): string {
	return t(`configuration.field.${name}` as 'configuration.field.code', { defaultValue: name });
}

export function section_name(t: TFunction, name: string): string {
	return t(`configuration.section.${name}` as 'configuration.section.units', { defaultValue: name });
}
