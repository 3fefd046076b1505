import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const ROOT = join(import.meta.dirname, '../../..');
const text = readFileSync(join(ROOT, 's.yaml'), 'utf8');

const trigger = v.looseObject({ triggerName: v.string(), triggerType: v.string() });
const props = v.looseObject({
  functionName: v.string(),
  role: v.string(),
  environmentVariables: v.record(v.string(), v.string()),
  asyncInvokeConfig: v.looseObject({ asyncTask: v.boolean() }),
  triggers: v.optional(v.array(trigger), []),
});
const documentShape = v.object({
  vars: v.record(v.string(), v.string()),
  resources: v.record(v.string(), v.object({ component: v.literal('fc3'), props })),
});
const document = v.parse(documentShape, parse(text, { merge: true }));
const functions = Object.entries(document.resources);

/** Every documented variable, in the order of the table in docs/deploy.md. */
const VARIABLES = [
  ...['NAME', 'SOURCE', 'SINKS', 'REGIONS'],
  ...['REQUEST', 'WORKER', 'POLLER', 'ACCEPTER', 'ROUTER'].map((each) => `${each}_FUNCTION`),
  ...['ACCEPTER_ROLE', 'ACCEPTER_EXTERNAL_ID', 'POLICY', 'ROUTES', 'ACCEPT', 'PREFLIGHT'],
  ...['ROUTE_TABLES', 'DRIFT', 'DRIFT_EVERY', 'STALL_AFTER', 'WEBHOOK_SECRET', 'WEBHOOK_ALLOW'],
  ...['FAILED_QUEUE', 'PARKED_QUEUE', 'LANGUAGE', 'PAGE', 'ENDPOINT'],
  ...['VPCPEER', 'VPC', 'STS', 'EVENTBRIDGE', 'MNS', 'FC', 'FC2'].map((each) => `ENDPOINT_${each}`),
  'LOG_LEVEL',
].map((each) => `PEERFLOW_${each}`);

/** Variables whose value is the deployment's own name or made of it. */
const NAMED: Readonly<Record<string, string>> = {
  PEERFLOW_NAME: `\${vars.name}`,
  PEERFLOW_FAILED_QUEUE: `\${vars.name}-failed`,
  PEERFLOW_PARKED_QUEUE: `\${vars.name}-parked`,
};

const sourceFiles = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((each) => each.endsWith('.ts'))
    .map((each) => readFileSync(join(ROOT, folder, each), 'utf8'));

describe('s.yaml declares', () => {
  it('the five functions, each with a role of its own name', () => {
    expect(functions.map(([name]) => name)).toEqual([
      'request',
      'worker',
      'poller',
      'accepter',
      'router',
    ]);
    for (const [name, { props }] of functions) {
      expect(props.functionName).toBe(`\${vars.name}-${name}`);
      expect(props.role).toBe(props.functionName);
    }
  });

  it.each(functions)('task mode and every documented variable for %s', (_, { props }) => {
    expect(props.asyncInvokeConfig.asyncTask).toBe(true);
    expect(Object.keys(props.environmentVariables).sort()).toEqual(VARIABLES.toSorted());
    for (const [name, value] of Object.entries(props.environmentVariables)) {
      expect(value).toMatch(NAMED[name] ?? `\${env('${name}', `);
    }
  });

  it('no EventBridge trigger before another trigger, and at most one for a function', () => {
    for (const [name, { props }] of functions) {
      const types = props.triggers.map((each) => each.triggerType);
      const first = types.indexOf('eventbridge');
      expect([-1, types.length - 1], name).toContain(first);
    }
  });

  it('triggers for the request function and the timer of the poller, and no others', () => {
    const triggers = functions.flatMap(([name, { props }]) =>
      props.triggers.map((each) => `${name} ${each.triggerType} ${each.triggerName}`),
    );
    expect(triggers).toEqual([
      'request http http',
      'request eventbridge queue',
      'poller timer sweep',
    ]);
    expect(text).not.toMatch(/eventSourceType: Default/);
  });

  it('no account id: it comes from the credentials of whoever deploys', () => {
    expect(text).not.toMatch(/\d{16}/);
    expect(document.vars.accountId).toBe(`\${config('AccountID')}`);
  });
});

it('every variable that the code names is in s.yaml', () => {
  const named = [...sourceFiles('lib'), ...sourceFiles('functions')]
    .flatMap((source) => source.match(/\bPEERFLOW_[A-Z0-9_]*[A-Z0-9]\b(?![$_])/g) ?? [])
    .filter((each) => !VARIABLES.some((known) => known.startsWith(`${each}_`)));
  expect([...new Set(named)].filter((each) => !VARIABLES.includes(each))).toEqual([]);
});
