/* SPDX-License-Identifier: MIT */
import { Button } from '@digdir/designsystemet-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '../../form/Field';

export function LibrarySearch({ value, on_search }: { value: string; on_search: (words: string) => void }) {
	const { t } = useTranslation();
	const [words, set_words] = useState(value);
	const send = (event: FormEvent) => {
		event.preventDefault();
		on_search(words.trim().slice(0, 200));
	};
	return (
		<form className="queue-search" role="search" aria-label={t('notes.search_name')} onSubmit={send}>
			<TextField name="note_search" label={t('notes.search')} value={words} on_change={set_words} spell_check={false} />
			<Button type="submit" variant="secondary">{t('queue.search_send')}</Button>
			{value && <Button type="button" variant="tertiary" onClick={() => on_search('')}>{t('queue.search_clear')}</Button>}
		</form>
	);
}
