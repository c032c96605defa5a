/* SPDX-License-Identifier: MIT */
import { useTranslation } from 'react-i18next';
import { use_labels } from '../../api/register';
import { use_format } from '../../i18n/format';
import type { Dimension, Report } from './report_address';

const LISTS: Partial<Record<Dimension, string>> = {
	kind: 'kind', category: 'category', service_area: 'service_area', patient_group: 'patient_group', phase: 'phase',
	agreement_point: 'agreement_point', hph_item: 'hph_item', actual_harm: 'harm', potential_harm: 'harm', status: 'status', feedback: 'feedback_mode',
};

/* What dimensions and their values are called; a code that nobody knows any more is shown as it is. */
export function use_report_names(helsefellesskap: string, names?: Report['names']) {
	const { t } = useTranslation();
	const { label, point } = use_labels(helsefellesskap);
	const format = use_format();
	const party = (code: string) => label('party', code);
	const value = (dimension: Dimension, code: string): string => {
		if (code === 'not_stated')
			return t('report.not_stated');
		const list = LISTS[dimension];
		switch (dimension) {
		case 'council': return names?.council[code] ?? code;
		case 'counterpart': return names?.counterpart[code] ?? (code === 'gp' ? party('gp') : code);
		case 'direction': {
			const [from = '', to = ''] = code.split('_to_');
			return t('report.from_to', { from: party(from), to: party(to) });
		}
		case 'month': return format.month(code);
		case 'agreement_point': return point(Number(code));
		case 'helseplattformen': return t(`report.helseplattformen_${code as 'both'}`);
		case 'promise': return t(`report.promise_${code as 'kept'}`);
		case 'reopened': return t(`report.reopened_${code as 'yes'}`);
		case 'dialogue': return t(`report.reopened_${code as 'yes'}`);
		case 'parties_agree': return t(`report.agree_${code as 'yes'}`);
		case 'measure_strength':
		case 'measure_phase':
		case 'measure_state':
		case 'measure_effect':
			return t(code === 'no_measure' ? 'report.no_measure' : `report.${dimension}_${code}` as 'report.measure_phase_do');
		case 'feedback': return code === 'none' ? t('report.feedback_none') : label('feedback_mode', code);
		default: return list ? label(list, code) : code;
		}
	};
	return { value, dimension: (name: Dimension) => t(`report.dimension_${name}`) };
}

/* "2026-1" as people say it. */
export function use_half_year() {
	const { t } = useTranslation();
	return (code: string) => t(code.endsWith('1') ? 'report.first_half' : 'report.second_half', { year: code.slice(0, 4) });
}
