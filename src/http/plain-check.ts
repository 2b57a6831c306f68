// Turns a zod schema into a check that copies nothing, for bodies that zod would hand back as they are; it never explains a refusal.

import type { z } from '@hono/zod-openapi';

/**
 * True only where zod accepts the value and gives back its equal; false says nothing: then zod itself is to be asked.
 * For values as `JSON.parse` makes them. (`z.compile` builds such a check too: measured at twice the time, with 50 MB more.)
 */
export type PlainCheck = (value: unknown) => boolean;

type Schema = z.core.$ZodType;
type Limits = readonly z.core.$ZodCheck<never>[] | undefined;

const CHECKS = new WeakMap<Schema, PlainCheck>();

/** One check per schema, built when it is first asked for. A kind of schema that is not known here is never plain. */
export function plainCheckOf(schema: Schema): PlainCheck {
  const known = CHECKS.get(schema);
  if (known !== undefined) return known;
  // Stands while the parts are built, so that a schema that contains itself ends here instead of never.
  CHECKS.set(schema, isNever);
  const check = build(schema as z.core.$ZodTypes); // the union of all kinds of schema that zod has
  CHECKS.set(schema, check);
  return check;
}

function isNever(): boolean {
  return false;
}

/** The words of a definition that are understood; any other (coerce, pattern, mode, partial ...) makes it another kind. */
const WORDS: Readonly<Partial<Record<string, readonly string[]>>> = {
  unknown: [],
  boolean: [],
  string: ['checks'],
  number: ['checks', 'check', 'format', 'abort'],
  enum: ['entries'],
  optional: ['innerType'],
  nullable: ['innerType'],
  array: ['checks', 'element'],
  record: ['keyType', 'valueType'],
  object: ['shape', 'catchall'],
  union: ['options'],
};

function build(schema: z.core.$ZodTypes): PlainCheck {
  const { def, traits, values } = schema._zod;
  const words = WORDS[def.type];
  if (words === undefined || Object.keys(def).some((word) => word !== 'type' && !words.includes(word))) return isNever;
  switch (def.type) {
    case 'unknown':
      return () => true;
    case 'boolean':
      return (value) => typeof value === 'boolean';
    case 'string':
      return checkString(def);
    case 'number':
      return checkNumber(def);
    case 'enum':
      return (value) => values?.has(value as string) === true; // a set of anything may be asked for anything
    case 'optional':
      return traits.has('$ZodExactOptional') ? isNever : orAbsent(undefined, def.innerType);
    case 'nullable':
      return orAbsent(null, def.innerType);
    case 'array':
      return checkArray(def);
    case 'record':
      return checkRecord(def);
    case 'object':
      return checkObject(def);
    case 'union':
      return checkUnion(def);
    default:
      return isNever;
  }
}

/**
 * The smallest of the limits on length; undefined when there is a limit of another kind. zod counts the code points of a
 * text, which are never more than its units: what is too long in units is left to zod.
 */
function readMaxLength(checks: Limits = []): number | undefined {
  let maxLength = Number.POSITIVE_INFINITY;
  for (const { _zod } of checks) {
    const { def } = _zod as z.core.$ZodChecks['_zod']; // the union of all limits that zod has
    if (def.check !== 'max_length') return undefined;
    maxLength = Math.min(maxLength, def.maximum);
  }
  return maxLength;
}

function checkString({ checks }: z.core.$ZodStringDef): PlainCheck {
  const maxUnits = readMaxLength(checks);
  return maxUnits === undefined ? isNever : (value) => typeof value === 'string' && value.length <= maxUnits;
}

/** A format stands among the limits, or is the definition itself, as in `z.int()`. */
function checkNumber(def: z.core.$ZodNumberDef): PlainCheck {
  let [least, most, isWhole] = [-Number.MAX_VALUE, Number.MAX_VALUE, false];
  const own = def as Partial<z.core.$ZodNumberFormatDef>;
  const limits = (def.checks ?? []).map(({ _zod }) => (_zod as z.core.$ZodChecks['_zod']).def);
  for (const limit of own.check === undefined ? limits : [own as z.core.$ZodNumberFormatDef, ...limits]) {
    if (limit.check === 'number_format' && limit.format === 'safeint') isWhole = true;
    else if (limit.check === 'greater_than' && limit.inclusive) least = Math.max(least, Number(limit.value));
    else if (limit.check === 'less_than' && limit.inclusive) most = Math.min(most, Number(limit.value));
    else return isNever;
  }
  return (value) =>
    typeof value === 'number' && value >= least && value <= most && (!isWhole || Number.isSafeInteger(value));
}

/** Nearly every field of a chart is nullish: that is asked in one step, for a chart has hundreds of fields. */
function orAbsent(absent: null | undefined, inner: Schema): PlainCheck {
  const { def } = (inner as z.core.$ZodTypes)._zod;
  const check = plainCheckOf(inner);
  if (absent === undefined && def.type === 'nullable' && check !== isNever) {
    const innermost = plainCheckOf(def.innerType);
    return (value) => value === undefined || value === null || innermost(value);
  }
  return (value) => value === absent || check(value);
}

function checkUnion({ options }: z.core.$ZodUnionDef): PlainCheck {
  const checks = options.map(plainCheckOf);
  return (value) => {
    for (const check of checks) if (check(value)) return true;
    return false;
  };
}

function checkArray({ checks, element }: z.core.$ZodArrayDef): PlainCheck {
  const maxEntries = readMaxLength(checks);
  const check = plainCheckOf(element);
  if (maxEntries === undefined) return isNever;
  return (value) => {
    if (!Array.isArray(value) || value.length > maxEntries) return false;
    for (const entry of value) if (!check(entry)) return false;
    return true;
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** zod leaves `__proto__` out of what it gives back, so an object that has it is not plain. */
function checkRecord({ keyType, valueType }: z.core.$ZodRecordDef): PlainCheck {
  const checkKey = plainCheckOf(keyType);
  const checkValue = plainCheckOf(valueType);
  return (value) => {
    if (!isObject(value)) return false;
    for (const key in value) if (key === '__proto__' || !checkKey(key) || !checkValue(value[key])) return false;
    return true;
  };
}

/** Loose objects without a field that must be there: what is present decides, and most fields of a chart are absent. */
function checkObject({ shape, catchall }: z.core.$ZodObjectDef): PlainCheck {
  const fields = Object.entries(shape);
  const isLoose = catchall?._zod.def.type === 'unknown';
  if (!isLoose || fields.some(([, field]) => field._zod.def.type !== 'optional')) return isNever;
  const checks = new Map(fields.map(([name, field]) => [name, plainCheckOf(field)]));
  return (value) => {
    if (!isObject(value)) return false;
    for (const key in value) {
      if (key === '__proto__') return false;
      const check = checks.get(key);
      if (check !== undefined && !check(value[key])) return false;
    }
    return true;
  };
}
