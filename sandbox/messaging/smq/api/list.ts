import type { HttpAnswer, HttpRequest } from '../../../http/types.ts';
import { answer } from './answers.ts';
import { wholeNumber } from './numbers.ts';

const MOST = 1000;

/**
 * One page of names (SMQ: `x-mns-prefix`, `x-mns-ret-number` up to 1000, `x-mns-marker` as the last page
 * gave it), as elements called `item` that hold what `show` makes of a name.
 */
export const listAnswer = (
  { headers }: HttpRequest,
  names: Iterable<string>,
  item: 'Queue' | 'Topic' | 'Subscription',
  show: (name: string) => Readonly<Record<string, string>>,
): HttpAnswer => {
  const prefix = headers['x-mns-prefix'] ?? '';
  const most = wholeNumber('x-mns-ret-number', headers['x-mns-ret-number'] ?? `${MOST}`, 1, MOST);
  const marker = headers['x-mns-marker'] ?? '';
  const all = [...names].filter((name) => name.startsWith(prefix) && name >= marker).sort();
  return answer(200, `${item}s`, {
    [item]: all.slice(0, most).map(show),
    NextMarker: all[most],
  });
};

/** Base URL that a client reached the service by. */
export const baseUrl = ({ headers }: HttpRequest): string => `http://${headers.host ?? 'sandbox'}`;
