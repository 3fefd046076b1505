import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { parse } from 'yaml';

const ROOT = path.resolve(import.meta.dirname, '../../..');

/** A folder that is gone when the test ends. */
const folderOf = async (name: string): Promise<string> => {
  const folder = await mkdtemp(path.join(tmpdir(), `${name}-`));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
};

interface Props {
  code: string;
  timeout: number;
  triggers?: object[];
  [name: string]: unknown;
}
interface Resource {
  readonly component: string;
  readonly props: Props;
}

/** What a test may change of a deployment. */
export interface Deployment {
  /** The props of a function, by its name in the file. */
  props(name: string): Props;
  resource(name: string): Resource;
  add(name: string, resource: Resource): void;
}

const deploymentOf = (resources: Record<string, Resource>): Deployment => {
  const resource = (name: string): Resource => {
    const found = resources[name];
    if (found === undefined) throw new Error(`s.yaml has no function ${name}`);
    return found;
  };
  return {
    resource,
    props: (name) => resource(name).props,
    add: (name, added) => {
      resources[name] = added;
    },
  };
};

/** A deployment file like `s.yaml` but for the changes; it is gone when the test ends. */
export const changed = async (change: (deployment: Deployment) => void): Promise<string> => {
  const folder = await folderOf('deployment-test');
  const text = await readFile(path.join(ROOT, 's.yaml'), 'utf8');
  const document: { readonly resources: Record<string, Resource> } = parse(text);
  // Aliases of the file are one object after parsing: each function gets its own.
  const resources: Record<string, Resource> = JSON.parse(JSON.stringify(document.resources));
  for (const { props } of Object.values(resources)) props.code = path.resolve(ROOT, props.code);
  change(deploymentOf(resources));
  const file = path.join(folder, 's.yaml');
  await writeFile(file, JSON.stringify({ ...document, resources }));
  return file;
};

/** A function `consumer` that logs what it is called with: `consumer {event}`. */
export const consumer = async (): Promise<Resource> => {
  const folder = await folderOf('consumer-test');
  const code = `exports.handler = async (event) => { console.log('consumer ' + event); };\n`;
  await writeFile(path.join(folder, 'index.js'), code);
  return {
    component: 'fc3',
    props: {
      region: 'cn-hangzhou',
      functionName: 'consumer',
      runtime: 'nodejs20',
      handler: 'index.handler',
      code: folder,
      timeout: 10,
    },
  };
};
