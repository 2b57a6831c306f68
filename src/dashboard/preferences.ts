// What a reader chose: language, theme, and a key that lives as long as the tab. Nothing of it reaches a log.

export type Locale = 'ko' | 'en';
export type Theme = 'auto' | 'light' | 'dark';

export const THEMES: readonly Theme[] = ['auto', 'light', 'dark'];

const KEY = 'quintet.key';

/** A browser that blocks storage throws at the mere look at it: then a choice lasts as long as the page. */
function open(name: 'localStorage' | 'sessionStorage'): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  try {
    return window[name];
  } catch {
    return { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };
  }
}

export function readLocale(): Locale {
  const chosen = open('localStorage').getItem('quintet.locale') ?? navigator.language;
  return chosen.startsWith('ko') ? 'ko' : 'en';
}

export function saveLocale(locale: Locale): void {
  open('localStorage').setItem('quintet.locale', locale);
}

export function readTheme(): Theme {
  const chosen = open('localStorage').getItem('quintet.theme');
  return THEMES.find((theme) => theme === chosen) ?? 'auto';
}

export function saveTheme(theme: Theme): void {
  open('localStorage').setItem('quintet.theme', theme);
}

/** The page follows the system unless it was told otherwise. */
export function applyPreferences({ locale, theme }: { locale: Locale; theme: Theme }): void {
  document.documentElement.lang = locale;
  document.documentElement.dataset.theme = theme;
}

let keyOfPage = open('sessionStorage').getItem(KEY) ?? undefined;

export function readKey(): string | undefined {
  return keyOfPage;
}

export function saveKey(key: string | undefined): void {
  keyOfPage = key;
  if (key === undefined) open('sessionStorage').removeItem(KEY);
  else open('sessionStorage').setItem(KEY, key);
}

export function keyHeaders(): Record<string, string> {
  return keyOfPage === undefined ? {} : { Authorization: `Bearer ${keyOfPage}` };
}
