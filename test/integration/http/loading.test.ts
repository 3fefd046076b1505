import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../sandbox/start.ts';
import { ab, withSandbox } from '../peerflow/with-sandbox.ts';

const BUNDLE = path.resolve(import.meta.dirname, '../../../dist/request');
const SCRIPT = path.join(import.meta.dirname, 'loaded.cjs');

const printed = v.array(v.object({ statusCode: v.number(), files: v.array(v.string()) }));

interface Call {
  readonly method: string;
  readonly path: string;
  readonly body?: object;
}

/** The text of the files that a fresh instance loads at its start, then what each call answers and loads. */
const loadedBy = async (sandbox: Sandbox, calls: readonly Call[]) => {
  const { stderr } = await promisify(execFile)(
    process.execPath,
    [SCRIPT, BUNDLE, ...calls.map((each) => JSON.stringify(each))],
    {
      env: {
        PEERFLOW_ENDPOINT: sandbox.endpoint,
        PEERFLOW_REGIONS: 'cn-hangzhou',
        FC_ACCOUNT_ID: sandbox.accountId,
        TEST_CREDENTIALS: JSON.stringify(sandbox.credentials()),
      },
    },
  );
  return v.parse(printed, JSON.parse(stderr)).map(({ statusCode, files }) => ({
    statusCode,
    texts: files.map((file) => readFileSync(path.join(BUNDLE, file), 'utf8')),
  }));
};

const isVpcSdk = (text: string): boolean => text.includes('describeVSwitchesWithOptions');
const isCoreSdk = (text: string): boolean => text.includes('ACS3-HMAC-SHA256');
const isDocument = (text: string): boolean =>
  text.includes('createPeering') && text.includes('3.1.0');

describe('what a call loads', () => {
  it('is nothing for health, one file for the document, and no SDK for either', async () => {
    const sandbox = await withSandbox();
    const [start, health, document] = await loadedBy(sandbox, [
      { method: 'GET', path: '/healthz' },
      { method: 'GET', path: '/openapi.json' },
    ]);

    expect(start?.texts.length).toBeGreaterThan(0);
    for (const isHeavy of [isVpcSdk, isCoreSdk, isDocument])
      expect(start?.texts.some(isHeavy)).toBe(false);
    expect([health?.statusCode, health?.texts]).toEqual([200, []]);
    expect([document?.statusCode, document?.texts.map(isDocument)]).toEqual([200, [true]]);
  });

  it('is the core SDK for a create, and the VPC SDK only with preflight', async () => {
    const sandbox = await withSandbox();
    const [, off, on] = await loadedBy(sandbox, [
      { method: 'POST', path: '/peerings', body: { ...ab, dryRun: true } },
      { method: 'POST', path: '/peerings/preflight', body: ab },
    ]);

    expect([off?.statusCode, off?.texts.some(isCoreSdk), off?.texts.some(isVpcSdk)]).toEqual([
      200,
      true,
      false,
    ]);
    expect([on?.statusCode, on?.texts.some(isVpcSdk)]).toEqual([200, true]);
  });
});
