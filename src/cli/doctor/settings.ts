// The doctor on the environment: every fault of the configuration, and variables that look like settings and are none.

import { type Config, describeSettings, readConfig } from '../../config.ts';
import { toServiceError } from '../../kernel/errors.ts';
import type { Environment } from '../../settings/kinds.ts';
import type { CliContext } from '../context.ts';
import type { Finding } from './finding.ts';

const CHECK = 'settings';

/** The configuration is undefined where it has a fault; then nothing else can be examined. */
export function checkSettings(context: CliContext): { findings: readonly Finding[]; config: Config | undefined } {
  const { environment, machine } = context;
  try {
    return { findings: [describeEnvironment(environment)], config: readConfig(environment, machine) };
  } catch (thrown) {
    const { code, message } = toServiceError(thrown);
    if (code !== 'bad_config') throw thrown;
    return {
      findings: [{ check: CHECK, status: 'fail', found: message, advice: 'see the table of settings in the README' }],
      config: undefined,
    };
  }
}

/** Names alone: values may be secrets. */
function describeEnvironment(environment: Environment): Finding {
  const known = new Set(describeSettings().flatMap(({ name }) => name.replaceAll('`', '').split(' / ')));
  const set = Object.keys(environment).filter((name) => (environment[name] ?? '') !== '');
  const strangers = set.filter((name) => name.startsWith('RAG_') && !known.has(name)).sort();
  const used = set.filter((name) => known.has(name)).sort();
  const found = used.length === 0 ? 'all at their defaults' : `set: ${used.join(', ')}`;
  if (strangers.length === 0) return { check: CHECK, status: 'ok', found };
  return {
    check: CHECK,
    status: 'warn',
    found: `${found}; ignored, because no setting has that name: ${strangers.join(', ')}`,
    advice: 'correct the spelling or remove them',
  };
}
