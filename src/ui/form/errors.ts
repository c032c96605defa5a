/* SPDX-License-Identifier: MIT */
import type { ApiFailure } from '../api/failure';
import type { Errors } from './ErrorSummary';

/*
 * Sorts the errors of a problem: those of fields the form shows, and the rest. "/learning_point/title" → its last part. The
 * service's sentences say "this field"; here they get its name.
 */
export function errors_of<Name extends string>(failure: ApiFailure, labels: Readonly<Record<Name, string>>): { errors: Errors<Name>; general: string[] } {
	const errors: Errors<Name> = {};
	const general: string[] = [];
	for (const { pointer, message } of failure.errors) {
		const last = pointer.split('/').at(-1) ?? '';
		const name = last in labels ? (last as Name) : undefined;
		if (name === undefined)
			general.push(message);
		else
			errors[name] ??= `${labels[name]}: ${message}`;
	}
	return { errors, general };
}
