/* SPDX-License-Identifier: MIT */
import './viewer.css';

/* Swagger UI, shown from our own files: nothing is fetched from or reported to anyone else. */
interface SwaggerOptions {
	url: string;
	dom_id: string;
	validatorUrl: null;
	deepLinking: boolean;
	tryItOutEnabled: boolean;
	supportedSubmitMethods: string[];
	defaultModelsExpandDepth: number;
}

declare global {
	interface Window {
		SwaggerUIBundle: (options: SwaggerOptions) => unknown;
	}
}

/* The viewer writes markup that it has cleaned itself (DOMPurify). No other page of ours lets text become markup. */
window.trustedTypes?.createPolicy('default', { createHTML: (markup) => markup });

window.SwaggerUIBundle({
	url: '/api/v1/openapi.json',
	dom_id: '#docs',
	validatorUrl: null,
	deepLinking: true,
	tryItOutEnabled: false,
	supportedSubmitMethods: [],
	defaultModelsExpandDepth: 0,
});
