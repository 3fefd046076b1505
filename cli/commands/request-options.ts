import { readFile } from 'node:fs/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { wrongUsage } from '../exit.ts';
import { atLeastOne } from './numbers.ts';

const digits = (text: string): string => {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('must be an account id of digits.');
  return text;
};

interface Tag {
  readonly key: string;
  readonly value: string;
}

const tag = (text: string, before: readonly Tag[] = []): readonly Tag[] => {
  const [key = '', ...rest] = text.split('=');
  if (key === '') throw new InvalidArgumentError('must be key=value.');
  return [...before, { key, value: rest.join('=') }];
};

/** Adds the fields of a create to a command. */
export const withRequestOptions = (command: Command): Command =>
  command
    .argument('[vpc]', 'VPC that asks (vpcId)')
    .argument('[accepting-vpc]', 'VPC to connect it with (acceptingVpcId)')
    .option('-f, --file <path>', 'take the request from a JSON file, - for standard input')
    .option('-r, --region <id>', 'region of the first VPC')
    .option('--accepting-region <id>', 'region of the other VPC; the same unless given')
    .option('--accepting-account <id>', 'account of the other VPC; your own unless given', digits)
    .option('--name <name>', 'name of the connection')
    .option('--description <text>', 'description of the connection')
    .option('--bandwidth <mbit>', 'Mbit/s, between regions only', atLeastOne)
    .option('--link-type <type>', 'Platinum or Gold, between regions only')
    .option('--resource-group <id>', 'resource group of the connection')
    .option('--tag <key=value>', 'tag of the connection; may be repeated', tag)
    .addOption(
      new Option('--routes <sides>', 'make route entries').choices([
        'both',
        'requester',
        'accepter',
        'none',
      ]),
    )
    .addOption(
      new Option('--accept <how>', 'accept in the other account by role, or by hand').choices([
        'auto',
        'manual',
      ]),
    )
    .addOption(
      new Option('--preflight <mode>', 'look for obstacles first').choices([
        'strict',
        'warn',
        'off',
      ]),
    );

export interface RequestOptions {
  readonly file?: string;
  readonly region?: string;
  readonly acceptingRegion?: string;
  readonly acceptingAccount?: string;
  readonly name?: string;
  readonly description?: string;
  readonly bandwidth?: number;
  readonly linkType?: string;
  readonly resourceGroup?: string;
  readonly tag?: readonly Tag[];
  readonly routes?: string;
  readonly accept?: string;
  readonly preflight?: string;
}

const readAll = async (file: string): Promise<string> => {
  if (file !== '-') return readFile(file, 'utf8');
  let text = '';
  for await (const chunk of process.stdin) text += String(chunk);
  return text;
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const fromFile = async (file: string): Promise<Readonly<Record<string, unknown>>> => {
  let value: unknown;
  try {
    value = JSON.parse(await readAll(file));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw wrongUsage(`${file} cannot be read as JSON: ${why}`);
  }
  if (!isObject(value)) throw wrongUsage(`${file} must hold one JSON object`);
  return value;
};

const defined = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

const REQUIRED = [
  ['regionId', '--region'],
  ['vpcId', 'the first argument'],
  ['acceptingVpcId', 'the second argument'],
] as const;

const has = (body: Readonly<Record<string, unknown>>, field: string): boolean =>
  field in body || `${field[0]?.toUpperCase()}${field.slice(1)}` in body;

/**
 * The body of a create: what the file says, overridden by arguments and options. Throws `CommandError`
 * (wrong usage) for a file that cannot be read and for fields that are missing; everything else is
 * for the API to judge.
 */
export const requestBody = async (
  vpc: string | undefined,
  acceptingVpc: string | undefined,
  options: RequestOptions,
): Promise<Readonly<Record<string, unknown>>> => {
  const given = options.file === undefined ? {} : await fromFile(options.file);
  const body = {
    ...given,
    ...defined({
      vpcId: vpc,
      acceptingVpcId: acceptingVpc,
      regionId: options.region,
      acceptingRegionId: options.acceptingRegion,
      acceptingAliUid: options.acceptingAccount,
      name: options.name,
      description: options.description,
      bandwidth: options.bandwidth,
      linkType: options.linkType,
      resourceGroupId: options.resourceGroup,
      tag: options.tag,
      routes: options.routes,
      accept: options.accept,
      preflight: options.preflight,
    }),
  };
  const missing = REQUIRED.filter(([field]) => !has(body, field));
  if (missing.length > 0)
    throw wrongUsage(`The request lacks ${missing.map(([field]) => field).join(', ')}`, [
      ...missing.map(([field, where]) => `${field}: ${where}, or a field of --file`),
    ]);
  return body;
};
