import * as v from 'valibot';
import { defaultRules } from '../peering/policy/rule.ts';
import type { LogLevel } from '../peering/ports.ts';
import type { Settings } from '../peering/settings.ts';
import { type SinkConfig, sinkWarnings } from '../sinks/index.ts';
import { type Endpoints, SERVICES } from './services.ts';
import { type Values, variables } from './variables.ts';

export type { Endpoints, Service } from './services.ts';

/** The whole configuration: the settings of the domain, and what the parts around it need. */
export interface Config extends Settings {
  readonly sinks: readonly SinkConfig[];
  readonly endpoints: Endpoints;
  /** One, or two while they are rotated: both sign. */
  readonly webhookSecrets: readonly string[];
  readonly webhookAllow: readonly string[];
  /** Whether `GET /` shows the page. */
  readonly page: boolean;
  readonly logLevel: LogLevel;
  /** What an operator should read once at start, though it is no fault. */
  readonly warnings: readonly string[];
}

/** `detail` is the rule that the variable breaks. It never holds the value. */
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

/** Trimmed, and without those that are empty: empty means unset. */
const setVariables = (env: Env): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => {
      const trimmed = value?.trim();
      return trimmed ? [[name, trimmed]] : [];
    }),
  );

const faultOf = (issue: v.BaseIssue<unknown>): ConfigFault => {
  const [variable, entry] = issue.path ?? [];
  const place = typeof entry?.key === 'number' ? `entry ${entry.key + 1} ` : '';
  return { variable: String(variable?.key), detail: `${place}${issue.message}` };
};

/** `peerflow-request` and `poller` give `peerflow-poller`. */
const sibling = (own: string, role: string): string =>
  own.includes('-') ? own.replace(/[^-]*$/, role) : role;

const ROLES = ['request', 'worker', 'poller', 'accepter', 'router'] as const;
type Role = (typeof ROLES)[number];

const variableOf = (role: Role) => `PEERFLOW_${role.toUpperCase()}_FUNCTION`;

const functionsOf = (set: Env, own: string): Settings['functions'] => {
  const nameOf = (role: Role): string => set[variableOf(role)] ?? sibling(own, role);
  return {
    request: nameOf('request'),
    worker: nameOf('worker'),
    poller: nameOf('poller'),
    accepter: nameOf('accepter'),
    router: nameOf('router'),
  };
};

const settingsOf = (values: Values, set: Env, around: Surroundings): Settings => {
  const regions = values.PEERFLOW_REGIONS ?? [around.region].filter(Boolean);
  return {
    name: values.PEERFLOW_NAME,
    source: values.PEERFLOW_SOURCE,
    accountId: around.accountId,
    region: around.region || (regions[0] ?? ''),
    regions,
    functions: functionsOf(set, around.functionName),
    defaults: {
      routes: values.PEERFLOW_ROUTES,
      accept: values.PEERFLOW_ACCEPT,
      preflight: values.PEERFLOW_PREFLIGHT,
    },
    policy: values.PEERFLOW_POLICY ?? defaultRules(around.accountId),
    accepterRole: values.PEERFLOW_ACCEPTER_ROLE,
    accepterExternalId: values.PEERFLOW_ACCEPTER_EXTERNAL_ID,
    routeTables: values.PEERFLOW_ROUTE_TABLES,
    drift: values.PEERFLOW_DRIFT,
    driftEveryMs: values.PEERFLOW_DRIFT_EVERY,
    stallAfterMs: values.PEERFLOW_STALL_AFTER,
    language: values.PEERFLOW_LANGUAGE,
    failedQueue: values.PEERFLOW_FAILED_QUEUE,
    parkedQueue: values.PEERFLOW_PARKED_QUEUE,
  };
};

const endpointsOf = (values: Values): Endpoints =>
  Object.fromEntries(
    SERVICES.flatMap((service) => {
      const url = values[`PEERFLOW_ENDPOINT_${service}`] ?? values.PEERFLOW_ENDPOINT;
      return url === undefined ? [] : [[service, url]];
    }),
  );

const configOf = (
  values: Values,
  set: Env,
  around: Surroundings,
  unknown: readonly string[],
): Config => {
  const sinks = values.PEERFLOW_SINKS;
  const webhookAllow = values.PEERFLOW_WEBHOOK_ALLOW ?? [];
  return {
    ...settingsOf(values, set, around),
    sinks,
    endpoints: endpointsOf(values),
    webhookSecrets: values.PEERFLOW_WEBHOOK_SECRET,
    webhookAllow,
    page: values.PEERFLOW_PAGE === 'on',
    logLevel: values.PEERFLOW_LOG_LEVEL,
    warnings: [
      ...sinkWarnings(sinks, webhookAllow),
      ...unknown.map((name) => `${name} is set, but it is not a variable of the configuration`),
    ],
  };
};

/** What Function Compute did not pass, and what is wrong between variables. */
const faultsBetween = (set: Env, around: Surroundings): readonly ConfigFault[] => {
  const functions = functionsOf(set, around.functionName);
  const isTaken = (role: Role): boolean =>
    ROLES.slice(0, ROLES.indexOf(role)).some((other) => functions[other] === functions[role]);
  const parked = set.PEERFLOW_PARKED_QUEUE;
  const checks: readonly (readonly [boolean, string, string])[] = [
    [!around.accountId, 'FC_ACCOUNT_ID', 'is needed: Function Compute sets it'],
    [
      !around.region && set.PEERFLOW_REGIONS === undefined,
      'PEERFLOW_REGIONS',
      'is needed where FC_REGION is not set',
    ],
    ...ROLES.map(
      (role) =>
        [
          isTaken(role),
          variableOf(role),
          'must differ from the names of the other functions',
        ] as const,
    ),
    [
      parked !== undefined && parked === set.PEERFLOW_FAILED_QUEUE,
      'PEERFLOW_PARKED_QUEUE',
      'must differ from PEERFLOW_FAILED_QUEUE: what is parked would be run again',
    ],
  ];
  return checks.flatMap(([wrong, variable, detail]) => (wrong ? [{ variable, detail }] : []));
};

const isUnknown = (schema: ReturnType<typeof variables>) => (name: string) =>
  name.startsWith('PEERFLOW_') && !(name in schema.entries);

/** Reads the whole configuration from the environment; every fault at once, naming the variable. */
export const readConfig = (env: Env, around: Surroundings): ConfigResult => {
  const set = setVariables(env);
  const schema = variables(around.readFile, set.PEERFLOW_WEBHOOK_SECRET !== undefined);
  const parsed = v.safeParse(schema, set);
  const faults = [...(parsed.issues?.map(faultOf) ?? []), ...faultsBetween(set, around)];
  if (!parsed.success || faults.length > 0) return { ok: false, faults };
  const unknown = Object.keys(set).filter(isUnknown(schema));
  return { ok: true, config: configOf(parsed.output, set, around, unknown) };
};
