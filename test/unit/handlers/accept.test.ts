import { describe, expect, it } from 'vitest';
import { handleAccept } from '../../../lib/handlers/accept.ts';
import { handleRoute } from '../../../lib/handlers/route.ts';
import type { Intake } from '../../../lib/intake/old-types.ts';
import type { Context } from '../../../lib/peering/context.ts';
import { contextWith } from '../peering/create/context.ts';
import { apiError } from '../peering/preflight/facts.ts';

const hint = (type: string): Intake => ({
  kind: 'items',
  trigger: 'eventbridge',
  items: [{ kind: 'own', position: 0, type, data: { connection: { instanceId: 'pcc-1' } } }],
});

const failing = (error: unknown): Context =>
  contextWith(async () => undefined, {
    peering: {
      get: async () => {
        throw error;
      },
    },
  }).ctx;

describe.each([
  ['accepter', handleAccept, hint('peerflow:Connection:Accepting')],
  ['router', handleRoute, hint('peerflow:Connection:Activated')],
] as const)('a hint that the %s cannot follow', (_, handle, intake) => {
  it.each([
    ['throttling that comes as a bad request', apiError('Throttling.User')],
    ['throttling of the API', apiError('Throttling.Api', { status: 429 })],
    ['a service in trouble', apiError('ServiceUnavailable', { status: 503 })],
    ['what no cloud answered with', new TypeError('fault of ours')],
  ])('is tried again after %s', async (_what, error) => {
    await expect(handle(failing(error), intake)).rejects.toBe(error);
  });

  it.each([
    ['nothing there', apiError('ResourceNotFound.InstanceId', { status: 404 })],
    ['no permission', apiError('Forbidden.RAM', { status: 403 })],
  ])('leads nowhere: %s', async (_what, error) => {
    await expect(handle(failing(error), intake)).resolves.toBeUndefined();
  });
});
