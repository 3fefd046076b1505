import * as v from 'valibot';
import { ACCEPT, PREFLIGHT, ROUTES } from '../peering/model/request.ts';
import { defaultRules, parsePolicy } from '../peering/policy/parse.ts';
import type { LogLevel } from '../peering/ports.ts';
import type { Settings } from '../peering/settings.ts';
import { parseTablePattern } from './route-tables.ts';
import { parseSink, type Sink } from './sinks.ts';

/** Services whose base URL can be set one by one. */
export const SERVICES = ['VPCPEER', 'VPC', 'STS', 'EVENTBRIDGE', 'MNS', 'FC', 'FC2'] as const;
export type Service = (typeof SERVICES)[number];

export interface Config extends Settings {
  readonly sinks: readonly Sink[];
  /** Base URLs that replace the services' own. */
  readonly endpoints: Readonly<Partial<Record<Service, string>>>;
  readonly webhookSecret?: string | undefined;
  readonly webhookAllow: readonly string[];
  readonly logLevel: LogLevel;
}

export interface ConfigFault {
  readonly variable: string;
  readonly detail: string;
}

export type ConfigResult =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly faults: readonly ConfigFault[] };

/** What Function Compute says about itself. */
export interface Surroundings {
  readonly accountId: string;
  readonly region: string;
  readonly functionName: string;
  readonly readFile: (path: string) => string;
}

type Env = Readonly<Record<string, string | undefined>>;
type Read<T> = (value: string) => T | { readonly fault: string };

const isFault = (value: unknown): value is { readonly fault: string } =>
  typeof value === 'object' && value !== null && 'fault' in value;

const list = (value: string): readonly string[] => value.split(/[\s,]+/).filter(Boolean);

const pick =
  <T extends string>(words: readonly T[]): Read<T> =>
  (value) =>
    words.find((each) => each === value) ?? {
      fault: `must be one of ${words.join(', ')} (got "${value}")`,
    };

const matching =
  (rule: RegExp, says: string): Read<string> =>
  (value) =>
    rule.test(value) ? value : { fault: `${says} (got "${value}")` };

const seconds: Read<number> = (value) =>
  /^[1-9]\d{0,6}$/.test(value)
    ? Number(value)
    : { fault: `must be a whole number of seconds (got "${value}")` };

