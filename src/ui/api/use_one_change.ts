/* SPDX-License-Identifier: MIT */
import { useQueryClient, type QueryKey } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { as_failure, type ApiFailure } from './failure';

/*
 * Runs one change of a thing at a time. Whatever came of it, success or conflict, the page then is what the service says: `own` is
 * fetched anew before the change counts as over, `lists` when there is time.
 */
export function use_one_change(own: QueryKey, lists: QueryKey[]) {
	const queries = useQueryClient();
	const [busy, set_busy] = useState(false);
	const [failure, set_failure] = useState<ApiFailure | null>(null);
	const running = useRef(false);

	const run = async (change: () => Promise<unknown>): Promise<boolean> => {
		if (running.current)
			return false;
		running.current = true;
		set_busy(true);
		set_failure(null);
		try {
			await change();
			return true;
		} catch (error) {
			set_failure(as_failure(error));
			return false;
		} finally {
			await queries.invalidateQueries({ queryKey: own });
			for (const queryKey of lists)
				void queries.invalidateQueries({ queryKey });
			running.current = false;
			set_busy(false);
		}
	};
	return { run, busy, failure, forget_failure: () => set_failure(null) };
}
