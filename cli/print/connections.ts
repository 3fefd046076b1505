import { inStateSince } from '../../page/model/awaited.ts';
import type { Connection, Row } from '../../page/model/contract.ts';
import { notesOf } from '../../page/model/findings.ts';
import { shortSpan } from '../../page/model/time.ts';
import { waitsFor } from '../follow.ts';
import type { Terminal } from '../terminal.ts';
import { statusText } from './colors.ts';
import { tableOf } from './table.ts';

const HEAD = ['STATUS', 'FOR', 'INSTANCE', 'NAME', 'FROM', 'TO', 'WAITS FOR'];

const sinceText = (it: Connection, now: number): string => {
  const since = inStateSince(it);
  return since === undefined ? '' : shortSpan(now - since);
};

const placeOf = (vpcId: string, regionId: string): string =>
  [vpcId, regionId].filter(Boolean).join(' ');

const remark = (it: Connection, now: number): string => {
  const notes = notesOf(it, now).map(({ code }) => code);
  return [waitsFor(it, now) ?? '', notes.join(', ')].filter(Boolean).join('; ') || '-';
};

/** Connections as a table. */
export const connectionTable = (terminal: Terminal, rows: readonly Row[], now: number): string =>
  tableOf(
    terminal,
    HEAD,
    rows.map(({ connection: it }) => [
      statusText(terminal, it.status),
      sinceText(it, now),
      it.instanceId,
      it.name ?? '',
      placeOf(it.vpc.vpcId, it.regionId),
      placeOf(it.acceptingVpc.vpcId, it.acceptingRegionId),
      remark(it, now),
    ]),
  );

/** One connection in one line, for progress. */
export const connectionLine = (terminal: Terminal, it: Connection, now: number): string => {
  const waits = waitsFor(it, now);
  return `${it.instanceId} ${statusText(terminal, it.status)}${waits ? `, waits for ${waits}` : ''}`;
};
