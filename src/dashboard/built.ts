// The built pages as texts, embedded so that a single binary carries them. `build.ts` makes them from the sources here.

import dashboard from './built/dashboard.html' with { type: 'text' };
import docs from './built/docs.html' with { type: 'text' };

// Bun's types know only the other meaning of an imported page.
export const DASHBOARD_PAGE: string = dashboard as unknown as string;
export const DOCS_PAGE: string = docs as unknown as string;
