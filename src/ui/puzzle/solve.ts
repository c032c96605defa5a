/* SPDX-License-Identifier: MIT */
import type { Schemas } from '../api/client';

type Puzzle = Schemas['puzzle'];

/* What one worker is told: it tries every counterStep-th number from counterStart. */
export interface Task {
	challenge: Puzzle['challenge'];
	counterStart: number;
	counterStep: number;
}

const WORKERS_MAX = 4;

/* As many workers as there are processors to spare; the first that finds it ends the others. */
async function find_counter(challenge: Puzzle['challenge'], signal: AbortSignal): Promise<number> {
	const count = Math.min(WORKERS_MAX, Math.max(1, (navigator.hardwareConcurrency || 2) - 1));
	const workers = Array.from({ length: count }, () => new Worker(PUZZLE_WORKER));
	try {
		return await new Promise<number>((resolve, reject) => {
			signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
			workers.forEach((worker, index) => {
				worker.onmessage = ({ data }: MessageEvent<number>) => resolve(data);
				worker.onerror = () => reject(new Error('The puzzle could not be worked on'));
				worker.postMessage({ challenge, counterStart: index, counterStep: count } satisfies Task);
			});
		});
	} finally {
		for (const worker of workers)
			worker.terminate();
	}
}

/* The header Puzzle-Solution for a puzzle. */
export async function solve_puzzle(puzzle: Puzzle, signal: AbortSignal): Promise<string> {
	const { parameters, signature } = puzzle.challenge;
	const counter = await find_counter(puzzle.challenge, signal);
	return [parameters.expiresAt, puzzle.level, parameters.nonce, parameters.salt, signature, counter].join('-');
}
