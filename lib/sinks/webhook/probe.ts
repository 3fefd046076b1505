import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectSecure } from 'node:tls';
import type { SinkResult } from '../../peering/ports.ts';
import type { SinkEnvironment, TargetOf } from '../kind.ts';
import { DELIVERED, resultOfError, within } from '../result.ts';
import { refusalOf, resultOfRefusedAddress } from '../webhook.ts';
import { guardedLookup, guardOf, plainHost, systemResolver } from './guard.ts';

type Lookup = ReturnType<typeof guardedLookup>;

const socketTo = (url: URL, lookup: Lookup): { socket: Socket; ready: string } => {
  const host = plainHost(url.hostname);
  if (url.protocol === 'http:') {
    const port = Number(url.port || 80);
    return { socket: connectPlain({ host, port, lookup }), ready: 'connect' };
  }
  // The extension takes names only, and a certificate is checked against the name.
  const servername = url.hostname.startsWith('[') ? {} : { servername: host };
  const port = Number(url.port || 443);
  return { socket: connectSecure({ host, port, lookup, ...servername }), ready: 'secureConnect' };
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
  const { socket, ready } = socketTo(url, lookup);
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
