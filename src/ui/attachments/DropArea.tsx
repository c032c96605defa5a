/* SPDX-License-Identifier: MIT */
import { Button } from '@digdir/designsystemet-react';
import { useId, useRef, useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { ending_of, use_file_size } from './file_size';

interface DropAreaProps {
	rules: Pick<Schemas['attachment_rules'], 'most' | 'max_bytes' | 'endings'>;
	left: number; /* how many more there may be */
	on_files: (files: File[]) => void;
}

/* A button that opens the browser's own choice of files, in a place where files can be let go over. */
export function DropArea({ rules, left, on_files }: DropAreaProps) {
	const { t } = useTranslation();
	const size = use_file_size();
	const input = useRef<HTMLInputElement>(null);
	const hint = useId();
	const [over, set_over] = useState(false);
	const [refused, set_refused] = useState<string[]>([]);

	/* What will be refused in any case is said before anything is sent. The content decides, so a wrong ending alone is not enough for
	   another type to get in, and one without an ending may be fine. */
	const why_not = (file: File): string | null => {
		if (file.size === 0)
			return t('attachments.empty_file', { name: file.name });
		if (file.size > rules.max_bytes)
			return t('attachments.too_large', { name: file.name, size: size(file.size), limit: size(rules.max_bytes) });
		if (file.name.includes('.') && !rules.endings.includes(ending_of(file.name)))
			return t('attachments.wrong_type', { name: file.name });
		return null;
	};
	const take = (files: File[]) => {
		const fit = files.filter((file) => why_not(file) === null);
		const complaints = files.map(why_not).filter((one) => one !== null);
		if (fit.length > left)
			complaints.push(t('attachments.too_many', { count: rules.most }));
		set_refused(complaints);
		on_files(fit.slice(0, left));
	};
	const drop = (event: DragEvent) => {
		event.preventDefault();
		set_over(false);
		take([...event.dataTransfer.files]);
	};
	return (
		<div className="stack">
			<div className={over ? 'drop over' : 'drop'} onDrop={drop} onDragLeave={() => set_over(false)}
				onDragOver={(event) => { event.preventDefault(); set_over(true); }}>
				<input ref={input} type="file" multiple hidden accept={rules.endings.map((one) => `.${one}`).join(',')} aria-hidden tabIndex={-1}
					onChange={(event) => { take([...(event.target.files ?? [])]); event.target.value = ''; }} />
				<Button type="button" variant="secondary" aria-describedby={hint} disabled={left <= 0} onClick={() => input.current?.click()}>{t('attachments.choose')}</Button>
				<span className="drop-hint">{t('attachments.or_drop')}</span>
			</div>
			<div id={hint} className="hint">
				{left > 0 ? t('attachments.hint', { count: rules.most, size: size(rules.max_bytes) }) : t('attachments.too_many', { count: rules.most })}
			</div>
			<div role="alert" className="stack">
				{refused.map((one) => <p className="refused" key={one}>{one}</p>)}
			</div>
		</div>
	);
}
