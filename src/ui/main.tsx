/* SPDX-License-Identifier: MIT */
import './theme/theme.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { start_languages } from './i18n/catalogue';
import { App } from './shell/App';
import { allow_own_scripts } from './shell/own_scripts';
import { make_query_client } from './shell/query_client';
import { apply_colour_scheme } from './shell/colour_scheme';

allow_own_scripts();
apply_colour_scheme();
await start_languages();
createRoot(document.getElementById('root')!).render(
	<StrictMode>
		<QueryClientProvider client={make_query_client()}>
			<App />
		</QueryClientProvider>
	</StrictMode>,
);
