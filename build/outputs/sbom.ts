import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { type Output, ROOT } from '../bundle.ts';

const packageSchema = v.object({
  name: v.string(),
  version: v.string(),
  license: v.optional(v.string()),
});

const lockSchema = v.object({
  packages: v.record(v.string(), v.object({ integrity: v.optional(v.string()) })),
});

const readJson = async <T extends v.GenericSchema>(schema: T, file: string) =>
  v.parse(schema, JSON.parse(await readFile(path.join(ROOT, file), 'utf8')));

/** `…/node_modules/@scope/name/…` → the folder of the package. */
const PACKAGE = /^(.*\bnode_modules\/(?:@[^/]+\/)?[^/]+)\//;

/** The packages that have code in a bundle, as folders. */
const packagesIn = ({ inputs }: Output): readonly string[] => {
  const folders = Object.entries(inputs).flatMap(([file, { bytesInOutput }]) =>
    bytesInOutput > 0 ? (PACKAGE.exec(file)?.[1] ?? []) : [],
  );
  return [...new Set(folders)].sort();
};

const purlOf = (name: string, version: string): string =>
  `pkg:npm/${name.replace('@', '%40')}@${version}`;

/** The identifiers of SPDX that are in use here; anything else is a name. */
const SPDX = /^(?:0BSD|Apache-2\.0|BSD-[23]-Clause|BlueOak-1\.0\.0|ISC|MIT|Unlicense)$/;

const licensesOf = (license: string | undefined): object =>
  license === undefined
    ? {}
    : { licenses: [{ license: SPDX.test(license) ? { id: license } : { name: license } }] };

/** `sha512-…` of the lock file, as CycloneDX wants it. */
const hashesOf = (integrity: string | undefined): object =>
  integrity?.startsWith('sha512-')
    ? {
        hashes: [
          { alg: 'SHA-512', content: Buffer.from(integrity.slice(7), 'base64').toString('hex') },
        ],
      }
    : {};

const componentOf = async (folder: string, integrity: string | undefined) => {
  const { name, version, license } = await readJson(packageSchema, `${folder}/package.json`);
  const purl = purlOf(name, version);
  return {
    type: 'library',
    'bom-ref': `${purl}#${folder}`,
    name,
    version,
    purl,
    ...licensesOf(license),
    ...hashesOf(integrity),
  };
};

/**
 * The software bill of materials of a function, CycloneDX 1.5: every package of which code is in its bundle.
 * The same for the same bundle: no time, no serial number.
 */
export const sbomOf = async (fn: string, output: Output): Promise<string> => {
  const own = await readJson(packageSchema, 'package.json');
  const { packages } = await readJson(lockSchema, 'package-lock.json');
  const components = await Promise.all(
    packagesIn(output).map((folder) => componentOf(folder, packages[folder]?.integrity)),
  );
  const ref = purlOf(`${own.name}-${fn}`, own.version);
  const component = {
    type: 'application',
    'bom-ref': ref,
    name: `${own.name}-${fn}`,
    version: own.version,
    ...licensesOf(own.license),
  };
  const sbom = {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: { component },
    components,
    dependencies: [{ ref, dependsOn: components.map((it) => it['bom-ref']) }],
  };
  return `${JSON.stringify(sbom, null, 1)}\n`;
};
