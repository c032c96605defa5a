/* SPDX-License-Identifier: MIT */
import { useTranslation } from 'react-i18next';
import { ReasonForm } from './ReasonForm';
import { changes_of, use_reference_call } from './reference';

export function RequestForm({ id, helsefellesskap, on_done }: { id: string; helsefellesskap: string; on_done: () => void }) {
	const { t } = useTranslation();
	const { run, busy, failure } = use_reference_call(id);
	return (
		<ReasonForm helsefellesskap={helsefellesskap} send_label={t('reference.request_send')} busy={busy} failure={failure}
			on_send={(reason) => void run(() => changes_of(id).request(reason)).then((answer) => { if (answer) on_done(); })} />
	);
}
