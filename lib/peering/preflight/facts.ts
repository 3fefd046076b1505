import type { Connection, Side } from '../model/connection.ts';
import type { CreateRequest } from '../model/request.ts';
import type { Vpc, VSwitch } from '../network/model.ts';
import type { End } from '../network/pair.ts';
import type { Reading } from '../network/reading.ts';
import type { Whose } from '../routes/plan/ours.ts';
import type { TablePattern } from '../routes/plan/tables.ts';
import type { TableReading } from '../routes/read.ts';

/** A route table that vSwitches use, with its entries. */
export type TableFacts = TableReading;

/** What was read of one end. */
export interface EndFacts extends End {
  readonly vpc: Reading<Vpc>;
  readonly vSwitches: Reading<readonly VSwitch[]>;
  /** The tables that vSwitches use. */
  readonly tables: Reading<readonly TableFacts[]>;
  /** Connections of the VPC, as far as our account sees them. */
  readonly peerings: Reading<readonly Connection[]>;
  /** Another account's VPC may have connections that our account does not see. */
  readonly seesAllPeerings: boolean;
}

/** All that checks look at: they read nothing themselves. */
export interface Facts {
  readonly request: CreateRequest;
  readonly ends: Readonly<Record<Side, EndFacts>>;
  /** Connections of our account in the requester's region; at most a page of them. */
  readonly ofRegion: Reading<readonly Connection[]>;
  /** Connections that join this very pair. */
  readonly ofPair: readonly Connection[];
  /** `PEERFLOW_ROUTE_TABLES`. */
  readonly routeTables: readonly TablePattern[];
  /** Whose entries are ours. */
  readonly whose: Whose;
  /** Connections that entries of ours lead to and that are gone. */
  readonly gone: ReadonlySet<string>;
}
