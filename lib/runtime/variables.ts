import * as v from 'valibot';
import { ACCEPT, PREFLIGHT, ROUTES } from '../peering/model/request.ts';
import { parsePolicy } from '../peering/policy/parse.ts';
import type { PolicyRule } from '../peering/policy/rule.ts';
import type { TablePattern } from '../peering/routes/plan/plan.ts';
import { parseSinks, type SinkConfig } from '../sinks/index.ts';
import { allowEntries, isAllowEntry } from '../sinks/webhook/guard.ts';
import { isWebhookSecret } from '../sinks/webhook/sign.ts';
import * as rules from './variables.ts';

// The messages of these rules say what must be so. None holds the value: values may be secrets.

/** A text of some form. */
export const text = (form: RegExp, rule: string) => v.pipe(v.string(), v.regex(form, rule));

/** One of some words. */
export const oneOf = <const T extends readonly string[]>(words: T) =>
  v.picklist(words, `must be one of ${words.join(', ')}`);

/** Words by spaces or commas. */
export const words = v.pipe(
  v.string(),
  v.transform((value): readonly string[] => value.split(/[\s,]+/).filter(Boolean)),
);

/** A week: no task lives longer. */
const MAX_SECONDS = 604_800;
const SECONDS_RULE = `must be a whole number of seconds, 1 to ${MAX_SECONDS}`;

/** Seconds, read as milliseconds. */
export const seconds = v.pipe(
  text(/^[1-9]\d{0,5}$/, SECONDS_RULE),
  v.transform(Number),
  v.maxValue(MAX_SECONDS, SECONDS_RULE),
  v.transform((value) => value * 1000),
);

/** Alibaba Cloud refuses tag keys that begin with `aliyun` or `acs:`, in any case. */
export const tagPrefix = text(
  /^(?!aliyun)(?!acs:)[A-Za-z][A-Za-z0-9._-]{0,63}$/i,
  'must be 1 to 64 letters, digits, dots, hyphens and underscores, begin with a letter, and not begin with aliyun or acs:',
);

export const eventSource = text(
  /^[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]{1,128}$/,
  'must be a URI reference of at most 128 characters',
);

export const regionIds = v.pipe(
  words,
  v.array(text(/^[a-z]{2}(-[a-z0-9]+)+$/, 'must be a region id such as cn-hangzhou')),
  v.transform((ids): readonly string[] => [...new Set(ids)]),
);

export const functionName = text(
  /^[A-Za-z_][\w-]{0,63}$/,
  'must be a function name: 1 to 64 letters, digits, hyphens and underscores, not beginning with a digit or hyphen',
);

export const queueName = text(
  /^[A-Za-z0-9][A-Za-z0-9-]{0,119}$/,
  'must be the name of an SMQ queue: 1 to 120 letters, digits and hyphens',
);

export const accepterRole = text(
  /^acs:ram::(\{accountId\}|[1-9]\d{0,19}):role\/[A-Za-z0-9.-]{1,64}$/,
  'must look like acs:ram::{accountId}:role/name, with {accountId} as it stands here or the id of one account',
);

export const externalId = text(
  /^[\w+=,.@:/-]{2,1224}$/,
  'must be 2 to 1224 letters, digits and characters of +=,.@:/-_',
);

