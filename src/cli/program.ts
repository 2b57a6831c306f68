// The command line: every command with its options and help, and nothing of what they do. A command is loaded when it is
// called: a start pays for no other.

import path from 'node:path';
import { Argument, Command, Option } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { SPLITS } from '../evaluation/splits.ts';
import { ServiceError } from '../kernel/errors.ts';
import { renderCompletion, SHELLS, type Shell } from './completion.ts';
import type { CliContext } from './context.ts';
import type { DoctorOptions } from './doctor.ts';
import type { EmbedCommand } from './embed.ts';
import type { EvalOptions } from './eval.ts';
import type { query } from './query.ts';
import type { ServeOptions } from './serve.ts';
import { FORMATS } from './vector-writer.ts';

const EXIT_CODES = '\nExit codes: 0 done, 1 failed, 2 wrong usage, input or configuration';

export function createProgram(context: CliContext): Command {
  const program = new Command('quintet')
    .description('One call, all the context: a retrieval sidecar for LLM applications')
    .version(packageJson.version)
    .showHelpAfterError()
    .addHelpText('after', EXIT_CODES)
    // Wrong usage is told and turned into an exit code in one place, as every other fault.
    .configureOutput({ outputError: () => undefined })
    .exitOverride(({ exitCode, message }) => {
      if (exitCode !== 0) throw new ServiceError('invalid_request', message);
    });
  addServe(program, context);
  addQuery(program, context);
  addEmbed(program, context);
  addEval(program, context);
  addPack(program, context);
  addDoctor(program, context);
  addCompletion(program, context);
  return program;
}

/** The pack that a command takes where none is named. */
function bundledPack({ root }: CliContext): [folder: string, shown: string] {
  return [path.join(root, 'packs', 'destiny'), 'the bundled one'];
}

function addServe(program: Command, context: CliContext): void {
  program
    .command('serve', { isDefault: true })
    .description('answer prefetches over HTTP; settings come from the environment (see README)')
    .option('--port <port>', 'port to listen on (RAG_PORT)')
    .option('--host <host>', 'address to listen on (RAG_HOST)')
    .action(async (options: ServeOptions) => (await import('./serve.ts')).serve(context, options));
}

function addQuery(program: Command, context: CliContext): void {
  program
    .command('query')
    .description('one prefetch without a server, printed as JSON')
    .argument('[question]', 'what the user asks')
    .option('--chart <file>', 'JSON file with saju and astro; a sample chart by default')
    .option('--theme <theme>', 'theme', 'chat')
    .option('--locale <locale>', 'ko or en', 'ko')
    .option('--explain', 'add ranks, paths and matched facts')
    .action(async (question: string | undefined, options: Parameters<typeof query>[1]) =>
      (await import('./query.ts')).query(context, { ...options, question }),
    );
}

function addEmbed(program: Command, context: CliContext): void {
  program
    .command('embed')
    .description('texts to vectors, one text a line, in the order of the lines')
    .argument('[files...]', 'files of texts; standard input by default or for "-"')
    .addOption(
      new Option('--input-type <type>', 'prompt of the model').choices(['query', 'passage']).default('passage'),
    )
    .addOption(new Option('--format <format>', 'one JSON array a line, or NumPy').choices(FORMATS).default('jsonl'))
    .option('--json', 'lines are JSON strings, which may hold line breaks')
    .option('--truncate', 'cut texts over the limit of the model instead of refusing them')
    .option('-o, --output <file>', 'file to write; standard output by default')
    .addHelpText('after', `${EXIT_CODES} (file and line of an input that cannot be embedded are named)`)
    .action(async (files: string[], options: Omit<EmbedCommand, 'files'>) =>
      (await import('./embed.ts')).embed(context, { ...options, files }),
    );
}

function addEval(program: Command, context: CliContext): void {
  program
    .command('eval')
    .description('how well search finds what readers accept: recall and nDCG of each lane, with intervals')
    .addOption(new Option('--pack <folder>', 'pack folder').default(...bundledPack(context)))
    .option('--questions <folder>', 'judged questions', 'test/questions')
    .addOption(new Option('--split <split>', 'half of the questions').choices([...SPLITS, 'all']).default('all'))
    .option('--known <count>', 'items looked for by their first sentence', Number, 300)
    .option('--beir <folders...>', 'test collections in the layout of BEIR instead of the pack')
    .option('--trec <folder>', 'write runs and judgements for trec_eval')
    .option('--no-dense', 'the lexical lane alone, without a model')
    .option('--seed <number>', 'seed of the bootstrap and of the sample', Number, 1)
    .action(async (options: EvalOptions) => (await import('./eval.ts')).evaluate(context, options));
}

function addPack(program: Command, context: CliContext): void {
  const pack = program.command('pack').description('check and build packs');
  const packFolder = () => new Argument('[folder]', 'pack folder').default(...bundledPack(context));
  pack
    .command('check')
    .description('report everything that is wrong with a pack, with file and line')
    .addArgument(packFolder())
    .option('--quick', 'leave out the search for items that nobody would be shown')
    .action(async (folder: string, options: { quick?: boolean }) =>
      (await import('./pack-check.ts')).checkPackFolder(context, { folder, isQuick: options.quick ?? false }),
    );
  pack
    .command('report')
    .description('say what a pack holds and what random users get from it')
    .addArgument(packFolder())
    .option('--users <count>', 'random users', '100')
    .option('--seed <number>', 'seed of the first user', '1000000')
    .action(async (folder: string, { users, seed }: { users: string; seed: string }) =>
      (await import('./pack-report.ts')).reportPack(context, { folder, users: Number(users), seed: Number(seed) }),
    );
  pack
    .command('build')
    .description('compile a pack and embed its texts; unchanged texts keep their vectors')
    .addArgument(packFolder())
    .option('--model <model...>', 'models whose vectors are built', ['multilingual', 'english'])
    .action(async (folder: string, options: { model: string[] }) =>
      (await import('./pack-build.ts')).buildPack(context, { folder, models: options.model }),
    );
}

function addDoctor(program: Command, context: CliContext): void {
  program
    .command('doctor')
    .description('look at everything that a start needs, and say what to do')
    .option('--json', 'one JSON document instead of lines')
    .action(async (options: DoctorOptions) => (await import('./doctor.ts')).doctor(context, options));
}

function addCompletion(program: Command, context: CliContext): void {
  program
    .command('completion')
    .description('print the completion script of a shell, as in: source <(quintet completion bash)')
    .addArgument(new Argument('<shell>', 'shell').choices(SHELLS))
    .action((shell: Shell) => context.write(renderCompletion(program, shell)));
}
