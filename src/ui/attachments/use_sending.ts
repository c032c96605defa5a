/* SPDX-License-Identifier: MIT */
import { useEffect, useRef, useState } from 'react';
import type { ApiFailure } from '../api/failure';
import { as_failure } from '../api/failure';
import { new_key } from '../form/draft';
import { findings_of, give_up, send_file, type Attachment, type Sending } from './sending';

/* A file on its way. */
export interface Item {
	key: string;
	file: File;
	name: string;
	id: string | null;
	offset: number;
	state: 'waiting' | 'sending' | 'paused' | 'checking' | 'refused';
	failure: ApiFailure | null;
	confirmed: Sending['confirmed_findings'];
}

interface UseSending {
	case_id?: string | undefined;
	draft?: string | undefined; /* id of the draft of the report it is for, when it is for no case */
	on_sent: (attachment: Attachment) => void;
}

/* One file after the other: on a poor line several at once would only take turns. */
export function use_sending({ case_id, draft, on_sent }: UseSending) {
	const [items, set_items] = useState<Item[]>([]);
	const running = useRef<{ key: string; abort: AbortController } | null>(null);
	const begun = useRef(new Set<string>()); /* at the service, and not whole */
	const sent = useRef(on_sent);
	sent.current = on_sent;

	const change = (key: string, part: Partial<Item>) => set_items((before) => before.map((one) => (one.key === key ? { ...one, ...part } : one)));
	const drop = (key: string) => set_items((before) => before.filter((one) => one.key !== key));

	const run = async (item: Item, abort: AbortController) => {
		try {
			const attachment = await send_file({
				file: item.file, name: item.name, key: item.key, case_id, draft, confirmed_findings: item.confirmed, signal: abort.signal,
				on_begun: (id) => { begun.current.add(id); change(item.key, { id }); },
				on_progress: (offset, waiting) => change(item.key, { offset, state: waiting ? 'paused' : offset === item.file.size ? 'checking' : 'sending' }),
			});
			begun.current.delete(attachment.id);
			drop(item.key);
			sent.current(attachment);
		} catch (error) {
			if (!abort.signal.aborted)
				change(item.key, { state: 'refused', failure: as_failure(error) });
		} finally {
			running.current = null;
			/* Whoever waits comes next. */
			set_items((before) => [...before]);
		}
	};
	useEffect(() => {
		const next = items.find((one) => one.state === 'waiting');
		if (running.current || !next)
			return;
		running.current = { key: next.key, abort: new AbortController() };
		change(next.key, { state: 'sending' });
		void run(next, running.current.abort);
	}, [items]); /* the items alone decide */
	/* Whoever leaves the page gives up what is on its way; what cannot be told the service now, it deletes in a day. A draft keeps it, so
	   that whoever comes back is told of it. */
	useEffect(() => () => {
		running.current?.abort.abort();
		for (const id of draft ? [] : begun.current)
			void give_up(id).catch(() => {});
	}, []);

	const make = (file: File): Item => ({ key: new_key(), file, name: file.name, id: null, offset: 0, state: 'waiting', failure: null, confirmed: [] });
	const drop_begun = (item: Item) => {
		if (item.id)
			void give_up(item.id).catch(() => {}); /* it is deleted in time in any case */
	};
	const again = (item: Item, part: Partial<Item>) => {
		drop_begun(item);
		change(item.key, { state: 'waiting', offset: 0, id: null, failure: null, ...part });
	};
	return {
		items,
		add: (files: File[]) => set_items((before) => [...before, ...files.map(make)]),
		cancel: (item: Item) => {
			if (running.current?.key === item.key)
				running.current.abort.abort();
			drop_begun(item);
			drop(item.key);
		},
		retry: (item: Item) => again(item, { key: new_key() }),
		rename: (item: Item, name: string) => again(item, { key: new_key(), name, confirmed: [] }),
		say_fine: (item: Item) => again(item, { key: new_key(), confirmed: item.failure ? findings_of(item.failure) : [] }),
	};
}
