import { commonJs } from '../aliyun/core.ts';
import type { SinkResult } from '../peering/ports.ts';
import type { Fault, Prepare, SinkEnvironment, SinkUrl, TargetOf } from './kind.ts';
import { DELIVERED, failure, withoutCredentials } from './result.ts';

export const schemes = ['eventbridge'];
export const form = 'eventbridge://{custom bus}';

type Target = TargetOf<'eventbridge'>;

const URL_FORM = /^eventbridge:\/\/([A-Za-z0-9][A-Za-z0-9-]{0,126})$/;

/** Reads `eventbridge://{custom bus}`. */
export const parse = ({ url }: SinkUrl): Target | Fault => {
  const bus = URL_FORM.exec(url)?.[1];
  if (bus === undefined) return { fault: `must look like ${form}` };
  if (bus.toLowerCase() === 'default')
    return { fault: 'must name a custom bus: the default bus takes events of cloud services only' };
  if (bus.toLowerCase().startsWith('eventbridge-reserved-'))
    return { fault: 'must name a custom bus: eventbridge-reserved- is a prefix of the service' };
  return { kind: 'eventbridge', bus };
};

export const label = ({ bus }: Target): string => `eventbridge:${bus}`;

const loadSdk = async () => {
  const [sdk, util] = await Promise.all([
    import('@alicloud/eventbridge'),
    import('@alicloud/tea-util'),
  ]);
  return { sdk: commonJs(sdk), util: commonJs(util) };
};

/** The parts of an answer to PutEvents that decide; the client may leave any of them out. */
interface Answer {
  readonly failedEntryCount?: number;
  readonly entryList?: readonly { readonly errorCode?: string }[];
}

/**
 * HTTP 200 with a failed entry is the failure of that entry; a call has one. The bus is there, so that other events
 * need not wait, unless it says that there are too many.
 */
export const resultOf = ({ failedEntryCount, entryList }: Answer): SinkResult => {
  if (failedEntryCount === undefined && entryList === undefined)
    return failure({ code: 'MalformedResponse' });
  const code = entryList?.find(({ errorCode }) => errorCode)?.errorCode;
  if (code !== undefined) return failure({ code, status: 200 });
  return (failedEntryCount ?? 0) > 0 ? failure({ code: 'FailedEntry' }) : DELIVERED;
};

/** PutEvents with one event, through the official client. */
export const open = ({ bus }: Target, environment: SinkEnvironment): Prepare => {
  const { credentials, region } = environment;
  if (credentials === undefined) return withoutCredentials;
  const { host, protocol } = environment.endpointOf('EVENTBRIDGE');

  return async (event, timeoutMs) => {
    const { sdk, util } = await loadSdk();
    // Without a protocol of its own the client would speak plain HTTP.
    const config = new sdk.Config({ ...credentials, endpoint: host, protocol, regionId: region });
    const client = new sdk.default(config);
    const { traceparent, ...attributes } = event;
    const entry = new sdk.CloudEvent({
      ...attributes,
      // The client takes bytes only, parses them and writes them anew.
      data: Buffer.from(JSON.stringify(event.data)),
      // It sends nothing that it has no name for, unless it stands here.
      extensions: { aliyuneventbusname: bus, ...(traceparent ? { traceparent } : {}) },
    });
    // The shorter of the two is an idle timeout for both, so they are the same.
    const timeouts = { connectTimeout: timeoutMs, readTimeout: timeoutMs };
    const runtime = new util.RuntimeOptions({ autoretry: false, ...timeouts });
    return async () => resultOf(await client.putEventsWithOptions([entry], runtime));
  };
};
