import { connect, type Socket } from 'node:net';
import type { SinkResult } from '../../peering/ports.ts';
import type { SinkEnvironment, TargetOf } from '../kind.ts';
import { DELIVERED, resultOfError, within } from '../result.ts';
import { refusalOf, resultOfRefusedAddress } from '../webhook.ts';
import { guardedLookup, guardOf, plainHost, systemResolver } from './guard.ts';

type Lookup = ReturnType<typeof guardedLookup>;

/** Loaded by the first check of an HTTPS webhook: it takes milliseconds. */
const tlsFor = async ({ protocol }: URL) =>
  protocol === 'http:' ? undefined : await import('node:tls');

const socketTo = (
  url: URL,
  lookup: Lookup,
  tls: Awaited<ReturnType<typeof tlsFor>>,
): { socket: Socket; ready: string } => {
  const host = plainHost(url.hostname);
  if (tls === undefined) {
    const port = Number(url.port || 80);
    return { socket: connect({ host, port, lookup }), ready: 'connect' };
  }
  // The extension takes names only, and a certificate is checked against the name.
  const servername = url.hostname.startsWith('[') ? {} : { servername: host };
  const port = Number(url.port || 443);
  return { socket: tls.connect({ host, port, lookup, ...servername }), ready: 'secureConnect' };
};

/**
 * What a health check may ask of a webhook: name resolution, guard, connection and TLS. Sends no event,
 * and no byte over the connection. Never rejects.
 */
export const probeWebhook = async (
  target: TargetOf<'webhook'>,
  environment: Pick<SinkEnvironment, 'webhookAllow' | 'resolve'>,
  timeoutMs: number,
): Promise<SinkResult> => {
  const url = new URL(target.url);
  const guard = guardOf(environment.webhookAllow);
  const refusal = refusalOf(url, guard);
  if (refusal) return refusal;
  const lookup = guardedLookup(guard, environment.resolve ?? systemResolver);
  const { socket, ready } = socketTo(url, lookup, await tlsFor(url));
  try {
    const connected = new Promise<void>((resolve, reject) => {
      socket.once(ready, resolve).once('error', reject);
    });
    await within(timeoutMs, connected);
    return DELIVERED;
  } catch (error) {
    return resultOfRefusedAddress(error) ?? resultOfError(error);
  } finally {
    socket.on('error', () => {}).destroy();
  }
};
