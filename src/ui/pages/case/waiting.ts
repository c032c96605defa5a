/* SPDX-License-Identifier: MIT */
import type { TFunction } from 'i18next';
import type { Deviation } from '../../cases/deviations';

/* "melder", or the organisation's name. */
export function waits_for(t: TFunction, one: Deviation, who: Deviation['waiting_for'] = one.waiting_for): string {
	switch (who) {
	case 'reporter': return t('waiting.reporter');
	case 'reporter_organisation': return one.reporter_organisation.name;
	case 'other_organisation': return one.other_organisation.name;
	case 'council': return one.council.name;
	}
}
