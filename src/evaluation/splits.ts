// The halves of the judged questions: one to work with, one that nobody looks at while working.

export const SPLITS = ['dev', 'heldout'] as const;
export type Split = (typeof SPLITS)[number];
