import * as v from 'valibot';
import { ACCEPT, PREFLIGHT, ROUTES } from '../peering/model/request.ts';
import { parsePolicy } from '../peering/policy/parse.ts';
import type { PolicyRule } from '../peering/policy/rule.ts';
import { parseSinks, type SinkConfig } from '../sinks/index.ts';
import { allowEntries, isAllowEntry } from '../sinks/webhook/guard.ts';
import { isWebhookSecret } from '../sinks/webhook/sign.ts';
import * as rules from './rules.ts';

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
