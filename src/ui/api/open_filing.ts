/* SPDX-License-Identifier: MIT */
import { useQuery } from '@tanstack/react-query';
import { api, body_of, type Schemas } from './client';
import { ApiFailure } from './failure';

export type HeldReceipt = Schemas['held_receipt'];
export type FollowUp = Schemas['follow_up'];

/* Where one may file without an account. */
export function use_open_filing() {
	return useQuery({
		queryKey: ['open-filing'],
		queryFn: async () => (await body_of(api.GET('/filing-without-account'))).items,
		staleTime: 10 * 60_000,
	});
}

export function read_open_register(helsefellesskap: string) {
	return body_of(api.GET('/filing-without-account/{helsefellesskap}', { params: { path: { helsefellesskap } } }));
}

export function use_open_register(helsefellesskap: string) {
	return useQuery({
		queryKey: ['open-register', helsefellesskap],
		queryFn: () => read_open_register(helsefellesskap),
		staleTime: 10 * 60_000,
	});
}

export const read_puzzle = (helsefellesskap: string) =>
	body_of(api.GET('/filing-without-account/{helsefellesskap}/puzzle', { params: { path: { helsefellesskap } } }));

const TRIES = 3;

/*
 * A puzzle may have ended, or become too easy, while the report was being read through: then a new one is solved without a word.
 * `next_solution` gives the one at hand first.
 */
export async function hold_report(body: Schemas['new_deviation'], key: string, next_solution: () => Promise<string>): Promise<HeldReceipt> {
	for (let tries = 1; ; tries++) {
		const header = { 'Idempotency-Key': key, 'Puzzle-Solution': await next_solution() };
		try {
			return await body_of(api.POST('/held-reports', { params: { header }, body }));
		} catch (error) {
			if (!(error instanceof ApiFailure && error.code === 'puzzle_refused') || tries === TRIES)
				throw error;
		}
	}
}

/* The code goes in the body, every time: in no address, and nothing of it is kept in the browser. */
export const follow_up = (code: string): Promise<FollowUp> => body_of(api.POST('/follow-up', { body: { code } }));
export const write_follow_up = (body: Schemas['new_follow_up_message'], key: string): Promise<FollowUp> =>
	body_of(api.POST('/follow-up/messages', { params: { header: { 'Idempotency-Key': key } }, body }));
export const set_follow_up_email = (code: string, email: string | null): Promise<FollowUp> =>
	body_of(api.PUT('/follow-up/email', { body: { code, email } }));
