import type { Connection } from '../model/connection.ts';
import type { CreateRequest } from '../model/request.ts';
import type { RouteEntry, RouteTable, Vpc, VSwitch } from '../network/model.ts';
import type { End, Side } from '../network/pair.ts';
import type { Reading } from '../network/reading.ts';

/** A route table that vSwitches use, with its entries. */
export interface TableFacts {
  readonly table: RouteTable;
  readonly entries: Reading<readonly RouteEntry[]>;
}

/** What was read of one end. */
export interface EndFacts extends End {
  readonly vpc: Reading<Vpc>;
  readonly vSwitches: Reading<readonly VSwitch[]>;
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
}
