/* SPDX-License-Identifier: MIT */
import { use_format } from '../i18n/format';

/* As file managers count, so that the limit is a round number. */
const KILO = 1024;

/* "820 kB", "2,3 MB": as people say it. */
export function use_file_size() {
	const format = use_format();
	return (bytes: number) => {
		if (bytes < KILO)
			return `${format.number(bytes)} B`;
		if (bytes < KILO * KILO)
			return `${format.number(Math.round(bytes / KILO))} kB`;
		return `${format.number(Math.round(bytes * 10 / (KILO * KILO)) / 10)} MB`;
	};
}

export const ending_of = (name: string) => name.slice(name.lastIndexOf('.') + 1).toLowerCase();
