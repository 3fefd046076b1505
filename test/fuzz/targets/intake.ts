import { referencedConnections } from '../../../lib/intake/hints.ts';
import { readEvent } from '../../../lib/intake/index.ts';
import { readJson } from '../../../lib/intake/json/read.ts';
import { foldRejections } from '../../../lib/intake/rejections.ts';
import type { Intake, Item, RequestItem } from '../../../lib/intake/types.ts';
import { exactJson } from '../../../lib/peering/json-scan.ts';
import { looksLikeTask } from '../../../lib/peering/queue/task-kind.ts';
import { firstOf, namedChain, readTask } from '../../../lib/peering/queue/tasks.ts';
import { identify } from '../../../lib/peering/request/identify.ts';
import { validateRequest } from '../../../lib/peering/request/validate.ts';
import { facts } from '../../unit/peering/samples.ts';
import { BODIES, EVENT_TEXTS, REQUEST_TEXTS, TASK_TEXTS } from '../corpus.ts';
import { bytes } from '../mutate.ts';
import { must, mustBePrintable, type Target } from '../target.ts';

const OPTIONS = { functions: ['peerflow-request', 'peerflow-worker'] };
const SHOWN_BYTES = 6 * 1024;

const originalMustBeBounded = (item: Exclude<Item, { kind: 'ours' }>): void => {
  const { base64, length, sha256 } = item.original();
  must(Buffer.from(base64, 'base64').length <= SHOWN_BYTES, 'The original is over 6 KB', length);
  must(/^[0-9a-f]{64}$/.test(sha256), 'The hash of the original is no SHA-256', sha256);
};

const itemMustHold = (item: Item): void => {
  if (item.kind === 'ours') return;
  originalMustBeBounded(item);
  mustBePrintable(item.at, 'The place of an item');
  must(item.origin.via.length > 0 && item.origin.via.length <= 200, 'via', item.origin.via);
  if (item.kind === 'request') {
    must(!looksLikeTask(item.body) || item.origin.via !== '', 'A task got through', item.body);
    return;
  }
  must(item.errors.length > 0 && item.errors.length <= 50, 'errors', item.errors.length);
  must(item.errorCount >= item.errors.length, 'errorCount', item.errorCount);
  for (const { pointer, detail } of item.errors) {
    mustBePrintable(pointer, 'A pointer');
    mustBePrintable(detail, 'A detail');
  }
};

const itemsMustHold = (items: readonly Item[]): void => {
  must(items.length <= 10_000 + 1, 'Items', items.length);
  for (const [at, item] of items.entries()) {
    // Several invalid parts of one message are one item, so places may be left out, but never come twice.
    must(item.position > (items[at - 1]?.position ?? -1), 'Positions do not ascend', item.position);
    if (at < 200) itemMustHold(item);
  }
  const rejected = items.flatMap((item) =>
    item.kind === 'invalid' ? [{ item, errors: item.errors, requestId: null }] : [],
  );
  for (const { errors } of foldRejections(rejected)) must(errors.length <= 50, 'folded errors');
};

const intakeMustHold = (intake: Intake): void => {
  if (intake.kind !== 'http') {
    itemsMustHold(intake.items);
    return;
  }
  const { call } = intake;
  must(call.path.startsWith('/'), 'The path of a call does not begin with /', call.path);
  must(call.method === call.method.toUpperCase(), 'The method is not upper-case', call.method);
};

export const events: Target<Buffer> = {
  name: 'intake',
  inputs: bytes([...EVENT_TEXTS, ...REQUEST_TEXTS, ...TASK_TEXTS]),
  corpus: [...EVENT_TEXTS, ...TASK_TEXTS].map((text) => Buffer.from(text)),
  check: (event) => intakeMustHold(readEvent(event, OPTIONS)),
};

const NOW = Date.parse('2026-11-29T08:00:00Z');

/** Whatever has to wait goes through the queue: a request that becomes an unreadable task would be lost. */
const mustBeReadableAsTask = (
  body: Readonly<Record<string, unknown>>,
  { origin, id }: Pick<RequestItem, 'origin' | 'id'>,
): void => {
  const valid = validateRequest(body, facts);
  if (!valid.ok) return;
  const identified = identify(valid.request, {
    own: valid.requestId,
    derived: id,
    origin,
    invocationId: '1-x',
    now: NOW,
  });
  const task = {
    ...firstOf('requests', namedChain('a'), NOW),
    items: [{ ...identified, tries: 0, spent: {}, due: NOW }],
  };
  readTask(JSON.parse(JSON.stringify(task)), 'worker');
};

export const waiting: Target<Buffer> = {
  name: 'waiting',
  inputs: bytes([...EVENT_TEXTS, ...REQUEST_TEXTS]),
  corpus: EVENT_TEXTS.map((text) => Buffer.from(text)),
  check: (event) => {
    const intake = readEvent(event, OPTIONS);
    if (intake.kind === 'http') {
      mustBeReadableAsTask({ ...BODIES[0] }, { origin: intake.call.origin });
      return;
    }
    for (const item of intake.items.slice(0, 20))
      if (item.kind === 'request') mustBeReadableAsTask(item.body, item);
  },
};

export const hints: Target<Buffer> = {
  name: 'hints',
  inputs: bytes(EVENT_TEXTS),
  corpus: EVENT_TEXTS.map((text) => Buffer.from(text)),
  check: (event) => {
    const ids = referencedConnections(event);
    must(ids.length <= 16, 'More than 16 connections', ids.length);
    must(new Set(ids).size === ids.length, 'A connection twice', ids);
    for (const id of ids) must(/^pcc-[a-z0-9]{1,60}$/.test(id), 'No instance id', id);
  },
};

export const json: Target<Buffer> = {
  name: 'json',
  inputs: bytes(REQUEST_TEXTS),
  corpus: REQUEST_TEXTS.map((text) => Buffer.from(text)),
  check: (input) => {
    const read = readJson(input);
    if (!read.ok) {
      mustBePrintable(read.error.detail, 'A detail');
      return;
    }
    const again = readJson(Buffer.from(exactJson(read.value)));
    must(again.ok, 'What was read is not readable when written', exactJson(read.value));
    if (again.ok)
      must(exactJson(again.value) === exactJson(read.value), 'It differs when read again');
  },
};
