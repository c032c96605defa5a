/* SPDX-License-Identifier: MIT */
import { useQueryClient, type QueryKey } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { as_failure, type ApiFailure } from './failure';

/*
 * Runs one change of a thing at a time. Whatever came of it, the page then is what the service says: `own` is fetched anew, `lists`
 * when there is time. After a success or a conflict the change is over when that has come; any other failure is over when it is told,
 * so that the next try, sent at once, is not lost to a button that is still waiting.
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
		const failed = await change().then(() => null, as_failure);
		const fetched = queries.invalidateQueries({ queryKey: own });
		for (const queryKey of lists)
			void queries.invalidateQueries({ queryKey });
		if (!failed || failed.status === 412)
			await fetched;
		running.current = false;
		set_busy(false);
		set_failure(failed);
		return failed === null;
	};
	return { run, busy, failure, forget_failure: () => set_failure(null) };
}
