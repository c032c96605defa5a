/* SPDX-License-Identifier: MIT */
import { api, body_of, type Schemas } from '../../api/client';
import { code_list, label_of, use_labels } from '../../api/register';
import type { Deviation } from '../../cases/deviations';
import { ChoiceForm } from './ChoiceForm';
import { use_handed_over } from './HandOver';

/* What does not belong here goes back with a reason that is counted and an answer that is read. */
export function ReturnCase({ one, on_done }: { one: Deviation; on_done: () => void }) {
	const { register, language } = use_labels(one.helsefellesskap.code);
	const handed_over = use_handed_over();
	const reasons = code_list(register, 'return_reason').map(({ code, labels, help }) => ({
		value: code, label: label_of(labels, language), hint: help ? label_of(help, language) : undefined,
	}));
	const send = async (reason: string, text: string, confirmed_findings: Schemas['confirmed_finding'][]) => {
		const done = await body_of(api.POST('/deviations/{id}/return', { params: { path: { id: one.id }, header: { 'If-Match': `"${one.version}"` } },
			body: { reason, text, confirmed_findings } }));
		if (done.handed_over)
			handed_over(done.handed_over);
	};
	return <ChoiceForm one={one} what="return" choices={reasons} first="" limit={5000} pointers={{ choice: 'reason', text: 'text' }} send={send} on_done={on_done} />;
}
