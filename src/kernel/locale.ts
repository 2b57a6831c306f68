// The two languages that Quintet answers in, and a text in both.

export const LOCALES = ['ko', 'en'] as const;
export type Locale = (typeof LOCALES)[number];
export type LocalText = Readonly<Record<Locale, string>>;
