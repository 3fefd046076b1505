import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export const ACCOUNT = '1210123456123456';
export const REGION = 'cn-hangzhou';

const PAGE = 100;

const connection = (InstanceId: string, index: number, Status: string, state: string) => ({
  InstanceId,
  Status,
  OwnerId: Number(ACCOUNT),
  AcceptingOwnerUid: Number(ACCOUNT),
  RegionId: REGION,
  AcceptingRegionId: REGION,
  Vpc: { VpcId: 'vpc-hub', Ipv4Cidrs: ['10.0.0.0/16'], Ipv6Cidrs: [] },
  AcceptingVpc: { VpcId: `vpc-bench${index}`, Ipv4Cidrs: ['10.1.0.0/16'], Ipv6Cidrs: [] },
  GmtCreate: '2026-01-01T00:00:00Z',
  Tags: [
    { Key: 'peerflow:request', Value: `request-${index}` },
    { Key: 'peerflow:options', Value: 'routes=none;accept=manual;by=create;f=0123456789abcdef' },
    { Key: 'peerflow:state', Value: state },
  ],
});

/** A connection about which nothing is left to do. */
const row = (index: number) => connection(`pcc-bench${index}`, index, 'Activated', 'Activated');

/** A page of a list of so many connections; of one pair none are there yet. */
const list = (form: URLSearchParams, connections: number) => {
  if (form.has('VpcId') || form.has('VpcId.1')) return { NextToken: '', VpcPeerConnects: [] };
  const from = Number(form.get('NextToken') ?? 0);
  const rows = Math.max(0, Math.min(PAGE, connections - from));
  return {
    NextToken: from + PAGE < connections ? String(from + PAGE) : '',
    VpcPeerConnects: Array.from({ length: rows }, (_, at) => row(from + at)),
  };
};

const textOf = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString();
};

const actionOf = ({ headers, url = '' }: IncomingMessage): string => {
  const action = headers['x-acs-action'];
  if (typeof action === 'string') return action;
  return url.endsWith('/putEvents') ? 'putEvents' : url;
};

export interface BenchCloud {
  readonly endpoint: string;
  /** How often each action was called since the last reset. */
  readonly calls: ReadonlyMap<string, number>;
  /** When each action was called last, `performance.now()`. */
  readonly lastAt: ReadonlyMap<string, number>;
  readonly reset: () => void;
  readonly close: () => void;
}

/**
 * A cloud that says yes and costs next to nothing: no signatures are verified and nothing is kept, so that a
 * measured process waits for it as little as can be. `connections` are in its list.
 */
export const startCloud = async (connections = 0): Promise<BenchCloud> => {
  const calls = new Map<string, number>();
  const lastAt = new Map<string, number>();
  let created = 0;
  const bodyOf = (action: string, body: string): object | undefined => {
    const answers: Readonly<Record<string, () => object>> = {
      ListVpcPeerConnections: () => list(new URLSearchParams(body), connections),
      CreateVpcPeerConnection: () => ({ InstanceId: `pcc-new${created++}` }),
      GetVpcPeerConnectionAttribute: () =>
        connection(new URLSearchParams(body).get('InstanceId') ?? '', 0, 'Creating', 'Requested'),
      ListTagResources: () => ({ TagResources: [] }),
      TagResources: () => ({ Success: true }),
      InvokeFunction: () => ({}),
      putEvents: () => ({ FailedEntryCount: 0, EntryList: [] }),
    };
    return answers[action]?.();
  };
  const server = createServer(async (request, response) => {
    const action = actionOf(request);
    const body = bodyOf(action, await textOf(request));
    calls.set(action, (calls.get(action) ?? 0) + 1);
    lastAt.set(action, performance.now());
    response.writeHead(body ? (action === 'InvokeFunction' ? 202 : 200) : 404, {
      'content-type': 'application/json;charset=utf-8',
    });
    response.end(JSON.stringify({ RequestId: 'bench', ...body }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    calls,
    lastAt,
    reset: () => {
      calls.clear();
      lastAt.clear();
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
