/* SPDX-License-Identifier: MIT */
import { Button } from '@digdir/designsystemet-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '../../form/Field';

/* Words of a case, or its number. Begins anew with what the address says. */
export function SearchField({ value, on_search }: { value: string; on_search: (words: string) => void }) {
	const { t } = useTranslation();
	const [words, set_words] = useState(value);
	const send = (event: FormEvent) => {
		event.preventDefault();
		if (words.trim().length !== 1)
			on_search(words.trim().slice(0, 200));
	};
	return (
		<form className="queue-search" role="search" aria-label={t('queue.search_name')} onSubmit={send}>
			<TextField name="queue_search" label={t('queue.search')} value={words} on_change={set_words} spell_check={false} />
			<Button type="submit" variant="secondary">{t('queue.search_send')}</Button>
			{value && <Button type="button" variant="tertiary" onClick={() => on_search('')}>{t('queue.search_clear')}</Button>}
		</form>
	);
}

/* A text in pieces, of which every second one is what was looked for. */
export function Marked({ pieces }: { pieces: string[] }) {
	return <>{pieces.map((piece, index) => (index % 2 === 1 ? <mark key={index}>{piece}</mark> : piece))}</>;
}
