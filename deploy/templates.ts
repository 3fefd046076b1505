import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ros from '@alicloud/ros-cdk-core';
import { addAccepter } from './stack/accepter.ts';
import { addPeerflow } from './stack/peerflow.ts';

/** The committed templates, by the name of their stack. */
export const TEMPLATES = ['peerflow', 'accepter'] as const;

export type TemplateName = (typeof TEMPLATES)[number];

export const templateFile = (name: TemplateName): string =>
  join(import.meta.dirname, `${name}.template.json`);

const pretty = (text: string): string => {
  const value: unknown = JSON.parse(text);
  return `${JSON.stringify(value, null, 2)}\n`;
};

/** Both templates as the constructs make them, validated by the official packages. */
export const synthesize = async (): Promise<Record<TemplateName, string>> => {
  const outdir = mkdtempSync(join(tmpdir(), 'peerflow-ros-'));
  try {
    const app = new ros.App({ outdir });
    addPeerflow(app);
    addAccepter(app);
    app.synth();
    const read = async (name: TemplateName) =>
      pretty(await readFile(join(outdir, `${name}.template.json`), 'utf8'));
    return { peerflow: await read('peerflow'), accepter: await read('accepter') };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
};
