// The kinds of settings: how one variable of the environment becomes a value, or a fault that names it.

import type { Machine } from './machine.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export type Setting<T> = {
  /** Variables in order of preference; the first that is set counts. */
  readonly names: readonly string[];
  /** As the README shows it. */
  readonly shownDefault: string;
  readonly doc: string;
  /** True where the value may hold a password: a fault does not show it. */
  readonly isPrivate?: boolean;
  /** The value, or the wanted state in words as a fault. */
  read(text: string | undefined, machine: Machine): { value: T } | { fault: string };
};

type Base = { names: readonly string[]; doc: string };

export function textSetting<T extends string | undefined>(
  base: Base & { default: T; shown?: string },
): Setting<string | T> {
  return { ...base, shownDefault: base.shown ?? base.default ?? '', read: (text) => ({ value: text ?? base.default }) };
}

/** A default that rests on the machine is shown in words, so that the README is the same everywhere. */
type NumberDefault = { default: number; shown?: never } | { default: (machine: Machine) => number; shown: string };

export function numberSetting(base: Base & NumberDefault & { min: number; max: number }): Setting<number> {
  const { min, max } = base;
  return {
    ...base,
    shownDefault: base.shown ?? String(base.default),
    read(text, machine) {
      if (text === undefined) return { value: typeof base.default === 'number' ? base.default : base.default(machine) };
      const value = text.trim() === '' ? Number.NaN : Number(text);
      return Number.isInteger(value) && value >= min && value <= max
        ? { value }
        : { fault: `expected a whole number from ${min} to ${max}` };
    },
  };
}

export function switchSetting(base: Base & { default: boolean }): Setting<boolean> {
  const words: Readonly<Record<string, boolean>> = {
    '1': true,
    true: true,
    yes: true,
    on: true,
    '0': false,
    false: false,
    no: false,
    off: false,
  };
  return {
    ...base,
    shownDefault: base.default ? '1' : '0',
    read(text) {
      const word = text?.toLowerCase();
      const value = word === undefined ? base.default : Object.hasOwn(words, word) ? words[word] : undefined;
      return value === undefined ? { fault: 'expected 1 or 0' } : { value };
    },
  };
}

export function choiceSetting<const T extends string>(
  base: Base & { choices: readonly T[]; default: NoInfer<T> },
): Setting<T> {
  return {
    ...base,
    shownDefault: base.default,
    read(text) {
      const value = text === undefined ? base.default : base.choices.find((choice) => choice === text.toLowerCase());
      return value === undefined ? { fault: `expected one of ${base.choices.join(', ')}` } : { value };
    },
  };
}

/** A comma-separated list without empty entries. */
export function listSetting(base: Base): Setting<readonly string[]> {
  return {
    ...base,
    shownDefault: '',
    read: (text) => ({
      value: (text ?? '')
        .split(',')
        .map((entry) => entry.trim())
        .filter((entry) => entry !== ''),
    }),
  };
}

export function urlSetting(base: Base & { protocols: readonly string[] }): Setting<string | undefined> {
  return {
    ...base,
    shownDefault: '',
    isPrivate: true,
    read(text) {
      if (text === undefined) return { value: undefined };
      const protocol = URL.canParse(text) ? new URL(text).protocol : '';
      return base.protocols.includes(protocol)
        ? { value: text }
        : { fault: `expected a URL with ${base.protocols.join(' or ')}` };
    },
  };
}
