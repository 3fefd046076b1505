import { once } from '../once.ts';
import { changeRows } from './rows/change.ts';
import { createRows } from './rows/create.ts';
import { familyRows, passingFamilyRows, serviceRows } from './rows/families.ts';
import { gatewayRows } from './rows/gateway.ts';
import { ownRows } from './rows/own.ts';
import { routeRows } from './rows/routes.ts';
import type { Row } from './types.ts';

export interface Tables {
  /** Codes of Peerflow itself. */
  readonly own: ReadonlyMap<string, Row>;
  /** Single codes of the services. */
  readonly single: ReadonlyMap<string, Row>;
  /** Families that say how long they last, then the others; the first that matches decides. */
  readonly passingFamilies: readonly Row[];
  readonly families: readonly Row[];
}

const byCode = (rows: readonly Row[]): ReadonlyMap<string, Row> =>
  new Map(rows.flatMap((row) => row.codes.map((code) => [code, row] as const)));

const build = (): Tables => ({
  own: byCode(ownRows()),
  single: byCode([
    ...createRows(),
    ...changeRows(),
    ...routeRows(),
    ...gatewayRows(),
    ...serviceRows(),
  ]),
  passingFamilies: passingFamilyRows(),
  families: familyRows(),
});

/**
 * Every code that is known, with its remedies. Built with the first error: a start without one does not
 * pay for it.
 */
export const tables = once(build);

/** Whether a code or family (`Throttling*`, `*.NotFound`) is that of a code. */
export const matches = (pattern: string, code: string): boolean => {
  if (pattern.endsWith('*')) return code.startsWith(pattern.slice(0, -1));
  return pattern.startsWith('*') ? code.endsWith(pattern.slice(1)) : pattern === code;
};

/** The first row one of whose families a code belongs to. */
export const familyOf = (rows: readonly Row[], code: string): Row | undefined =>
  rows.find(({ codes }) => codes.some((pattern) => matches(pattern, code)));

/** Every code and family of the services, for documents. */
export const serviceCodes = (): readonly (readonly [code: string, row: Row])[] => {
  const { single, passingFamilies, families } = tables();
  const ofFamilies = [...passingFamilies, ...families].flatMap((row) =>
    row.codes.map((code) => [code, row] as const),
  );
  return [...single, ...ofFamilies];
};

/** Every code of Peerflow itself, for documents. */
export const ownCodes = (): readonly (readonly [code: string, row: Row])[] => [...tables().own];
