import * as v from 'valibot';
import type { HttpAnswer } from '../../../http/types.ts';
import { outOfRange, SmqFault } from '../fault.ts';
import { isReceiptHandle } from '../message.ts';
import { answer, bare } from './answers.ts';
import type { Operation, SmqCall } from './call.ts';
import { queryNumber } from './numbers.ts';
import { readXml } from './xml.ts';

const MAX_BATCH = 16;

/** The documentation writes this parameter with either first letter. */
const handleIn = ({ query }: SmqCall['request']): string => {
  const handle = query.get('ReceiptHandle') ?? query.get('receiptHandle');
  if (!handle) throw new SmqFault('MissingReceiptHandle');
  return handle;
};

/** What is wrong with a handle that hides no message. */
const stale = (handle: string): SmqFault =>
  new SmqFault(isReceiptHandle(handle) ? 'MessageNotExist' : 'ReceiptHandleError');

const remove = ({ request, store, name }: SmqCall): HttpAnswer => {
  const queue = store.queue(name);
  const handle = handleIn(request);
  if (!queue.delete(handle)) throw stale(handle);
  return bare(204);
};

const ReceiptHandles = v.object({
  ReceiptHandle: v.union([
    v.array(v.string()),
    v.pipe(
      v.string(),
      v.transform((only) => [only]),
    ),
  ]),
});

/** 204 only if every message is gone; else the handles that failed, and the others are deleted. */
const removeAll = ({ request, store, name }: SmqCall): HttpAnswer => {
  const queue = store.queue(name);
  const { ReceiptHandle: handles } = readXml(request.body, 'ReceiptHandles', ReceiptHandles);
  if (handles.length > MAX_BATCH) throw outOfRange('ReceiptHandles', 1, MAX_BATCH);
  const failed = handles.filter((handle) => !queue.delete(handle));
  if (failed.length === 0) return bare(204);
  const errors = failed.map((handle) => {
    const { code, message } = stale(handle);
    return { ErrorCode: code, ErrorMessage: message, ReceiptHandle: handle };
  });
  return answer(404, 'Errors', { Error: errors });
};

const change = ({ request, store, name }: SmqCall): HttpAnswer => {
  const queue = store.queue(name);
  const handle = handleIn(request);
  const seconds = queryNumber(request.query, 'visibilityTimeout', 1, 43_200);
  if (seconds === undefined) throw new SmqFault('MissingVisibilityTimeout');
  const message = queue.changeVisibility(handle, seconds * 1000);
  if (message === undefined) throw stale(handle);
  return answer(200, 'ChangeVisibility', {
    ReceiptHandle: message.receiptHandle,
    NextVisibleTime: message.visibleAt,
  });
};

export const deleteMessage: Operation = { action: 'DeleteMessage', run: remove };
export const batchDeleteMessage: Operation = { action: 'BatchDeleteMessage', run: removeAll };
export const changeMessageVisibility: Operation = {
  action: 'ChangeMessageVisibility',
  run: change,
};
