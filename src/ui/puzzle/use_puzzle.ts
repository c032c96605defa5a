/* SPDX-License-Identifier: MIT */
import { useEffect, useRef } from 'react';
import { read_puzzle } from '../api/open_filing';

/*
 * A solved puzzle by the time it is needed: begun when `wanted` becomes true, while the person still reads. The solver itself
 * is fetched then. `next` gives what was begun, and after that a new one each time.
 */
export function use_puzzle(helsefellesskap: string, wanted: boolean) {
	const begun = useRef<Promise<string> | null>(null);
	const ending = useRef(new AbortController());

	const begin = async () => {
		const { solve_puzzle } = await import('./solve');
		return solve_puzzle(await read_puzzle(helsefellesskap), ending.current.signal);
	};
	useEffect(() => {
		if (!wanted)
			return undefined;
		ending.current = new AbortController();
		begun.current = begin();
		begun.current.catch(() => { begun.current = null; }); /* told when it is asked for */
		return () => {
			ending.current.abort();
			begun.current = null;
		};
	}, [helsefellesskap, wanted]); /* begin is made of these */

	return {
		next: async (): Promise<string> => {
			const one = begun.current ?? begin();
			begun.current = null;
			return one;
		},
	};
}
