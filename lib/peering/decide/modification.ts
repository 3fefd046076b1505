import type { Connection } from '../model/connection.ts';
import type { Difference } from '../model/event.ts';
import type { ModifyRequest } from '../model/request.ts';

/** The fields of a connection that a modify can change. */
const FIELDS = ['name', 'description', 'bandwidth', 'linkType'] as const;

export type ModifiedValues = Partial<Pick<Connection, (typeof FIELDS)[number]>>;

/** A modify that the API took. */
export interface Change {
  readonly values: ModifiedValues;
  /** `gmtModified` as it was seen before the call; comparing it needs no clock of ours. */
  readonly modifiedBefore?: string | undefined;
}

/** After so long a modify that shows no trace counts as settled; the differences say what it holds. */
const SETTLED_AFTER_MS = 60_000;

export const valuesOf = (request: Pick<ModifyRequest, (typeof FIELDS)[number]>): ModifiedValues =>
  Object.fromEntries(
    FIELDS.flatMap((field) => (request[field] === undefined ? [] : [[field, request[field]]])),
  );

/** What the connection holds otherwise than the modify asked. */
export const unmetValues = (
  values: ModifiedValues,
  connection: Connection,
): readonly Difference[] =>
  FIELDS.flatMap((field) =>
    values[field] === undefined || values[field] === connection[field]
      ? []
      : [{ field, asked: values[field], actual: connection[field] ?? null }],
  );

/** True once an Activated connection shows that the modify is through. */
export const hasSettled = (change: Change, connection: Connection, ageMs: number): boolean =>
  unmetValues(change.values, connection).length === 0 ||
  connection.gmtModified !== change.modifiedBefore ||
  ageMs >= SETTLED_AFTER_MS;
