// The command line: every command with its options and help, and nothing of what they do.

import { Command } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import type { CliContext } from './context.ts';
import { buildPack } from './pack-build.ts';
import { checkPackFolder } from './pack-check.ts';
import { reportPack } from './pack-report.ts';
import { query } from './query.ts';
import { serve } from './serve.ts';

const DEFAULT_PACK = 'packs/destiny';

export function createProgram(context: CliContext): Command {
  const program = new Command('quintet')
    .description('One call, all the context: a retrieval sidecar for LLM applications')
    .version(packageJson.version)
    .showHelpAfterError();
  program
    .command('serve', { isDefault: true })
    .description('answer prefetches over HTTP; settings come from the environment (see README)')
    .option('--port <port>', 'port to listen on (RAG_PORT)')
    .option('--host <host>', 'address to listen on (RAG_HOST)')
    .action((options: { port?: string; host?: string }) => serve(context, options));
  program
    .command('query')
    .description('one prefetch without a server, printed as JSON')
    .argument('[question]', 'what the user asks')
    .option('--chart <file>', 'JSON file with saju and astro; a sample chart by default')
    .option('--theme <theme>', 'theme', 'chat')
    .option('--locale <locale>', 'ko or en', 'ko')
    .option('--explain', 'add ranks, paths and matched facts')
    .action((question: string | undefined, options: Parameters<typeof query>[1]) =>
      query(context, { ...options, question }),
    );
  const pack = program.command('pack').description('check and build packs');
  pack
    .command('check')
    .description('report everything that is wrong with a pack, with file and line')
    .argument('[folder]', 'pack folder', DEFAULT_PACK)
    .action((folder: string) => checkPackFolder(context, folder));
  pack
    .command('report')
    .description('say what a pack holds and what random users get from it')
    .argument('[folder]', 'pack folder', DEFAULT_PACK)
    .option('--users <count>', 'random users', '100')
    .option('--seed <number>', 'seed of the first user', '1000000')
    .action((folder: string, options: { users: string; seed: string }) =>
      reportPack(context, { folder, users: Number(options.users), seed: Number(options.seed) }),
    );
  pack
    .command('build')
    .description('compile a pack and embed its texts; unchanged texts keep their vectors')
    .argument('[folder]', 'pack folder', DEFAULT_PACK)
    .option('--model <model...>', 'models whose vectors are built', ['multilingual', 'english'])
    .action((folder: string, options: { model: string[] }) => buildPack(context, { folder, models: options.model }));
  return program;
}
