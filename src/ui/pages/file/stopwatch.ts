/* SPDX-License-Identifier: MIT */
import { useRef } from 'react';

const PAUSE_MAX_MS = 120_000;

/* Milliseconds since it was last asked, 0 the first time. Who goes away for long is not filing meanwhile. */
export function use_stopwatch(): () => number {
	const last = useRef<number | null>(null);
	return () => {
		const now = performance.now();
		const gone = last.current === null ? 0 : now - last.current;
		last.current = now;
		return gone > PAUSE_MAX_MS ? 0 : Math.round(gone);
	};
}
