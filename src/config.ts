// Environment -> Config: every setting with its default, unit and what too low and too high do. Pure; reports every
// fault at once; nothing else in the service reads the environment. A test keeps the README's table equal to this.

import { ServiceError } from './kernel/errors.ts';
import { CACHING_SETTINGS } from './settings/caching.ts';
import { INFERENCE_SETTINGS } from './settings/inference.ts';
import type { Environment, Setting } from './settings/kinds.ts';
import type { Machine } from './settings/machine.ts';
import { OBSERVING_SETTINGS } from './settings/observing.ts';
import { SERVING_SETTINGS } from './settings/serving.ts';

export type { Machine } from './settings/machine.ts';

const SETTINGS = { ...SERVING_SETTINGS, ...INFERENCE_SETTINGS, ...CACHING_SETTINGS, ...OBSERVING_SETTINGS };

type Settings = typeof SETTINGS;
export type Config = { readonly [K in keyof Settings]: Settings[K] extends Setting<infer T> ? T : never };

/** Reads the whole configuration; throws one `bad_config` that names every fault. */
export function readConfig(environment: Environment, machine: Machine): Config {
  const faults: string[] = [];
  const values = Object.entries(SETTINGS).map(([key, setting]) => {
    const name = setting.names.find((candidate) => (environment[candidate] ?? '') !== '');
    const result = setting.read(name === undefined ? undefined : environment[name], machine);
    if ('value' in result) return [key, result.value];
    const found = setting.isPrivate ? 'a value that is not shown' : `"${environment[name ?? '']}"`;
    faults.push(`${name}: found ${found}, ${result.fault}`);
    return [key, undefined];
  });
  // Every key of the settings was read above, so the record is a Config once it has no faults.
  const config = Object.fromEntries(values) as Config;
  faults.push(...crossFaults(config));
  if (faults.length > 0)
    throw new ServiceError('bad_config', `The configuration has ${faults.length} fault(s):\n  ${faults.join('\n  ')}`);
  return config;
}

/** Faults of settings that are fine one by one. */
function crossFaults(config: Config): string[] {
  const faults: string[] = [];
  if (config.host !== undefined && !isLoopback(config.host) && config.apiKeys?.length === 0)
    faults.push(
      `RAG_HOST: found the public address "${config.host}" without a key, expected RAG_API_KEY to be set or a loopback address`,
    );
  if ((config.upstashUrl === undefined) !== (config.upstashToken === undefined))
    faults.push('UPSTASH_REDIS_REST_URL and UPSTASH_REDIS_REST_TOKEN: found one, expected both or none');
  return faults;
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** Rows of the README's table. */
export function describeSettings(): { name: string; shownDefault: string; doc: string }[] {
  return Object.values(SETTINGS).map(({ names, shownDefault, doc }) => ({
    name: names.map((name) => `\`${name}\``).join(' / '),
    shownDefault,
    doc,
  }));
}
