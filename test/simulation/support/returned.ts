/** What the ids of messages begin with that hold an event of ours. */
export const RETURNED = 'returned-';

/** Whether a run was started by an event of ours that came back. */
export const isOfReturn = (payload: string): boolean =>
  payload.includes(`"messageId":"${RETURNED}`);