const BASE_URL = /^https?:\/\/[^/?#@\s]+\/?$/;

export const baseUrl = v.pipe(
  v.string(),
  v.check(
    (value) => BASE_URL.test(value) && URL.canParse(value),
    'must be a base URL such as http://127.0.0.1:9000',
  ),
);

const tablePattern = (word: string): TablePattern => {
  const at = word.indexOf('=');
  return at > 0 ? { key: word.slice(0, at), value: word.slice(at + 1) } : { routeTableId: word };
};

/** Route tables by id or by a tag `key=value`. */
export const routeTables = v.pipe(
  words,
  v.array(
    v.pipe(
      text(
        /^(vtb-[A-Za-z0-9-]+|[^=]{1,128}=.{0,128})$/,
        'must be the id of a route table or a tag key=value',
      ),
      v.transform(tablePattern),
    ),
  ),
);

const policy = (readFile: (path: string) => string) =>
  v.pipe(
    v.string(),
    v.rawTransform<string, readonly PolicyRule[]>(({ dataset, addIssue, NEVER }) => {
      const parsed = parsePolicy(dataset.value, readFile);
      if (parsed.ok) return parsed.rules;
      for (const { pointer, detail } of parsed.faults)
        addIssue({ message: `${pointer || '/'} ${detail}` });
      return NEVER;
    }),
  );

const sinks = (canSign: boolean) =>
  v.pipe(
    rules.words,
    v.rawTransform<readonly string[], readonly SinkConfig[]>(({ dataset, addIssue, NEVER }) => {
      const { sinks, faults } = parseSinks(dataset.value, canSign);
      for (const message of faults) addIssue({ message });
      return faults.length === 0 ? sinks : NEVER;
    }),
  );

const webhookSecrets = v.pipe(
  rules.words,
  v.array(
    v.pipe(
      v.string(),
      v.check(
        isWebhookSecret,
        'must be Base64 of 24 to 64 bytes, with or without whsec_ before it',
      ),
    ),
  ),
  v.maxLength(2, 'must have at most two secrets: the old and the new one'),
  v.check((secrets) => new Set(secrets).size === secrets.length, 'must have two different secrets'),
);

const webhookAllow = v.pipe(
  v.string(),
  v.transform(allowEntries),
  v.array(
    v.pipe(
      v.string(),
      v.check(isAllowEntry, 'must be a host name, an address or a CIDR block such as 10.0.0.0/8'),
    ),
  ),
);

/** Every variable of the configuration. Those without a default here get one that depends on others. */
export const variables = (readFile: (path: string) => string, canSign: boolean) =>
  v.object({
    PEERFLOW_NAME: v.optional(rules.tagPrefix, 'peerflow'),
    PEERFLOW_SOURCE: v.optional(rules.eventSource, 'peerflow'),
    PEERFLOW_SINKS: v.optional(sinks(canSign), ''),
    PEERFLOW_REGIONS: v.optional(rules.regionIds),
    PEERFLOW_REQUEST_FUNCTION: v.optional(rules.functionName),
    PEERFLOW_WORKER_FUNCTION: v.optional(rules.functionName),
    PEERFLOW_POLLER_FUNCTION: v.optional(rules.functionName),
    PEERFLOW_ACCEPTER_FUNCTION: v.optional(rules.functionName),
    PEERFLOW_ROUTER_FUNCTION: v.optional(rules.functionName),
    PEERFLOW_ACCEPTER_ROLE: v.optional(rules.accepterRole),
    PEERFLOW_ACCEPTER_EXTERNAL_ID: v.optional(rules.externalId),
    PEERFLOW_POLICY: v.optional(policy(readFile)),
    PEERFLOW_ROUTES: v.optional(rules.oneOf(ROUTES), 'none'),
    PEERFLOW_ACCEPT: v.optional(rules.oneOf(ACCEPT), 'manual'),
    PEERFLOW_PREFLIGHT: v.optional(rules.oneOf(PREFLIGHT), 'off'),
    PEERFLOW_ROUTE_TABLES: v.optional(rules.routeTables, ''),
    PEERFLOW_DRIFT: v.optional(rules.oneOf(['off', 'announce', 'repair']), 'off'),
    PEERFLOW_DRIFT_EVERY: v.optional(rules.seconds, '3600'),
    PEERFLOW_STALL_AFTER: v.optional(rules.seconds, '600'),
    PEERFLOW_WEBHOOK_SECRET: v.optional(webhookSecrets, ''),
    PEERFLOW_WEBHOOK_ALLOW: v.optional(webhookAllow),
    PEERFLOW_FAILED_QUEUE: v.optional(rules.queueName),
    PEERFLOW_PARKED_QUEUE: v.optional(rules.queueName),
    PEERFLOW_LANGUAGE: v.optional(rules.oneOf(['en', 'zh']), 'en'),
    PEERFLOW_PAGE: v.optional(rules.oneOf(['on', 'off']), 'off'),
    PEERFLOW_LOG_LEVEL: v.optional(rules.oneOf(['debug', 'info', 'warn', 'error']), 'info'),
    PEERFLOW_ENDPOINT: v.optional(rules.baseUrl),
    PEERFLOW_ENDPOINT_VPCPEER: v.optional(rules.baseUrl),
    PEERFLOW_ENDPOINT_VPC: v.optional(rules.baseUrl),
    PEERFLOW_ENDPOINT_STS: v.optional(rules.baseUrl),
    PEERFLOW_ENDPOINT_EVENTBRIDGE: v.optional(rules.baseUrl),
    PEERFLOW_ENDPOINT_MNS: v.optional(rules.baseUrl),
    PEERFLOW_ENDPOINT_FC: v.optional(rules.baseUrl),
    PEERFLOW_ENDPOINT_FC2: v.optional(rules.baseUrl),
  });

/** The values of all variables, read. */
export type Values = v.InferOutput<ReturnType<typeof variables>>;