const baseUrl: Read<string> = (value) =>
  v.safeParse(v.pipe(v.string(), v.url(), v.regex(/^https?:\/\/[^/?#]+\/?$/)), value).success
    ? value
    : { fault: `must be a base URL such as http://127.0.0.1:9000 (got "${value}")` };

/** Every word of a list; what is wrong with any of them is one fault. */
const listOf =
  <T extends object>(parse: (word: string) => T | { readonly fault: string }): Read<readonly T[]> =>
  (value) => {
    const parsed = list(value).map(parse);
    const faults = parsed.filter(isFault).map(({ fault }) => fault);
    return faults.length > 0
      ? { fault: faults.join('; ') }
      : parsed.filter((each): each is Exclude<typeof each, { fault: string }> => !isFault(each));
  };

const functionName = matching(/^[A-Za-z_][\w-]{0,63}$/, 'must be a function name');

const queueName = matching(/^[A-Za-z0-9][A-Za-z0-9-]{0,119}$/, 'must be the name of an SMQ queue');

/** `peerflow-request` and `poller` give `peerflow-poller`. */
const sibling = (own: string, role: string): string =>
  own.includes('-') ? own.replace(/[^-]*$/, role) : role;

class Reader {
  readonly faults: ConfigFault[] = [];
  constructor(readonly env: Env) {}

  /** Reads a variable; empty means unset. A wrong value is noted and the default returned. */
  get<T, D>(variable: string, read: Read<T>, fallback: D): T | D {
    const value = this.env[variable]?.trim();
    if (!value) return fallback;
    const result = read(value);
    if (!isFault(result)) return result;
    this.faults.push({ variable, detail: result.fault });
    return fallback;
  }
}

const regionList: Read<readonly string[]> = (value) => {
  const wrong = list(value).filter((each) => !/^[a-z]{2}-[a-z0-9-]+$/.test(each));
  return wrong.length > 0
    ? { fault: `holds what is no region id: ${wrong.join(', ')}` }
    : list(value);
};

const endpointsOf = (reader: Reader): Config['endpoints'] => {
  const all = reader.get('PEERFLOW_ENDPOINT', baseUrl, undefined);
  return Object.fromEntries(
    SERVICES.flatMap((service) => {
      const url = reader.get(`PEERFLOW_ENDPOINT_${service}`, baseUrl, all);
      return url === undefined ? [] : [[service, url]];
    }),
  );
};

const policyOf = (reader: Reader, { accountId, readFile }: Surroundings): Settings['policy'] => {
  const read: Read<Settings['policy']> = (value) => {
    const parsed = parsePolicy(value, readFile);
    if (parsed.ok) return parsed.rules;
    return {
      fault: parsed.faults.map(({ pointer, detail }) => `${pointer || '/'} ${detail}`).join('; '),
    };
  };
  return reader.get('PEERFLOW_POLICY', read, defaultRules(accountId));
};

const settingsOf = (reader: Reader, around: Surroundings): Settings => {
  const own = around.functionName;
  const regions = reader.get('PEERFLOW_REGIONS', regionList, [around.region].filter(Boolean));
  const names = (role: string) =>
    reader.get(`PEERFLOW_${role.toUpperCase()}_FUNCTION`, functionName, sibling(own, role));
  return {
    name: reader.get(
      'PEERFLOW_NAME',
      matching(/^(?!aliyun|acs:)[A-Za-z][A-Za-z0-9._-]{0,63}$/, 'must be a tag prefix'),
      'peerflow',
    ),
    source: reader.get(
      'PEERFLOW_SOURCE',
      matching(/^\S{1,128}$/, 'must be a CloudEvents source'),
      'peerflow',
    ),
    accountId: around.accountId,
    region: around.region || (regions[0] ?? ''),
    regions,
    functions: {
      request: names('request'),
      worker: names('worker'),
      poller: names('poller'),
      accepter: names('accepter'),
      router: names('router'),
    },
    defaults: {
      routes: reader.get('PEERFLOW_ROUTES', pick(ROUTES), 'none'),
      accept: reader.get('PEERFLOW_ACCEPT', pick(ACCEPT), 'manual'),
      preflight: reader.get('PEERFLOW_PREFLIGHT', pick(PREFLIGHT), 'off'),
    },
    policy: policyOf(reader, around),
    accepterRole: reader.get(
      'PEERFLOW_ACCEPTER_ROLE',
      matching(
        /^acs:ram::(\{accountId\}|\d+):role\/[\w.-]+$/i,
        'must look like acs:ram::{accountId}:role/name',
      ),
      undefined,
    ),
    accepterExternalId: reader.get(
      'PEERFLOW_ACCEPTER_EXTERNAL_ID',
      matching(/^[\w+=,.@:/-]{2,1224}$/, 'must be an external id'),
      undefined,
    ),
    routeTables: reader.get('PEERFLOW_ROUTE_TABLES', listOf(parseTablePattern), []),
    drift: reader.get('PEERFLOW_DRIFT', pick(['off', 'announce', 'repair'] as const), 'off'),
    driftEveryMs: reader.get('PEERFLOW_DRIFT_EVERY', seconds, 3600) * 1000,
    stallAfterMs: reader.get('PEERFLOW_STALL_AFTER', seconds, 600) * 1000,
    language: reader.get('PEERFLOW_LANGUAGE', pick(['en', 'zh'] as const), 'en'),
    failedQueue: reader.get('PEERFLOW_FAILED_QUEUE', queueName, undefined),
    parkedQueue: reader.get('PEERFLOW_PARKED_QUEUE', queueName, undefined),
  };
};

const missing = (
  { accountId, region }: Surroundings,
  regions: readonly string[],
): ConfigFault[] => [
  ...(accountId
    ? []
    : [{ variable: 'FC_ACCOUNT_ID', detail: 'is needed: Function Compute sets it' }]),
  ...(region || regions.length > 0
    ? []
    : [{ variable: 'PEERFLOW_REGIONS', detail: 'is needed where FC_REGION is not set' }]),
];

/** Reads the whole configuration from the environment; every fault at once, naming the variable. */
export const readConfig = (env: Env, around: Surroundings): ConfigResult => {
  const reader = new Reader(env);
  const settings = settingsOf(reader, around);
  const config: Config = {
    ...settings,
    sinks: reader.get('PEERFLOW_SINKS', listOf(parseSink), []),
    endpoints: endpointsOf(reader),
    webhookSecret: reader.get('PEERFLOW_WEBHOOK_SECRET', (value) => value, undefined),
    webhookAllow: reader.get('PEERFLOW_WEBHOOK_ALLOW', list, []),
    logLevel: reader.get(
      'PEERFLOW_LOG_LEVEL',
      pick(['debug', 'info', 'warn', 'error'] as const),
      'info',
    ),
  };
  const faults = [...reader.faults, ...missing(around, settings.regions)];
  return faults.length > 0 ? { ok: false, faults } : { ok: true, config };
};
