import { deepStrictEqual, ok } from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { pack } from '../pack.ts';
import { preview, runServerless } from './cli.ts';
import { functionFaults } from './definitions.ts';
import { type Deployment, expectedFunctions } from './expected.ts';

/** What `s preview` prints, as far as it is looked at. */
const documentShape = v.object({
  resources: v.record(
    v.string(),
    v.object({
      component: v.literal('fc3'),
      props: v.looseObject({ environmentVariables: v.record(v.string(), v.string()) }),
    }),
  ),
});

const DEPLOYMENTS: readonly Deployment[] = [
  { name: 'peerflow', region: 'cn-hangzhou', account: '1000000000000001' },
  { name: 'peerflow', region: 'eu-central-1', account: '1000000000000001' },
  { name: 'peerflow-dev', region: 'cn-hangzhou', account: '1000000000000002' },
  { name: 'peerflow-dev', region: 'eu-central-1', account: '1000000000000002' },
];

const SETTINGS = {
  PEERFLOW_SINKS: 'eventbridge://chosen mns://queues/facts#types=Activated|Routes:*',
  PEERFLOW_POLICY: '[{"name":"all","effect":"allow","when":{"action":["create","read"]}}]',
  PEERFLOW_ACCEPTER_ROLE: 'acs:ram::{accountId}:role/peerflow-accepter',
  PEERFLOW_STALL_AFTER: '300',
};

const BASE = 'peerflow';
const ENVIRONMENT_BYTES = 4096;

const variablesOf = ({ name, region, account }: Deployment): Record<string, string> => ({
  AccountID: account,
  PEERFLOW_NAME: BASE,
  PEERFLOW_STAGE: name.slice(BASE.length),
  PEERFLOW_REGION: region,
});

const checkEnvironment = (variables: Readonly<Record<string, string>>, name: string): void => {
  deepStrictEqual({ ...variables, ...SETTINGS }, variables, 'settings come through unchanged');
  deepStrictEqual(variables.PEERFLOW_NAME, name);
  deepStrictEqual(variables.PEERFLOW_FAILED_QUEUE, `${name}-failed`);
  deepStrictEqual(variables.PEERFLOW_PARKED_QUEUE, `${name}-parked`);
  const bytes = Buffer.byteLength(JSON.stringify(variables));
  ok(bytes <= ENVIRONMENT_BYTES, `${bytes} bytes of variables, at most ${ENVIRONMENT_BYTES}`);
};

const checkDocument = (document: unknown, deployment: Deployment): void => {
  ok(!JSON.stringify(document).includes('${'), 'nothing is left unresolved');
  const resources = Object.entries(v.parse(documentShape, document).resources);
  const functions = resources.map(([name, { props }]) => {
    const { environmentVariables, description, ...rest } = props;
    deepStrictEqual(functionFaults(name, props), [], 'every property meets its definition');
    checkEnvironment(environmentVariables, deployment.name);
    ok(typeof description === 'string' && description.length > 0, 'a description');
    return [name, rest] as const;
  });
  deepStrictEqual(Object.fromEntries(functions), expectedFunctions(deployment));
};

/** A project made by `s init` from the package is the deployment that its parameters name. */
const checkInit = async ({ name, region, account }: Deployment): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'peerflow-init-'));
  try {
    const uri = join(folder, 'package');
    await pack(uri);
    const parameters = JSON.stringify({ name, region, sinks: `eventbridge://${name}` });
    const project = join(folder, 'project');
    const words = ['init', 'peerflow', '--uri', uri, '-d', project, '--parameters', parameters];
    runServerless([...words, '-y'], { AccountID: account });
    const file = join(project, 's.yaml');
    checkDocument(preview({ AccountID: account, ...SETTINGS }, file), { name, region, account });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const [first, , , last] = DEPLOYMENTS;
ok(first !== undefined && last !== undefined);
console.log(runServerless(['verify'], { AccountID: first.account }).trim());
for (const deployment of DEPLOYMENTS) {
  checkDocument(preview({ ...variablesOf(deployment), ...SETTINGS }), deployment);
  console.log(`Preview of ${deployment.name} in ${deployment.region} is as expected.`);
}
await checkInit(last);
console.log('A project made by s init is as expected.');
