/* SPDX-License-Identifier: MIT */
import { api, body_of, type Schemas } from '../api/client';
import { ApiFailure, as_failure } from '../api/failure';

export type Attachment = Schemas['attachment'];
type Confirmed = Schemas['confirmed_finding'];

/* Pieces grow while the line is fast, so that little is sent twice when it breaks. */
const PIECE_LEAST = 64 * 1024;
const PIECE_FIRST = 256 * 1024;
const PIECE_MOST = 1024 * 1024;
const FAST_MS = 1000;
const WAIT_MOST_MS = 15_000;

export interface Sending {
	file: File;
	name: string;
	key: string; /* Idempotency-Key: beginning twice begins once */
	case_id: string | undefined; /* undefined: for a report that is being written */
	draft: string | undefined; /* id of its draft */
	confirmed_findings: Confirmed[];
	signal: AbortSignal;
	/* How much is there, and whether the line is. */
	on_progress: (offset: number, waiting: boolean) => void;
	/* From now on it can be given up at the service. */
	on_begun: (id: string) => void;
}

/* Until the time is over, the line is back, or the person gives up. */
function wait(ms: number, signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		const over = () => {
			clearTimeout(timer);
			window.removeEventListener('online', over);
			resolve();
		};
		const timer = setTimeout(over, ms);
		window.addEventListener('online', over, { once: true });
		signal.addEventListener('abort', over, { once: true });
	});
}

/* What passes by itself is waited for, longer each time: a lost line, a busy service, and an ended session, which the page asks to renew. */
async function patiently<T>(call: () => Promise<T>, { signal, on_wait }: { signal: AbortSignal; on_wait: () => void }): Promise<T> {
	for (let attempt = 0; ; attempt += 1) {
		try {
			return await call();
		} catch (error) {
			const failure = as_failure(error);
			signal.throwIfAborted();
			if (!failure.passing && failure.status !== 401)
				throw failure;
			on_wait();
			await wait(failure.retry_after ? failure.retry_after * 1000 : Math.min(1000 * 2 ** attempt, WAIT_MOST_MS), signal);
			signal.throwIfAborted();
		}
	}
}

function begin({ file, name, key, case_id, draft, confirmed_findings }: Sending): Promise<Attachment> {
	const body = { name, size: file.size, confirmed_findings };
	const header = { 'Idempotency-Key': key };
	return body_of(case_id === undefined
		? api.POST('/attachments', { params: { header }, body: { ...body, draft: draft ?? null } })
		: api.POST('/deviations/{id}/attachments', { params: { path: { id: case_id }, header }, body }));
}

function put(id: string, offset: number, piece: Blob, signal: AbortSignal): Promise<Attachment> {
	return body_of(api.PUT('/attachments/{id}/pieces/{offset}', {
		params: { path: { id, offset } }, body: piece as unknown as string, bodySerializer: (body: unknown) => body as BodyInit,
		headers: { 'Content-Type': 'application/octet-stream' }, signal,
	}));
}

/* The next piece; after an answer that never came, the service knows where it stopped. */
async function put_or_ask(sending: Sending, id: string, offset: number, length: number): Promise<{ offset: number; went: boolean }> {
	try {
		const { offset: now } = await put(id, offset, sending.file.slice(offset, offset + length), sending.signal);
		return { offset: now, went: true };
	} catch (error) {
		const failure = as_failure(error);
		sending.signal.throwIfAborted();
		if (!failure.passing && failure.status !== 401 && failure.code !== 'upload_offset')
			throw failure;
		const on_wait = () => sending.on_progress(offset, true);
		if (failure.code !== 'upload_offset') {
			on_wait();
			await wait(failure.retry_after ? failure.retry_after * 1000 : 500, sending.signal);
		}
		const { offset: now } = await patiently(() => body_of(api.GET('/attachments/{id}', { params: { path: { id } } })), { signal: sending.signal, on_wait });
		return { offset: now, went: false };
	}
}

/* Sends a file to its end, through whatever happens to the line; throws an ApiFailure when it cannot be taken, or the abort. */
export async function send_file(sending: Sending): Promise<Attachment> {
	const { file, signal } = sending;
	const patience = { signal, on_wait: () => sending.on_progress(0, true) };
	const { id } = await patiently(() => begin(sending), patience);
	sending.on_begun(id);
	let offset = 0;
	for (let length = PIECE_FIRST; offset < file.size;) {
		sending.on_progress(offset, false);
		const since = performance.now();
		const { offset: now, went } = await put_or_ask(sending, id, offset, length);
		offset = now;
		const fast = went && performance.now() - since < FAST_MS;
		length = fast ? Math.min(length * 2, PIECE_MOST) : went ? length : Math.max(length / 2, PIECE_LEAST);
	}
	sending.on_progress(offset, false);
	return patiently(() => body_of(api.POST('/attachments/{id}/completion', { params: { path: { id } } })), patience);
}

export const give_up = (id: string) => body_of(api.DELETE('/attachments/{id}', { params: { path: { id } }, keepalive: true }));

/* The place of a text in an answer that the guard stopped. */
export const findings_of = (failure: ApiFailure): Confirmed[] => failure.errors
	.filter((one) => one.pointer === '/name' && one.kind !== undefined)
	.map(({ pointer, kind, start, end }) => ({ pointer, kind: kind as Confirmed['kind'], start: start ?? 0, end: end ?? 0 }));
